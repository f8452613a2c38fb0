"""What the set-up asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.enums import DESK, Role
from accounts.forms import TAKEN, time_zones
from accounts.models import User
from core import form_fields as fields
from core import helplines, regions
from core import language as languages
from core.fields import Form
from core.models import Organisation
from council.enums import SeatKind

MOST_SEATS = 30
MOST_DAYS = 250


def _choose(choices: list[Any]) -> list[Any]:
    # Nothing is chosen before somebody chooses: no country is the usual one.
    # Translators: first entry of a list to choose from
    return [("", _("Please choose")), *choices]


class Account(Form):
    """The first administrator."""

    email = forms.EmailField(
        label=_("Your email address"),
        help_text=_("You sign in with it, and we write to it."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Enter the email address that you want to sign in with.")},
    )
    name = forms.CharField(
        label=_("What should we call you?"),
        help_text=_("A first name or another name is fine. You can leave it empty."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_(
            "At least 12 characters. You can leave it empty and choose one later; until then you sign in with a code"
            " that we send by email."
        ),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_email(self) -> str:
        """Refuse an address that somebody has already."""
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exists():
            raise ValidationError(
                _("There is an account with this address already. Sign in with it, or use another one.")
            )
        return email

    def clean(self) -> dict[str, Any]:
        """Refuse a password that is easily guessed."""
        data = super().clean() or self.cleaned_data
        if data.get("password"):
            person = User(email=data.get("email"), name=data.get("name", ""))
            try:
                password_validation.validate_password(data["password"], person)
            except ValidationError as error:
                self.add_error("password", error)
        return data


class OrganisationForm(Form):
    """Whose service it is, where, and what it promises."""

    region = forms.ChoiceField(
        label=_("Region"),
        help_text=_("Crisis lines and public holidays come from it."),
        choices=lambda: _choose(regions.choices()),
        error_messages={"required": _("Choose the region whose crisis lines and holidays hold for you.")},
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("People and meetings begin with it. Everyone can choose another one."),
        choices=lambda: _choose(time_zones()),
        error_messages={"required": _("Choose the city whose clock you use.")},
    )
    own_language = forms.ChoiceField(label=_("Your own language"), choices=languages.choices)
    languages = forms.MultipleChoiceField(
        label=_("Languages offered"),
        help_text=_("Visitors can choose among these. Offer only those in which somebody can answer."),
        choices=languages.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    contact = fields.line(
        _("How people reach you"),
        help_text=_("For example a phone number, an email address or an office. It is public."),
        max_length=300,
    )
    outside_contact = fields.line(
        _("Somebody outside"),
        help_text=_(
            "To whom people can turn if it is about those who read and answer here, such as an advocacy service."
        ),
        max_length=300,
    )
    acknowledge_days = forms.IntegerField(
        label=_("Working days until feedback is acknowledged"),
        min_value=1,
        max_value=MOST_DAYS,
        error_messages={"required": _("Write a number of working days.")},
    )
    answer_days = forms.IntegerField(
        label=_("Working days until an answer"),
        min_value=1,
        max_value=MOST_DAYS,
        error_messages={"required": _("Write a number of working days.")},
    )

    def __init__(self, *args: Any, row: Organisation | None, **kwargs: Any) -> None:
        """Begin with what is stored; before that, with nothing that would be right in one country alone."""
        super().__init__(*args, initial=_stored(row), **kwargs)
        boxes = {}
        for code in languages.codes():
            words = _("Name in this language: %(language)s") % {"language": languages.name_of(code)}
            boxes[f"name_{code}"] = fields.line(words, max_length=120)
            boxes[f"name_{code}"].widget.attrs["lang"] = code
        self.fields = {**boxes, **self.fields}

    def clean(self) -> dict[str, Any]:
        """Put names and languages together; the organisation has a name in its own language."""
        data = super().clean() or self.cleaned_data
        own = data.pop("own_language", "")
        data["names"] = {}
        for code in languages.codes():
            name = str(data.pop(f"name_{code}", "")).strip()
            if name:
                data["names"][code] = name
        if own and not data["names"].get(own):
            self.add_error(f"name_{own}", _("Give the name in your own language."))
        others = [code for code in data.get("languages", []) if code != own]
        data["languages"] = [own, *others]
        if data.get("acknowledge_days", 0) > data.get("answer_days", MOST_DAYS):
            self.add_error(
                "answer_days", _("The answer cannot come before the acknowledgement. Write a larger number.")
            )
        return data


def _stored(row: Organisation | None) -> dict[str, Any]:
    if row is None:
        return {"own_language": get_language(), "languages": languages.codes()}
    stored: dict[str, Any] = {
        "contact": row.contact,
        "outside_contact": row.outside_contact,
        "acknowledge_days": row.acknowledge_days,
        "answer_days": row.answer_days,
        "languages": row.languages or languages.codes(),
        "own_language": get_language(),
    }
    if not row.names:
        return stored
    for code, name in row.names.items():
        stored[f"name_{code}"] = name
    own = next(iter(row.languages), get_language())
    return {**stored, "region": row.region, "time_zone": row.time_zone, "own_language": own}


class HelpLines(Form):
    """The organisation's own crisis lines, and that somebody has dialled all of them."""

    local_help_lines = fields.line(
        _("Your own crisis lines"),
        help_text=_(
            "Each as a name, a colon and a number; several with a semicolon between them, for example:"
            " Crisis team: 0800 123 456; Night desk: 0123 456"
        ),
        max_length=500,
    )
    is_checked = forms.BooleanField(
        label=_("I dialled each of these numbers, and the right people answered"),
        help_text=_("Your name and today’s date are kept beside it. Leave it empty if you have not done it yet."),
        required=False,
    )

    def clean_local_help_lines(self) -> str:
        """Refuse what cannot be shown as names and numbers."""
        lines: str = self.cleaned_data["local_help_lines"]
        try:
            helplines.of_place(lines)
        except ValueError:
            raise ValidationError(
                _("Write each line as a name, a colon and a telephone number, like this: Crisis team: 0800 123 456")
            ) from None
        return lines


