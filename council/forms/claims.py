"""Input about rates and claims."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core import form_fields as fields
from core import money
from core.fields import Form
from council.enums import ClaimKind, Recognition
from council.forms.languages import InEachLanguage
from council.models import Claim, Council, Rate
from sanitiser import run
from sanitiser.kinds import Kind, Why
from sanitiser.run import Cleaned

# A claim may come late; a typo in the year is caught.
LATEST = relativedelta(years=2)
MOST = Decimal("9999999.99")
# What people type for the point between whole and part: a comma, or its Arabic sign.
_POINTS = str.maketrans({",": ".", "٫": "."})
_WHY_NOT = {
    Why.TOO_BIG: gettext_lazy("This file is too large. Take the picture again with less detail, or send a part of it."),
    Why.TOO_SLOW: gettext_lazy("This file took too long to open. Try a smaller picture of the same receipt."),
}
_NO_PICTURE = gettext_lazy(
    "This is no picture or PDF that we can open. Take a photograph of the receipt and choose that."
)
_NOT_NOW = gettext_lazy("We cannot take files at the moment. Send the claim without one and add it later.")


class Amount(forms.DecimalField):
    """An amount of money, typed with a point, a comma or the Arabic sign between whole and part."""

    def __init__(self, **kwargs: Any) -> None:
        """Say what is expected."""
        super().__init__(
            label=gettext_lazy("Amount"),
            min_value=Decimal("0.01"),
            max_value=MOST,
            decimal_places=2,
            max_digits=9,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr"}),
            error_messages={
                "required": gettext_lazy("Write the amount."),
                "invalid": gettext_lazy("Write the amount as a number, for example 12.50."),
                "min_value": gettext_lazy("Write an amount that is more than nothing."),
                "max_value": gettext_lazy("This amount is too large. Look at it once more."),
                "max_decimal_places": gettext_lazy("Write two digits after the point at most, for example 12.50."),
                "max_digits": gettext_lazy("This amount is too large. Look at it once more."),
                "max_whole_digits": gettext_lazy("This amount is too large. Look at it once more."),
            },
            **kwargs,
        )

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override] # the stubs think of whole numbers
        """Return the amount."""
        text = str(value or "").strip().translate(_POINTS)
        if not text:
            return None
        # Two of them would be grouped thousands: 1,234.50 is another amount to somebody who reads it the other way.
        if text.count(".") > 1:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            amount = Decimal(text)
        except InvalidOperation:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not amount.is_finite() or "E" in text.upper():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return amount


def currency_field() -> forms.ChoiceField:
    """Return a field for a currency, from the list of those there are."""
    return forms.ChoiceField(label=gettext_lazy("Currency"), choices=money.choices)


def clean_decimals(form: Form) -> None:
    """Refuse cents in a currency that has none."""
    amount, currency = form.cleaned_data.get("amount"), form.cleaned_data.get("currency")
    if amount is None or not currency:
        return
    # Of the exponent, -2 is two decimals. Zeros at the end count for nothing.
    typed = -int(amount.normalize().as_tuple().exponent)
    if typed > money.decimals(currency):
        form.add_error("amount", _("This currency has fewer digits after the point. Look at the amount once more."))


class NewRate(InEachLanguage):
    """What is offered for an activity."""

    amount = Amount()
    currency = currency_field()
    council = forms.ChoiceField(label=gettext_lazy("Council"), required=False)
    holds_from = fields.day(gettext_lazy("From this day"), required=gettext_lazy("Choose the first day."))
    ends_on = fields.day(gettext_lazy("Until this day (leave empty if it goes on)"))

    def __init__(self, *args: Any, councils: Iterable[Council], for_all: bool, **kwargs: Any) -> None:
        """Offer the councils for which somebody may set it."""
        kwargs.setdefault("initial", {"holds_from": timezone.localdate(), "currency": money.usual()})
        super().__init__(*args, **kwargs)
        field = self.fields["council"]
        if isinstance(field, forms.ChoiceField):
            everywhere = [("", _("All councils"))] if for_all else []
            field.choices = [*everywhere, *((str(council.pk), str(council)) for council in councils)]
        field.required = not for_all

    def label_in(self, name: str) -> str:
        """Return what the field of a language is called."""
        return _("The activity in %(language)s") % {"language": name}

    def clean(self) -> dict[str, Any]:
        """Look at the days and at the currency's decimals."""
        super().clean()
        clean_decimals(self)
        starts, ends = self.cleaned_data.get("holds_from"), self.cleaned_data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("Choose a last day that is not before the first."))
        return self.cleaned_data


