"""Input about seats and terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import form_fields as fields
from core.fields import Form
from council.enums import Office as OfficeKind
from council.models import Membership, Office, Seat
from council.queries import candidates, fellows, search_candidates

# Councils bring terms with them that began before this software did.
EARLIEST = date(2000, 1, 1)
FURTHEST_AHEAD = relativedelta(years=3)
# How many people are offered at once; where there are more, one searches.
MOST_OFFERED = 20


def _day(label: Any) -> forms.DateField:
    invalid = _("Enter the day as year-month-day, for example 2027-03-31.")
    return fields.day(label, required=_("Choose a day."), invalid=invalid)


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg] # generic in the stubs only
    """A person from a list. A value that is no person at all gets the same error as a person who is not in the list."""

    def label_from_instance(self, obj: Any) -> str:
        """Tell people without a name apart by their address, for whoever appoints."""
        return str(obj.known_as)

    def those_of(self, value: str) -> list[User]:
        """Return whom a value stands for, as a list; an empty one where it is nobody who can be chosen."""
        try:
            person = self.to_python(value)
        except forms.ValidationError:
            return []
        return [person] if person else []

    def told_apart(self, people: Sequence[User]) -> list[tuple[str, str]]:
        """Return choices in which people of the same name are told apart by their address."""
        names = Counter(person.known_as for person in people)
        return [
            (str(person.pk), _named(person) if names[person.known_as] > 1 else self.label_from_instance(person))
            for person in people
        ]

    def to_python(self, value: Any) -> User | None:
        """Return the person."""
        try:
            person: User | None = super().to_python(value)
        except forms.ValidationError:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None
        return person


def _named(person: User) -> str:
    address = person.email or gettext("no email address")
    return gettext("%(name)s (%(address)s)") % {"name": person.known_as, "address": address}


class MemberField(forms.ModelChoiceField):  # type: ignore[type-arg] # generic in the stubs only
    """A member from a list, by seat and by the name others see."""

    def label_from_instance(self, obj: Any) -> str:
        """Tell members apart by their seats: several may have chosen no name."""
        return str(_("Seat %(number)d: %(name)s")) % {"number": obj.seat.number, "name": obj.shown_name}


class Appoint(Form):
    """Who takes a seat, and from when.

    People are searched where there are many; `found` are those who are offered. The button of the search shows the form
    again with everything that was typed.
    """

    words = fields.line(
        _("Search for a person"), help_text=_("A part of their name or of their email address."), max_length=120
    )
    person = PersonField(
        label=_("Who takes this seat?"),
        queryset=User.objects.none(),
        empty_label=None,
        # Nobody is chosen already: the first of a list would be appointed by a press too early.
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose who takes the seat."),
            "invalid_choice": _("This person cannot take the seat. Choose someone from the list."),
        },
    )
    starts_on = _day(_("First day of the term"))
    ends_on = fields.day(
        _("Last day of the term (optional)"),
        help_text=_("Leave this empty for a term as long as the council agreed."),
        invalid=_("Enter the day as year-month-day, for example 2027-03-31."),
    )
    chairs = forms.BooleanField(label=_("This person chairs the council"), required=False)

    def __init__(self, *args: Any, seat: Seat, by: User, **kwargs: Any) -> None:
        """Offer the people whom somebody can appoint, and today."""
        today = timezone.localdate()
        super().__init__(*args, initial={"starts_on": today}, **kwargs)
        everybody = candidates(seat, today, by=by)
        chosen, self.words_sent = self._sent("person"), self._sent("words")
        # One more than is shown says whether there are more.
        offered = list(everybody[: MOST_OFFERED + 1])
        self.searches = len(offered) > MOST_OFFERED
        if self.searches:
            offered = list(search_candidates(everybody, self.words_sent)[: MOST_OFFERED + 1]) if self.words_sent else []
        self.has_more = len(offered) > MOST_OFFERED
        self.found = offered[:MOST_OFFERED]
        field = self.fields["person"]
        if isinstance(field, PersonField):
            field.queryset = everybody
            shown = self.found
            if chosen and chosen not in {str(person.pk) for person in shown}:
                # Another search does not lose whom somebody has chosen.
                shown = [*field.those_of(chosen), *shown]
            # After the list of everybody, which would be read whole otherwise.
            field.widget.choices = field.told_apart(shown)
            self.is_anybody_shown = bool(shown)

    def _sent(self, name: str) -> str:
        return str(self.data.get(self.add_prefix(name)) or "").strip()

    def clean(self) -> dict[str, Any]:
        """Ask for a search where nobody is there to choose."""
        cleaned = super().clean() or {}
        cleaned.pop("words", None)
        if self.has_error("person") and not self.is_anybody_shown:
            del self.errors["person"]
            self.add_error("words", _("Search for the person, and choose them."))
        return cleaned

    def clean_starts_on(self) -> date:
        """Refuse a typo in the year."""
        day: date = self.cleaned_data["starts_on"]
        if not EARLIEST <= day <= timezone.localdate() + FURTHEST_AHEAD:
            raise forms.ValidationError(_("Choose a day after the year 1999 and within the next three years."))
        return day


class Why(Form):
    """Why something is taken back or put right: kept in the log."""

    reason = fields.line(
        _("Reason, for the log"),
        required=_("Write in a few words why. Please name no health condition."),
        help_text=_("A few words, such as “wrong person chosen”. Please name no health condition."),
    )


class CorrectEnd(Why):
    """The last day that was meant, and why it is put right."""

    ends_on = _day(_("Last day of the term"))
    field_order = ("ends_on", "reason")

    def __init__(self, *args: Any, term: Membership, **kwargs: Any) -> None:
        """Begin with the day that is written down."""
        super().__init__(*args, initial={"ends_on": term.ends_on}, **kwargs)


class Renew(Form):
    """Until when a term is renewed."""

    ends_on = fields.day(
        _("Last day of the new term"),
        help_text=_("Leave this empty for a term as long as the council agreed."),
        invalid=_("Enter the day as year-month-day, for example 2027-03-31."),
    )

    def __init__(self, *args: Any, ends_on: date, **kwargs: Any) -> None:
        """Begin with a term as long as the council agreed."""
        super().__init__(*args, initial={"ends_on": ends_on}, **kwargs)


class Pause(Form):
    """From when until when somebody pauses; nothing else is asked."""

    starts_on = _day(_("First day of the pause"))
    ends_on = _day(_("Last day of the pause"))

    def __init__(self, *args: Any, longest: date, **kwargs: Any) -> None:
        """Begin with today, and with the longest pause that is possible."""
        super().__init__(*args, initial={"starts_on": timezone.localdate(), "ends_on": longest}, **kwargs)


class GiveOffice(Form):
    """Which office, and from when until when."""

    kind = forms.ChoiceField(label=_("Office"), choices=OfficeKind.choices)
    starts_on = _day(_("From this day"))
    ends_on = _day(_("Until this day"))

    def __init__(self, *args: Any, term: Membership, **kwargs: Any) -> None:
        """Begin with the rest of the term."""
        first = max(timezone.localdate(), term.starts_on)
        super().__init__(*args, initial={"starts_on": first, "ends_on": term.ends_on}, **kwargs)

    def clean_kind(self) -> OfficeKind:
        """Return it as an office."""
        return OfficeKind(self.cleaned_data["kind"])


class HandOver(Form):
    """Who takes an office over, and from when."""

    to = MemberField(
        label=_("Who takes it over?"),
        queryset=Membership.objects.none(),
        empty_label=None,
        error_messages={
            "required": _("Choose who takes it over."),
            "invalid_choice": _("Choose someone from the list."),
        },
    )
    on = _day(_("From this day"))

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        """Offer the other members of the council, and tomorrow."""
        super().__init__(*args, initial={"on": timezone.localdate() + timedelta(days=1)}, **kwargs)
        field = self.fields["to"]
        if isinstance(field, MemberField):
            field.queryset = fellows(office.membership, timezone.localdate())


class End(Form):
    """When a term ends."""

    last_day = _day(_("Last day of the term"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with today."""
        super().__init__(*args, initial={"last_day": timezone.localdate()}, **kwargs)
