"""One recording, picture or document."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.utils.translation import gettext_lazy as _

from core.fields import Form
from core.uploads import LARGEST
from feedback.enums import FileKind, Voice
from feedback.forms import looking


class AddFile(Form):
    """A file, and what becomes of the voice in it."""

    file = forms.FileField(
        label=_("Choose a recording, a picture or a PDF document"),
        help_text=_(
            "A recording can be 5 minutes long, a PDF document 20 pages. Each can have up to 32 megabytes."
            " Pictures can be JPEG, PNG, WebP or HEIC. We cannot take films."
        ),
        # Without `capture` a phone asks whether to record, to take a photo or to choose something that is there.
        widget=forms.FileInput(
            attrs={
                "accept": "audio/*,image/*,application/pdf",
                # For the script that says so before anything travels (styles/scripts/record.js).
                "data-largest": LARGEST,
                "data-too-large": _(
                    "This has {size} megabytes, and we can take {largest}. Please choose a smaller one."
                ),
            }
        ),
        error_messages={
            "required": _("Choose a recording, a picture or a document first. Then press “Add this”."),
            "empty": _("There is nothing in this. Please choose another one, or record it again."),
            "invalid": _("This did not reach us. Please choose it again."),
        },
    )
    voice = forms.ChoiceField(
        label=_("If it is a recording: what should happen to your voice?"),
        help_text=_(
            "A changed voice does not make you anonymous. Your words, your accent and your story stay, and people who"
            " know you might still know that it is you."
        ),
        choices=Voice.choices,
        required=False,
        widget=forms.RadioSelect,
    )

    def clean_file(self) -> bytes:
        """Return what was sent, and find out what it is."""
        file: InMemoryUploadedFile = self.cleaned_data["file"]
        # Checked again here: the proxy in front of us may allow more.
        if (file.size or 0) > LARGEST:
            raise ValidationError(
                _("This is bigger than 32 megabytes. Please make it shorter or smaller, or send a part of it.")
            )
        data = bytes(file.read())
        kind = looking.kind_of(data[: looking.BEGINNING])
        if kind is None:
            raise ValidationError(
                _("We cannot take this kind of file. Please choose a recording, a picture or a PDF document.")
            )
        _refuse_what_cannot_be_made_safe(data, kind)
        # Kept for `staged`: looking once is enough.
        self.kind = kind
        return data

    def staged(self) -> dict[str, Any]:
        """Return what `actions.stage` is told of it."""
        voice = Voice.AS_IT_IS
        if self.kind == FileKind.SOUND:
            voice = Voice(self.cleaned_data["voice"])
        return {"data": self.cleaned_data["file"], "kind": self.kind, "voice": voice}


def _refuse_what_cannot_be_made_safe(data: bytes, kind: FileKind) -> None:
    """Say so now, while the person can still choose something else."""
    if kind == FileKind.SOUND and looking.is_film(data):
        raise ValidationError(
            _("This is a film, and we cannot take films. You can record your voice, or add a picture from the film.")
        )
    if kind == FileKind.PICTURE and looking.has_too_many_pixels(data):
        raise ValidationError(
            _("This picture has more pixels than we can take. Please add a smaller copy, or a screenshot of it.")
        )
