"""What coordinators type about places."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core import form_fields as fields
from core.fields import Form
from core.language import name_of
from feedback.models import Place

TAKEN = _("Another place has this short name. Choose another one.")


class Names(Form):
    """A place's name in each language; one is enough."""

    def __init__(self, *args: Any, place: Place | None = None, **kwargs: Any) -> None:
        """Make one box for each language, with the present name."""
        initial = {}
        if place is not None:
            initial = {f"name_{code}": name for code, name in place.names.items()}
        super().__init__(*args, initial=initial, **kwargs)
        for code, _name in settings.LANGUAGES:
            field = fields.line(_("Name in this language: %(language)s") % {"language": name_of(code)}, max_length=80)
            field.widget.attrs["lang"] = code
            self.fields[f"name_{code}"] = field

    def clean(self) -> dict[str, Any]:
        """Put the names together; refuse a place without any."""
        data = super().clean() or self.cleaned_data
        data["names"] = {}
        for code, _name in settings.LANGUAGES:
            name = str(data.pop(f"name_{code}", "")).strip()
            if name:
                data["names"][code] = name
        if not data["names"]:
            self.add_error(f"name_{settings.LANGUAGE_CODE}", _("Give the place a name in one language at least."))
        return data


class AddPlace(Names):
    """A new place."""

    code = forms.SlugField(
        label=_("Short name for its address"),
        help_text=_(
            "Small letters, numbers and hyphens, for example: ward-3. It is printed on posters and cannot change."
        ),
        max_length=40,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the names first."""
        super().__init__(*args, **kwargs)
        self.fields["code"] = self.fields.pop("code")

    def clean(self) -> dict[str, Any]:
        """Make the code from the name where none was given; refuse one that is taken."""
        data = super().clean()
        name = next(iter(data.get("names", {}).values()), "")
        data["code"] = (data.get("code") or slugify(name)[:40]).lower()
        if data["names"] and not data["code"] and "code" not in self.errors:
            self.add_error("code", _("Give the place a short name for its address."))
        # The address of a place called "new" is that of the form for a new one.
        elif data["code"] == "new" or Place.objects.filter(code=data["code"]).exists():
            self.add_error("code", TAKEN)
        return data
