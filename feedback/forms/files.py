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

# As many bytes as it takes to see what something is. Whoever makes it safe looks again, and closer.
BEGINNING = 64
_STARTS = {
    b"\xff\xd8\xff": FileKind.PICTURE,
    b"\x89PNG\r\n\x1a\n": FileKind.PICTURE,
    b"%PDF-": FileKind.DOCUMENT,
    b"OggS": FileKind.SOUND,
    b"fLaC": FileKind.SOUND,
    b"ID3": FileKind.SOUND,
}
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"mif1"}
_MP4 = {b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"dash"}


def kind_of(beginning: bytes) -> FileKind | None:
    """Return what something is by its first `BEGINNING` bytes, or None for what we do not take."""
    for start, kind in _STARTS.items():
        if beginning.startswith(start):
            return kind
    return _in_a_box(beginning) or _in_a_stream(beginning)


def _in_a_box(beginning: bytes) -> FileKind | None:
    brand = beginning[8:12]
    if beginning.startswith(b"RIFF"):
        return {b"WEBP": FileKind.PICTURE, b"WAVE": FileKind.SOUND}.get(brand)
    if beginning[4:8] == b"ftyp" and brand in _HEIC | _MP4:
        # The same container holds pictures and sounds; only its brand tells them apart.
        return FileKind.PICTURE if brand in _HEIC else FileKind.SOUND
    return None


def _in_a_stream(beginning: bytes) -> FileKind | None:
    if beginning.startswith(b"\x1aE\xdf\xa3"):
        is_known = b"webm" in beginning or b"matroska" in beginning
        return FileKind.SOUND if is_known else None
    # An MP3 without a tag: eleven bits set, then a version, then layer III.
    is_mp3 = int.from_bytes(beginning[:2], "big") & 0xFFE6 == 0xFFE2  # noqa: PLR2004 - the bits of a frame's header
    return FileKind.SOUND if is_mp3 else None


class AddFile(Form):
    """A file, and what becomes of the voice in it."""

    file = forms.FileField(
        label=_("Choose a recording, a picture or a PDF document"),
        help_text=_(
            "A recording can be 5 minutes long, a PDF document 20 pages. Each can have up to 10 megabytes."
            " Pictures can be JPEG, PNG, WebP or HEIC."
        ),
        # Without `capture` a phone asks whether to record, to take a photo or to choose something that is there.
        widget=forms.FileInput(attrs={"accept": "audio/*,image/*,application/pdf"}),
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
                _("This is bigger than 10 megabytes. Please make it shorter or smaller, or send a part of it.")
            )
        data = file.read()
        kind = kind_of(data[:BEGINNING])
        if kind is None:
            raise ValidationError(
                _("We cannot take this kind of file. Please choose a recording, a picture or a PDF document.")
            )
        # Kept for `staged`: looking once is enough.
        self.kind = kind
        return bytes(data)

    def staged(self) -> dict[str, Any]:
        """Return what `actions.stage` is told of it."""
        voice = Voice.AS_IT_IS
        if self.kind == FileKind.SOUND:
            voice = Voice(self.cleaned_data["voice"])
        return {"data": self.cleaned_data["file"], "kind": self.kind, "voice": voice}