class ChangedRate(InEachLanguage):
    """Another name of a rate, or its last day."""

    ends_on = fields.day(gettext_lazy("Until this day (leave empty if it goes on)"))

    def label_in(self, name: str) -> str:
        """Return what the field of a language is called."""
        return _("The activity in %(language)s") % {"language": name}


def _activity_day() -> forms.DateField:
    return fields.day(gettext_lazy("Which day was it?"), required=gettext_lazy("Choose the day."))


def check_day(day: date) -> date:
    """Refuse a day that has not come, and one so long ago that it must be a typo."""
    today = timezone.localdate()
    if day > today:
        raise ValidationError(_("Choose today or an earlier day."))
    if day < today - LATEST:
        raise ValidationError(_("This is more than two years ago. Look at the year once more."))
    return day


class Time(Form):
    """What somebody decides about money for an activity."""

    council = forms.ChoiceField(label=gettext_lazy("Council"))
    rate = forms.ChoiceField(
        label=gettext_lazy("What did you do?"),
        error_messages={"required": gettext_lazy("Choose what you did.")},
        widget=forms.RadioSelect,
    )
    day = _activity_day()
    choice = forms.ChoiceField(
        label=gettext_lazy("What would you like?"),
        choices=[
            (Recognition.ACCEPT, gettext_lazy("I accept the money")),
            (Recognition.DECLINE, gettext_lazy("I do not want the money")),
            (Recognition.LATER, gettext_lazy("I decide later")),
        ],
        initial=Recognition.LATER,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, councils: Iterable[Council], rates: Iterable[Rate], **kwargs: Any) -> None:
        """Offer the councils of somebody, and what they offer."""
        super().__init__(*args, **kwargs)
        _choose_from(self, "council", [(str(council.pk), str(council)) for council in councils])
        _choose_from(self, "rate", [(str(rate.pk), rate_in_words(rate)) for rate in rates])

    def clean_day(self) -> date:
        """Look at the year."""
        return check_day(self.cleaned_data["day"])


