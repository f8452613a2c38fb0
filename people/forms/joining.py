"""Input about invitations, people without e-mail, and codes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Need, PaperFormat, ReachBy, Role
from accounts.forms import TAKEN, time_zones
from accounts.models import User
from core import form_fields as fields
from core import language as languages
from core.fields import Form
from core.isolates import without_marks
from people import joining
from people.rules.joining import GIVEN_BY_COORDINATORS

# Between a role and the council that it is given for.
SEPARATOR = ":"


def role_choices(user: User) -> list[tuple[str, str]]:
    """Return the roles that somebody can give: all of them for administrators, and those of each council."""
    choices = []
    if user.has_role(Role.ADMIN):
        choices += [(role.value, str(role.label)) for role in Role]
    for council, name in joining.councils_of(user):
        for role in Role:
            if role in GIVEN_BY_COORDINATORS:
                label = _("%(role)s: %(council)s") % {"role": role.label, "council": name}
                choices.append((f"{role.value}{SEPARATOR}{council}", label))
    return choices


class Invite(Form):
    """Somebody new."""

    email = forms.EmailField(
        label=_("Their email address"),
        help_text=_("We send a link to this address. Nothing is made before the person accepts."),
        max_length=254,
        error_messages={"required": _("Enter the email address of the person you want to invite.")},
    )
    name = forms.CharField(label=_("What should we call them?"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("The language we write to them in"), choices=languages.choices)
    roles = forms.MultipleChoiceField(
        label=_("What roles does this person get?"),
        help_text=_("One person can hold several. Give only what someone needs for their work."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        """Offer the roles that `by` can give."""
        super().__init__(*args, **kwargs)
        self.by = by
        roles = self.fields["roles"]
        if isinstance(roles, forms.MultipleChoiceField):
            roles.choices = role_choices(by)

    def clean_email(self) -> str:
        """Refuse an address that somebody has, for those who can see the list of people; others learn nothing."""
        email: str = self.cleaned_data["email"].lower()
        if self.by.has_role(Role.ADMIN) and User.objects.filter(email=email).exists():
            raise forms.ValidationError(TAKEN)
        return email

    def clean_roles(self) -> list[dict[str, str]]:
        """Return the roles as an invitation holds them."""
        given = []
        for value in self.cleaned_data["roles"]:
            role, _separator, council = value.partition(SEPARATOR)
            given.append({"role": role, "council": council} if council else {"role": role})
        return given


class Again(Form):
    """Where an invitation is sent again."""

    email = forms.EmailField(
        label=_("Their email address"),
        help_text=_("The earlier link stops working, also at another address."),
        max_length=254,
        error_messages={"required": _("Enter the email address of the person you want to invite.")},
    )


class AddPerson(Form):
    """Somebody without e-mail, as they said it."""

    name = fields.line(
        _("What should we call them?"),
        help_text=_("A first name or another name is fine."),
        required=_("Write what the person wants to be called."),
        max_length=120,
    )
    language = forms.ChoiceField(label=_("The language we write to them in"), choices=languages.choices)
    time_zone = forms.ChoiceField(label=_("Their time zone"), choices=time_zones)
    reach_by = forms.ChoiceField(
        label=_("How do we reach them?"),
        choices=[(way.value, way.label) for way in ReachBy if way != ReachBy.EMAIL],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how we reach the person.")},
    )
    phone = fields.line(_("Phone number"), max_length=60)
    postal_address = fields.long_text(_("Postal address"), rows=4)
    paper_format = forms.ChoiceField(label=_("Format of papers"), choices=PaperFormat.choices)
    support_name = fields.line(_("Who supports them?"), help_text=_("If someone does."), max_length=120)
    support_relation = fields.line(_("Who is that to them?"), max_length=120)
    support_contact = fields.line(_("How do we reach their supporter?"), max_length=200)
    needs = forms.TypedMultipleChoiceField(
        label=_("What do they need to take part?"),
        help_text=_("The need, never a diagnosis."),
        choices=[(need.value, need.label) for need in Need if need != Need.OTHER],
        coerce=Need,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other_need = fields.line(_("Something else they need"), max_length=300)
    helper = fields.line(
        _("Who helped them to say this?"),
        help_text=_("A name, and who they are to the person: for example “Jo, her sister”. Empty if nobody did."),
        max_length=150,
    )
    consented = forms.BooleanField(
        label=_("The person agreed to our writing this down"),
        error_messages={"required": _("Ask the person first. We write nothing down without their agreement.")},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the number or the address that the way of reaching somebody needs."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        if answers.get("reach_by") == ReachBy.POST and not answers.get("postal_address"):
            self.add_error("postal_address", _("Write the address that letters go to."))
        if answers.get("reach_by") == ReachBy.PHONE and not answers.get("phone"):
            self.add_error("phone", _("Write the number that we call."))
        return answers


class TypedCode(Form):
    """A code that staff handed over."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("20 letters and numbers, in five groups. Small or large letters are both fine."),
        max_length=60,
        error_messages={"required": _("Type the code from your sheet of paper.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "dir": "ltr"}),
    )

    def clean_code(self) -> str:
        """Take away the marks of direction that a copied code may hold."""
        return without_marks(self.cleaned_data["code"])
