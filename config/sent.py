"""What the embedded mode sent: messages its mailbox kept instead of delivering them."""

from __future__ import annotations

from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.openness import open_to_all

A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file sent with a message. `text` is empty for one that cannot be shown."""

    name: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """One message as a person would read it."""

    sender: str
    to: str
    subject: str
    body: str
    language: str = ""
    attachments: list[Attachment] = field(default_factory=list)


def _header(message: EmailMessage, name: str) -> str:
    """Return a header as it reads, or as it stands where the parser cannot read it."""
    try:
        return str(message[name] or "")
    except (MessageError, AttributeError, IndexError, TypeError, ValueError):
        raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
        return str(raw).encode(errors="replace").decode(errors="replace")


def _text(part: MIMEPart) -> str:
    """Return the words of a part, whatever its encoding says."""
    try:
        return str(part.get_content())
    except (LookupError, KeyError, UnicodeError):
        content = part.get_payload(decode=True)
        return content.decode(errors="replace") if isinstance(content, bytes) else ""


def _read(path: Path) -> Sent:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = message.get_body(("plain", "html"))
    attachments = [
        Attachment(
            part.get_filename() or part.get_content_type(),
            _text(part) if part.get_content_maintype() == "text" else "",
        )
        for part in message.iter_attachments()
    ]
    return Sent(
        sender=_header(message, "From"),
        to=_header(message, "To"),
        subject=_header(message, "Subject"),
        body=_text(body) if body else "",
        language=_header(message, "Content-Language"),
        attachments=attachments,
    )


@open_to_all
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Show the messages, the newest first. Open, because a code to sign in with is read here before signing in."""
    names = sorted(Path(settings.SENT_MAIL_DIR).glob("*.eml"), reverse=True)
    page = Paginator(names, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "messages_sent": [_read(path) for path in page.object_list]}
    return render(request, "config/sent.html", context)