class Costs(Form):
    """What somebody spent. What they need to take part is booked and paid by the organisation and never asked here."""

    council = forms.ChoiceField(label=gettext_lazy("Council"))
    kind = forms.ChoiceField(
        label=gettext_lazy("What for?"),
        choices=[choice for choice in ClaimKind.choices if choice[0] != ClaimKind.TIME],
    )
    day = _activity_day()
    amount = Amount()
    currency = currency_field()
    note = fields.line(gettext_lazy("What was it? (optional)"), max_length=300)
    receipt = forms.FileField(
        label=gettext_lazy("A photograph or PDF of the receipt (optional)"),
        help_text=gettext_lazy("We draw it again, so that nothing hidden in the file is kept. You can add more later."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )

    def __init__(self, *args: Any, councils: Iterable[Council], **kwargs: Any) -> None:
        """Offer the councils somebody may claim from."""
        super().__init__(*args, **kwargs)
        _choose_from(self, "council", [(str(council.pk), str(council)) for council in councils])

    def clean_day(self) -> date:
        """Look at the year."""
        return check_day(self.cleaned_data["day"])

    def clean_receipt(self) -> Cleaned | None:
        """Return the receipt, drawn again by the sanitiser."""
        return safe_receipt(self.cleaned_data.get("receipt"))

    def clean(self) -> dict[str, Any]:
        """Look at the decimals of the currency."""
        super().clean()
        clean_decimals(self)
        return self.cleaned_data


class CostsOnPaper(Costs):
    """What a member sent on paper, typed in by staff."""

    claimant = forms.ChoiceField(
        label=gettext_lazy("Who claims?"), error_messages={"required": gettext_lazy("Choose who claims.")}
    )
    told = forms.BooleanField(
        label=gettext_lazy("This person was told that money can affect benefits, and that an adviser can help."),
        error_messages={"required": gettext_lazy("Tell the person first, and tick this then.")},
    )

    field_order = ("claimant", "told")

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        """Offer the people who sit or have sat on the councils."""
        super().__init__(*args, **kwargs)
        _choose_from(self, "claimant", [(str(person.pk), person.known_as) for person in people])


class Correction(Costs):
    """A claim put right: everything but the council and the receipts, which have buttons of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave out what is not corrected here."""
        super().__init__(*args, councils=[], **kwargs)
        del self.fields["council"], self.fields["receipt"]


class MoreReceipt(Form):
    """One more receipt."""

    receipt = forms.FileField(
        label=gettext_lazy("A photograph or PDF of the receipt"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
        error_messages={"required": gettext_lazy("Choose a picture or a PDF first.")},
    )

    def clean_receipt(self) -> Cleaned | None:
        """Return the receipt, drawn again by the sanitiser."""
        return safe_receipt(self.cleaned_data.get("receipt"))


class Approval(Form):
    """What the approver read: a claim that was corrected since is another one."""

    amount = forms.CharField(widget=forms.HiddenInput)
    currency = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)


def as_read(claim: Claim) -> dict[str, str]:
    """Return what `Approval` sends back of a claim: in `seen` stands the rest, with the receipts."""
    receipts = claim.receipts.order_by("pk").values_list("pk", flat=True)
    rest = [claim.kind, claim.activity_on.isoformat(), claim.note, *map(str, receipts)]
    seen = hashlib.sha256(json.dumps(rest).encode()).hexdigest()
    return {"amount": f"{claim.amount}", "currency": claim.currency, "seen": seen}


class Refusal(Form):
    """Why a claim is not paid, in words for the member."""

    answer = fields.long_text(
        gettext_lazy("What we tell the member"),
        help_text=gettext_lazy("Say kindly why it cannot be paid, and what they can do now."),
        required=gettext_lazy("Write what the member should know."),
        rows=4,
    )


class Payment(Form):
    """On which day a claim was paid."""

    paid_on = fields.day(gettext_lazy("Paid on"), required=gettext_lazy("Choose the day on which it was paid."))

    def clean_paid_on(self) -> date:
        """Refuse a day that has not come."""
        return check_day(self.cleaned_data["paid_on"])


def rate_in_words(rate: Rate) -> str:
    """Return what is offered for what."""
    return _("%(activity)s: %(amount)s") % {
        "activity": rate.name_in_words,
        "amount": money.in_words(rate.amount, rate.currency),
    }


def safe_receipt(file: Any) -> Cleaned | None:
    """Return a safe copy of an upload, None where there is none; refuse kindly what cannot be made safe."""
    if not file:
        return None
    try:
        cleaned = run.clean(_whole(file))
    except run.NotIsolated:
        raise ValidationError(_NOT_NOW) from None
    if cleaned.ok and cleaned.kind in {Kind.PICTURE, Kind.DOCUMENT}:
        return cleaned
    raise ValidationError(_WHY_NOT.get(Why(cleaned.why) if cleaned.why else Why.BROKEN, _NO_PICTURE))


def _whole(file: Any) -> bytes:
    data: bytes = file.read()
    # What was too large was let go of while it arrived: only its size is left.
    if file.size > len(data):
        raise ValidationError(_WHY_NOT[Why.TOO_BIG])
    return data


def _choose_from(form: Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
