"""Input about what is arranged for people at meetings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Need
from accounts.models import User
from core import form_fields as fields
from core import money
from core.fields import Form
from council.forms.claims import Amount, currency_field
from council.models import Council
from meetings.enums import BookingStatus, Rating
from meetings.forms.lengths import longest
from meetings.models import AccessBooking, BookedNeed
from meetings.rules import bookings as rules


class Status(Form):
    """What became of something that people need."""

    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        error_messages={
            "required": gettext_lazy("Choose what became of it."),
            "invalid_choice": gettext_lazy("This is not possible from the state that it is in now."),
        },
    )
    # The revision that the page showed.
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    words = fields.line(
        gettext_lazy("If it failed: why?"),
        help_text=gettext_lazy("For the report on access failures. Name nobody."),
        max_length=300,
    )

    def clean_status(self) -> BookingStatus:
        """Return the fixed word."""
        return BookingStatus(self.cleaned_data["status"])


def status_form(booking: AccessBooking, data: Any = None, *, with_words: bool = False) -> Status:
    """Return the form of one booking; there are several on one page, each with names of its own."""
    initial = {"status": booking.status, "revision": booking.revision}
    form = Status(data, prefix=f"b{booking.pk.hex}", initial=initial)
    # `served` are read already, for all bookings of the page at once.
    is_needed = any(one.ended_on is None for one in booking.served.all())
    choices = [(status.value, status.label) for status in rules.choices_of(booking, is_needed=is_needed)]
    cast("forms.ChoiceField", form.fields["status"]).choices = choices
    if not with_words:
        del form.fields["words"]
    return form


class Details(Form):
    """Who sees to a booking, where it is booked, what it costs and by when."""

    owner = forms.ChoiceField(
        label=gettext_lazy("Who sees to it?"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose somebody from the list.")},
    )
    supplier = fields.line(gettext_lazy("Supplier"), max_length=160)
    supplier_contact = fields.line(gettext_lazy("How is the supplier reached?"), max_length=200)
    quantity = forms.IntegerField(
        label=gettext_lazy("How many?"),
        help_text=gettext_lazy("Beyond an hour, two interpreters take turns."),
        min_value=1,
        max_value=99,
        error_messages={
            "required": gettext_lazy("Write how many are needed."),
            "invalid": gettext_lazy("Write a whole number, such as 2."),
            "min_value": gettext_lazy("Write a number from 1 to 99."),
            "max_value": gettext_lazy("Write a number from 1 to 99."),
        },
    )
    cost = Amount(required=False)
    currency = currency_field()
    lead_days = forms.IntegerField(
        label=gettext_lazy("How many working days before the meeting does it have to be booked?"),
        min_value=0,
        max_value=250,
        error_messages={
            "required": gettext_lazy("Write a number of days."),
            "invalid": gettext_lazy("Write a whole number, such as 10."),
            "min_value": gettext_lazy("Write a number from 0 to 250."),
            "max_value": gettext_lazy("Write a number from 0 to 250."),
        },
    )
    due_on = fields.day(
        gettext_lazy("To be booked by"),
        required=gettext_lazy("Choose the day by which it is to be booked."),
        invalid=gettext_lazy("Write the day as year-month-day, such as 2027-03-15."),
    )
    note = fields.line(gettext_lazy("Note"), max_length=300)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, booking: AccessBooking, owners: Iterable[User], **kwargs: Any) -> None:
        """Begin with what is known of the booking."""
        names = ("supplier", "supplier_contact", "quantity", "cost", "lead_days", "due_on", "note", "revision")
        initial = {name: getattr(booking, name) for name in names}
        initial |= {"owner": str(booking.owner_id or ""), "currency": booking.currency or money.usual()}
        super().__init__(*args, initial=initial, **kwargs)
        self.booking = booking
        self.people = {str(person.pk): person for person in owners}
        cast("forms.ChoiceField", self.fields["owner"]).choices = owner_choices(self.people.values())
        self.fields["cost"].label = gettext_lazy("Cost")
        self.fields["currency"].required = False

    def clean_owner(self) -> User | None:
        """Return the person, or nobody."""
        return self.people.get(self.cleaned_data["owner"])

    def clean_due_on(self) -> date:
        """Refuse a day that is over, and one after the meeting."""
        due_on: date = self.cleaned_data["due_on"]
        if not (verdict := rules.is_fit_due_day(self.booking, due_on)):
            raise forms.ValidationError(str(verdict.reason))
        return due_on

    def clean(self) -> dict[str, Any]:
        """Ask for the currency of a cost, and refuse cents in one that has none."""
        data = super().clean() or self.cleaned_data
        cost: Decimal | None = data.get("cost")
        currency = data.get("currency")
        if cost is None:
            return data
        if not currency:
            if "currency" not in self.errors:
                self.add_error("currency", _("Choose the currency of the cost."))
        # Of the exponent, -2 is two decimals. Zeros at the end count for nothing.
        elif -int(cost.normalize().as_tuple().exponent) > money.decimals(currency):
            self.add_error("cost", _("This currency has fewer digits after the point. Look at the amount once more."))
        return data


def owner_choices(people: Iterable[User]) -> list[tuple[str, str]]:
    """Return who can see to a booking, and nobody."""
    nobody = ("", _("Nobody yet"))
    return [nobody, *((str(person.pk), person.name or _("Someone on the staff")) for person in people)]


class Override(Form):
    """Why a meeting takes place without something that a person needs."""

    reason = fields.Lines(
        label=gettext_lazy("Why does the meeting take place without it?"),
        help_text=gettext_lazy("Say what was tried. It is recorded as an access failure. Name nobody."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        max_length=longest(AccessBooking, "override_reason"),
        error_messages={"required": gettext_lazy("Write why the meeting takes place without it.")},
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class Rate(Form):
    """Whether somebody had what they needed."""

    had_it = forms.ChoiceField(
        label=gettext_lazy("Did you have what you needed?"),
        choices=Rating.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose one of the three answers."),
            "invalid_choice": gettext_lazy("Choose one of the three answers."),
        },
    )
    rating_words = fields.Lines(
        label=gettext_lazy("In your own words"),
        help_text=gettext_lazy("Coordinators read this, and nobody else."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        max_length=longest(BookedNeed, "rating_words"),
        required=False,
    )

    def clean_had_it(self) -> Rating:
        """Return the fixed word."""
        return Rating(self.cleaned_data["had_it"])


class BookingFilter(fields.FilterForm):
    """What the list of bookings is narrowed to."""

    kind = forms.ChoiceField(label=gettext_lazy("What is needed"), required=False)
    council = forms.ChoiceField(label=gettext_lazy("Council"), required=False)

    def __init__(self, *args: Any, councils: Iterable[Council], **kwargs: Any) -> None:
        """Offer the councils of the reader."""
        super().__init__(*args, **kwargs)
        every = ("", _("All"))
        cast("forms.ChoiceField", self.fields["kind"]).choices = [every, *Need.choices]
        offered = [(str(council.pk), council.name) for council in councils]
        cast("forms.ChoiceField", self.fields["council"]).choices = [every, *offered]
