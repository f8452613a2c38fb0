"""Input about seats and terms."""

from __future__ import annotations

from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import form_fields as fields
from core.fields import Form
from council.models import Seat
from council.queries import candidates

# Councils bring terms with them that began before this software did.
EARLIEST = date(2000, 1, 1)
FURTHEST_AHEAD = relativedelta(years=3)


def _day(label: Any) -> forms.DateField:
    invalid = _("Enter the day as year-month-day, for example 2027-03-31.")
    return fields.day(label, required=_("Choose a day."), invalid=invalid)


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg] # generic in the stubs only
    """A person from a list. A value that is no person at all gets the same error as a person who is not in the list."""

    def label_from_instance(self, obj: Any) -> str:
        """Tell people without a name apart by their address, for whoever appoints."""
        return str(obj.known_as)

    def to_python(self, value: Any) -> User | None:
        """Return the person."""
        try:
            person: User | None = super().to_python(value)
        except forms.ValidationError:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None
        return person


class Appoint(Form):
    """Who takes a seat, and from when."""

    person = PersonField(
        label=_("Who takes this seat?"),
        queryset=User.objects.none(),
        empty_label=None,
        error_messages={
            "required": _("Choose who takes the seat."),
            "invalid_choice": _("This person cannot take the seat. Choose someone from the list."),
        },
    )
    starts_on = _day(_("First day of the term"))
    chairs = forms.BooleanField(label=_("This person chairs the council"), required=False)

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        """Offer the people who can be appointed, and today."""
        today = timezone.localdate()
        super().__init__(*args, initial={"starts_on": today}, **kwargs)
        field = self.fields["person"]
        if isinstance(field, PersonField):
            field.queryset = candidates(seat, today)

    def clean_starts_on(self) -> date:
        """Refuse a typo in the year."""
        day: date = self.cleaned_data["starts_on"]
        if not EARLIEST <= day <= timezone.localdate() + FURTHEST_AHEAD:
            raise forms.ValidationError(_("Choose a day after the year 1999 and within the next three years."))
        return day


class End(Form):
    """When a term ends."""

    last_day = _day(_("Last day of the term"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with today."""
        super().__init__(*args, initial={"last_day": timezone.localdate()}, **kwargs)