class Colleague(Form):
    """Somebody who works at the desk."""

    email = forms.EmailField(
        label=_("Their email address"),
        max_length=254,
        error_messages={"required": _("Enter the email address of the person you want to invite.")},
    )
    name = forms.CharField(label=_("What should we call them?"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("The language we write to them in"), choices=languages.choices)
    roles = forms.TypedMultipleChoiceField(
        label=_("What do they do?"),
        choices=[(role.value, role.label) for role in Role if role in DESK],
        coerce=Role,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )

    def clean_email(self) -> str:
        """Refuse an address that somebody has already."""
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exists():
            raise ValidationError(TAKEN)
        return email


class FirstCouncil(Form):
    """A council in each language offered, and how many seats of each kind it begins with."""

    name = forms.CharField(
        label=_("Name of the council"),
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Give the council a name.")},
    )
    purpose = fields.long_text(_("What is it for?"), help_text=_("One or two sentences. They are public."), rows=3)
    language = fields.language(_("Language of these words"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the words in the other languages, and for a number of seats of each kind."""
        super().__init__(*args, initial={"language": get_language()}, **kwargs)
        for code in languages.offered():
            named = {"language": languages.name_of(code)}
            self.fields[f"name_{code}"] = fields.line(_("Name in %(language)s") % named, max_length=120)
            purpose = fields.long_text(_("What it is for, in %(language)s") % named, rows=3)
            self.fields[f"purpose_{code}"] = purpose
        for kind in SeatKind:
            self.fields[_seats(kind)] = forms.IntegerField(
                label=_("Seats: %(kind)s") % {"kind": kind.label},
                min_value=0,
                max_value=MOST_SEATS,
                required=False,
            )

    @property
    def own(self) -> list[forms.BoundField]:
        """Return the questions about the council in its own language."""
        return [self[name] for name in ("name", "purpose", "language")]

    @property
    def others(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return each other language that is offered, with its two questions."""
        chosen = self["language"].value()
        others = [code for code in languages.offered() if code != chosen]
        return [(languages.name_of(code), [self[f"name_{code}"], self[f"purpose_{code}"]]) for code in others]

    @property
    def seats(self) -> list[forms.BoundField]:
        """Return the questions about seats."""
        return [self[_seats(kind)] for kind in SeatKind]

    def clean(self) -> dict[str, Any]:
        """Put words and numbers together; a council has at least one seat."""
        data = super().clean() or self.cleaned_data
        data["translations"] = {}
        for code in languages.offered():
            words = {field: str(data.pop(f"{field}_{code}", "")) for field in ("name", "purpose")}
            data["translations"][code] = words
        data["seats"] = {kind: data.pop(_seats(kind), None) or 0 for kind in SeatKind}
        if not self.errors and not any(data["seats"].values()):
            self.add_error(_seats(SeatKind.LIVED_EXPERIENCE), _("A council needs at least one seat."))
        return data


def _seats(kind: SeatKind) -> str:
    return f"seats_{kind.value}"
