"""What people say about themselves and each other, made clean."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.enums import Need, Role, Scope, SharedWith
from accounts.models import User
from core.fields import Form
from core.language import OWN_NAMES

AREAS: dict[str, str | Promise] = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic Ocean"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific Ocean"),
}
TAKEN = _("Somebody with this address is already here. Look for them in the list.")


def zones() -> list[tuple[str | Promise, list[tuple[str, str]]]]:
    """Return every time zone, named by its city, in groups by area; and the one without a place."""
    names = sorted(available_timezones())
    groups: list[tuple[str | Promise, list[tuple[str, str]]]] = [
        (label, [(name, name.split("/", 1)[1].replace("_", " ")) for name in names if name.startswith(f"{area}/")])
        for area, label in AREAS.items()
    ]
    # Translators: heading above time zones that belong to no place
    return [*groups, (_("Other"), [("UTC", "UTC")])]


def languages() -> list[tuple[str, str]]:
    """Return each language we ship under its own name."""
    return [(code, OWN_NAMES[code]) for code, _name in settings.LANGUAGES]


class Profile(Form):
    """How somebody wants to be called and written to."""

    name = forms.CharField(
        label=_("What should we call you?"),
        help_text=_("A first name or another name is fine. You can leave it empty."),
        max_length=120,
        required=False,
    )
    language = forms.ChoiceField(label=_("The language we write to you in"), choices=languages)
    time_zone = forms.TypedChoiceField(
        label=_("Your time zone"),
        help_text=_("Choose a city in the same time zone. We show the times of meetings in it."),
        choices=zones,
        coerce=ZoneInfo,
    )


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


class MakeToken(Form):
    """A key for a programme, and what it may read."""

    name = forms.CharField(
        label=_("What is it for?"),
        help_text=_("A name that reminds you of the programme, for example “Intranet page”."),
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


def _roles(label: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label,
        help_text=_("One person can hold several. Give only what somebody needs for their work."),
        choices=Role.choices,
        coerce=Role,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class Invite(Form):
    """Somebody new."""

    email = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_("They sign in with a code that we send to this address."),
        max_length=254,
        error_messages={"required": _("Enter the e-mail address of the person you want to invite.")},
    )
    name = forms.CharField(label=_("What should we call them?"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("The language we write to them in"), choices=languages)
    roles = _roles(_("What roles does this person have?"))

    def clean_email(self) -> str:
        """Refuse an address that somebody has already."""
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(TAKEN)
        return email


class ChangeAddress(Form):
    """Another address for somebody who is here."""

    email = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_("They sign in with a code that we send to this address."),
        max_length=254,
        error_messages={"required": _("Enter the new e-mail address.")},
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
        help_text=_("Take the tick away to sign them out everywhere at once and end their keys for programmes."),
        required=False,
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        """Begin with what is so now."""
        initial = {"roles": [role.value for role in person.roles], "is_active": person.is_active}
        super().__init__(*args, initial=initial, **kwargs)
