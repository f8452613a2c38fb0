"""What is said about seats and terms, made clean."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.fields import Form
from council.models import Seat
from council.queries import candidates

EARLIEST = date(2000, 1, 1)

_NO_DAY = {
    "required": _("Choose a day."),
    "invalid": _("Enter the day as year-month-day, for example 2027-03-31."),
}


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget, error_messages=_NO_DAY)


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg] # generic in the stubs only
    """A person from a list. Something that is no person at all is told in the same words as one not in the list."""

    def label_from_instance(self, obj: Any) -> str:
        """Tell people without a name apart by their address, for whoever appoints."""
        return str(obj.known_as)

    def to_python(self, value: Any) -> User | None:
        """Return the person."""
        try:
            found: User | None = super().to_python(value)
        except forms.ValidationError:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None
        return found


class Appoint(Form):
    """Who takes a seat, and from when."""

    person = PersonField(
        label=_("Who takes this seat?"),
        queryset=User.objects.none(),
        empty_label=None,
        error_messages={
            "required": _("Choose who takes the seat."),
            "invalid_choice": _("This person cannot take the seat. Choose somebody from the list."),
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
        """Refuse a slip of the pen in the year."""
        day: date = self.cleaned_data["starts_on"]
        if not EARLIEST <= day <= timezone.localdate() + timedelta(days=3 * 366):
            raise forms.ValidationError(_("Choose a day after the year 1999 and within the next three years."))
        return day


class End(Form):
    """When a term ends."""

    last_day = _day(_("Last day of the term"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with today."""
        super().__init__(*args, initial={"last_day": timezone.localdate()}, **kwargs)


class Alias(Form):
    """The name others on the council see."""

    alias = forms.CharField(
        label=_("The name others on the council see"),
        help_text=_("You can use another name than your own. Leave it empty to use your own name."),
        max_length=120,
        required=False,
    )
