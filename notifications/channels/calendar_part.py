"""Calendar files of a message, as Gmail, Outlook and Apple Mail take them (docs/adr/0040-calendar-files.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.encoders import encode_base64
from email.mime.base import MIMEBase

from django.core.mail import EmailMultiAlternatives

_METHOD = re.compile(r"^METHOD:(\w+)", re.MULTILINE)


def attach(mail: EmailMultiAlternatives, files: Mapping[str, str]) -> None:
    """Put calendar files into a mail: beside its words, for calendars that keep themselves up to date, and attached.

    The first is what makes Gmail and Outlook change and remove the meeting; the second is for whoever opens a file.
    """
    for name, text in files.items():
        mail.attach_alternative(text, f"text/calendar; method={_method_of(text)}")
        mail.attach(_file(name, text))


def _method_of(text: str) -> str:
    if found := _METHOD.search(text):
        return found[1]
    return "PUBLISH"


def _file(name: str, text: str) -> MIMEBase:
    """Return a file, byte for byte. Not as text/calendar: some programs would put the meeting in twice."""
    part = MIMEBase("application", "ics", name=name)
    part.set_payload(text.encode())
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=name)
    return part
