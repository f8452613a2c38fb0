"""Input about people: their profile, needs, keys and roles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import SYSTEM
from accounts.enums import Need, PaperFormat, ReachBy, Role, Scope, SharedWith
from accounts.models import ContactDetails, User
from core import form_fields as fields
from core import language as languages
from core import zones
from core.fields import Form
from core.form_fields import FilterForm
from core.slots import ROLE_SCOPES

TAKEN = _("Someone with this address is already here. Look for them in the list.")


def time_zones() -> list[zones.Group]:
    """Return every time zone, named by its city, in groups by area; and the one without a place."""
    # Translators: heading above time zones that belong to no place
    return [*zones.by_area(), (_("Other"), [("UTC", "UTC")])]


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of things that events can be about, by the names that the log writes: those of our models."""
    ours = [model.__name__ for model in apps.get_models() if hasattr(model, "data_policy")]
    return [(name, name) for name in sorted(ours)]


class LogFilter(FilterForm):
    """Which events the log shows."""

    person = forms.ChoiceField(label=_("Who"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind of thing"),
        help_text=_("As the log writes it, in English."),
        required=False,
        # Translators: choice of a filter; nothing is left out
        choices=lambda: [("", _("Everything")), *kinds()],
    )
    act = forms.CharField(
        label=_("Action"),
        help_text=_("A part of its words, in English, for example: roles"),
        max_length=80,
        required=False,
    )
    since = fields.day(_("From this day"))
    until = fields.day(_("Until this day"))

    def __init__(self, *args: Any, names: Mapping[str, str], **kwargs: Any) -> None:
        """Offer everybody there is, by `names`, and the service itself."""
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        if isinstance(person, forms.ChoiceField):
            # Translators: in the log, for what nobody did but the program itself
            person.choices = [("", _("Everyone")), *names.items(), (SYSTEM, _("The service itself"))]


class Profile(Form):
    """How somebody wants to be called and written to."""

    name = forms.CharField(
        label=_("What should we call you?"),
        help_text=_("A first name or another name is fine. You can leave it empty."),
        max_length=120,
        required=False,
    )
    language = forms.ChoiceField(label=_("The language we write to you in"), choices=languages.own_choices)
    time_zone = forms.TypedChoiceField(
        label=_("Your time zone"),
        help_text=_("Choose a city in the same time zone. We show the times of meetings in it."),
        choices=time_zones,
        coerce=ZoneInfo,
    )


class LanguageAndZone(Form):
    """The first question of the first sign-in."""

    language = forms.ChoiceField(label=_("The language we write to you in"), choices=languages.own_choices)
    time_zone = forms.TypedChoiceField(
        label=_("Your time zone"),
        help_text=_("Choose a city in the same time zone. We show the times of meetings in it."),
        choices=time_zones,
        coerce=ZoneInfo,
    )


class ChooseName(Form):
    """The name others see. Three answers, and the most private of each is what nobody ticked."""

    name = fields.line(
        _("The name others see"),
        help_text=_("A first name, a name you make up, anything you like to be called."),
        required=_("Please write a name. If you want none, leave this page: others then see “A member”."),
        max_length=120,
    )
    to_members = forms.BooleanField(label=_("Other members of the council see it"), required=False)
    in_minutes = forms.BooleanField(label=_("Minutes say it"), required=False)
    in_public = forms.BooleanField(
        label=_("Public pages say it"),
        help_text=_("Anyone can read public pages. You can take it back later, there too."),
        required=False,
    )


def name_now(person: User) -> dict[str, object]:
    """Return what somebody chose as the name others see; nothing where they have not."""
    chosen = getattr(person, "chosen_name", None)
    if chosen is None:
        return {"name": "", "to_members": False, "in_minutes": False, "in_public": False}
    return {name: getattr(chosen, name) for name in ("name", "to_members", "in_minutes", "in_public")}


class Contact(Form):
    """How somebody is reached."""

    reach_by = forms.ChoiceField(label=_("How shall we reach you?"), widget=forms.RadioSelect)
    phone = fields.line(_("Phone number"), max_length=60)
    postal_address = fields.long_text(_("Postal address"), rows=4)
    paper_format = forms.ChoiceField(label=_("In which format do you want papers?"), choices=PaperFormat.choices)
    support_name = fields.line(
        _("Does someone support you?"), help_text=_("Their name. You can leave this empty."), max_length=120
    )
    support_relation = fields.line(_("Who are they to you?"), max_length=120)
    support_contact = fields.line(_("How do we reach them?"), max_length=200)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        """Offer e-mail to those alone who have an address."""
        super().__init__(*args, **kwargs)
        ways = [(way.value, way.label) for way in ReachBy if person.email or way != ReachBy.EMAIL]
        reach_by = self.fields["reach_by"]
        if isinstance(reach_by, forms.ChoiceField):
            reach_by.choices = ways

    def clean(self) -> dict[str, Any]:
        """Ask for the number or the address that the way of reaching somebody needs."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        if answers.get("reach_by") == ReachBy.POST and not answers.get("postal_address"):
            self.add_error("postal_address", _("Please write the address that letters go to."))
        if answers.get("reach_by") == ReachBy.PHONE and not answers.get("phone"):
            self.add_error("phone", _("Please write the number that we call."))
        return answers


def contact_now(contact: ContactDetails) -> dict[str, object]:
    """Return what is stored of how somebody is reached."""
    return {name: getattr(contact, name) for name in Contact.base_fields}


class KeepNeed(Form):
    """Something a person needs to take part."""

    kind = forms.ChoiceField(label=_("What do you need?"), choices=Need.choices)
    note = forms.CharField(
        label=_("What should we know to arrange it?"),
        help_text=_("For example: which sign language, or how large the letters. Please do not write a diagnosis."),
        max_length=300,
        required=False,
    )
    shared_with = forms.TypedChoiceField(
        label=_("Who may know about it?"),
        choices=SharedWith.choices,
        coerce=SharedWith,
        initial=SharedWith.BOOKING,
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the words of something that is in no list."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        if answers.get("kind") == Need.OTHER and not answers.get("note"):
            self.add_error("note", _("Please write in your own words what you need."))
        return answers


class FirstNeeds(Form):
    """What somebody needs, at the first sign-in: ticked, with one line for something else."""

    needs = forms.TypedMultipleChoiceField(
        label=_("What do you need?"),
        help_text=_("Only the person who books it will know. You can change this and say more later."),
        choices=[(need.value, need.label) for need in Need if need != Need.OTHER],
        coerce=Need,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other = fields.line(_("Something else, in your own words"), max_length=300)


class MakeToken(Form):
    """A key for a program, and what it may read."""

    name = forms.CharField(
        label=_("What is it for?"),
        help_text=_("A name that reminds you of the program, for example “Intranet page”."),
        max_length=80,
        error_messages={"required": _("Give the key a name, so that you know later which one to end.")},
    )
    scopes = forms.TypedMultipleChoiceField(
        label=_("What may it read?"),
        choices=Scope.choices,
        coerce=Scope,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that the key may read.")},
    )


def scopes() -> dict[UUID, str]:
    """Return for what a role can be given besides the whole organisation, with the name of each."""
    return {key: name for provider in ROLE_SCOPES for key, name in provider()}


def _roles(label: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label,
        help_text=_("One person can hold several. Give only what someone needs for their work."),
        choices=Role.choices,
        coerce=Role,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class ChangeAddress(Form):
    """Another address for somebody who is here."""

    email = forms.EmailField(
        label=_("Their email address"),
        help_text=_("They sign in with a code that we send to this address."),
        max_length=254,
        error_messages={"required": _("Enter the new email address.")},
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        """Begin with the address there is."""
        super().__init__(*args, initial={"email": person.email}, **kwargs)
        self.person = person

    def clean_email(self) -> str:
        """Refuse an address that somebody else has."""
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exclude(pk=self.person.pk).exists():
            raise forms.ValidationError(TAKEN)
        return email


class Roles(Form):
    """What a person is trusted with, and whether they can sign in."""

    roles = _roles(_("What roles does this person have?"))
    is_active = forms.BooleanField(
        label=_("This person can sign in"),
        help_text=_("Untick this to sign them out everywhere at once and end their API keys."),
        required=False,
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        """Begin with the roles the person has now."""
        # What is held for one council is given and taken by itself.
        roles = [
            role.value for role in Role if role in {grant.role for grant in person.running_grants if not grant.council}
        ]
        super().__init__(*args, initial={"roles": roles, "is_active": person.is_active}, **kwargs)


class GiveRole(Form):
    """One role with its days, for everything or for one council."""

    role = forms.TypedChoiceField(label=_("Role"), choices=Role.choices, coerce=Role)
    council = forms.TypedChoiceField(
        label=_("For what?"),
        help_text=_("Members, chairs and coordinators can be of one council. Other roles are for the organisation."),
        choices=lambda: [("", _("The whole organisation")), *((str(key), name) for key, name in scopes().items())],
        coerce=UUID,
        empty_value=None,
        required=False,
    )
    starts_on = fields.day(_("From this day"), required=_("Choose the first day."))
    ends_on = fields.day(_("Until this day"), help_text=_("The last day. Leave it empty if there is none yet."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin today."""
        super().__init__(*args, initial={"starts_on": timezone.localdate()}, **kwargs)


class TakeRole(Form):
    """Nothing but the button."""


class RemoveSecondStep(Form):
    """Why somebody's second step is taken away."""

    reason = forms.CharField(
        label=_("What happened?"),
        help_text=_("For example: phone lost, known to me, spoke in person. It is kept in the log."),
        max_length=200,
        error_messages={"required": _("Write in a few words what happened and how you know that it is them.")},
    )
