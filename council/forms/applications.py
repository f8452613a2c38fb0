"""Input of people who would like to join, and of staff who write it down for them or answer them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import ReachBy
from accounts.models import User
from core import form_fields as fields
from core import language as languages
from core.fields import Form
from council.enums import CameBy, SeatKind
from council.forms.terms import PersonField
from council.models import Application, Council
from council.queries import seated_for

# Whoever has no account yet has no page here.
REACHABLE = [(way.value, way.label) for way in (ReachBy.EMAIL, ReachBy.PHONE, ReachBy.POST)]
EXPERIENCES = [
    (SeatKind.LIVED_EXPERIENCE.value, _("I have used services myself")),
    (SeatKind.CARER_FAMILY.value, _("I care for someone who uses services, or am family")),
    ("", _("I would rather say it later")),
]


class Apply(Form):
    """Who would like to join which council, and how we reach them. Little is asked, and never for a diagnosis."""

    marked_optional: ClassVar[frozenset[str]] = frozenset({"name", "why", "needs"})

    council = forms.ModelChoiceField(
        label=_("Which council?"),
        queryset=Council.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a council."),
            "invalid_choice": _("This council does not look for new people at the moment. Choose another one."),
        },
    )
    name = fields.line(
        _("What should we call you?"),
        help_text=_("Any name you like. It need not be the one in your papers."),
        max_length=120,
    )
    reach_by = forms.ChoiceField(
        label=_("How may we reach you?"),
        choices=REACHABLE,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how we may reach you.")},
    )
    email = forms.EmailField(
        label=_("Email address, if we may write an email"),
        required=False,
        error_messages={"invalid": _("Write the email address in full, for example name@example.org.")},
    )
    phone = fields.line(_("Phone number, if we may call"), max_length=60)
    postal_address = fields.long_text(_("Postal address, if we may send a letter"), rows=3)
    language = forms.ChoiceField(label=_("In which language?"), choices=languages.own_choices)
    experience = forms.ChoiceField(
        label=_("Which experience do you bring?"), choices=EXPERIENCES, required=False, widget=forms.RadioSelect
    )
    why = fields.long_text(
        _("Why would you like to join?"),
        help_text=_("One sentence is enough. Please do not write about your health; we do not need it."),
        rows=4,
    )
    needs = fields.long_text(
        _("What would help you to take part?"),
        help_text=_("For example an interpreter, large print, or a time of day. You do not have to say why."),
        rows=3,
    )

    def __init__(self, *args: Any, councils: Any, language: str, **kwargs: Any) -> None:
        """Offer these councils; the language of the page, and the only council, are chosen already."""
        offered = list(councils[:2])
        initial = {"language": language, "reach_by": ReachBy.EMAIL.value, "experience": ""}
        if len(offered) == 1:
            initial["council"] = str(offered[0].pk)
        super().__init__(*args, initial=initial, **kwargs)
        field = self.fields["council"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = councils

    def clean(self) -> dict[str, Any]:
        """Ask for what belongs to the chosen way of being reached, and for nothing else."""
        cleaned = super().clean() or {}
        asked = {
            ReachBy.EMAIL: ("email", _("Write your email address, or choose another way.")),
            ReachBy.PHONE: ("phone", _("Write your phone number, or choose another way.")),
            ReachBy.POST: ("postal_address", _("Write your postal address, or choose another way.")),
        }
        if cleaned.get("reach_by"):
            name, sentence = asked[ReachBy(cleaned["reach_by"])]
            if not cleaned.get(name) and not self.has_error(name):
                self.add_error(name, sentence)
        return cleaned


class WriteDown(Apply):
    """The same, said by phone or sent on paper, and written down by staff."""

    came_by = forms.ChoiceField(
        label=_("How it came"), choices=[(way.value, way.label) for way in (CameBy.PHONE, CameBy.PAPER)]
    )
    helper_relation = fields.line(
        _("Who helped, and who they are to the person"),
        help_text=_("For example: Sam, a neighbour. Empty where nobody helped."),
        max_length=200,
    )
    consented = forms.BooleanField(
        label=_("The person agreed to this being written down"),
        error_messages={"required": _("Ask the person first. Nothing is written down without their agreement.")},
    )

    def clean_came_by(self) -> CameBy:
        """Return it as a way."""
        return CameBy(self.cleaned_data["came_by"])


class Decline(Form):
    """What is written to somebody who is not offered a seat."""

    words = fields.long_text(_("What we write to the person"), required=_("Please write to the person why."), rows=10)


class JoinedAs(Form):
    """Which account is the one of somebody who applied."""

    user = PersonField(
        label=_("Who is it?"),
        queryset=User.objects.none(),
        empty_label=None,
        error_messages={"required": _("Choose who it is."), "invalid_choice": _("Choose someone from the list.")},
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        """Offer who has a seat on the council."""
        super().__init__(*args, **kwargs)
        field = self.fields["user"]
        if isinstance(field, PersonField):
            field.queryset = seated_for(application)
