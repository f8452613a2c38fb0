"""What the embedded mode adds: the messages its mailbox kept instead of delivering them, and every component."""

from __future__ import annotations

from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from pathlib import Path

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.openness import open_to_all
from embedded import gallery

MESSAGES_PER_PAGE = 20


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
    """Return a header as it reads, or as it is written where the parser cannot read it."""
    try:
        return str(message[name] or "")
    except (MessageError, AttributeError, IndexError, TypeError, ValueError):
        for key, value in message.raw_items():
            if key.lower() == name.lower():
                return str(value).encode(errors="replace").decode(errors="replace")
        return ""


def _text(part: MIMEPart) -> str:
    """Return the words of a part, whatever its encoding says."""
    try:
        return str(part.get_content())
    except (LookupError, KeyError, UnicodeError):
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            return ""
        return content.decode(errors="replace")


def _read(path: Path) -> Sent:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    # Markup is only the second choice: the page shows it as text and never runs it.
    body = message.get_body(("plain", "html"))
    return Sent(
        sender=_header(message, "From"),
        to=_header(message, "To"),
        subject=_header(message, "Subject"),
        body=_text(body) if body else "",
        language=_header(message, "Content-Language"),
        attachments=list(map(_attachment, message.iter_attachments())),
    )


def _attachment(part: MIMEPart) -> Attachment:
    name = part.get_filename() or part.get_content_type()
    if part.get_content_maintype() != "text":
        return Attachment(name)
    return Attachment(name, _text(part))


@open_to_all
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Show the messages, the newest first. Open, because a code to sign in with is read here before signing in."""
    # The names begin with the time of arrival.
    names = sorted(Path(settings.SENT_MAIL_DIR).glob("*.eml"), reverse=True)
    page = Paginator(names, MESSAGES_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "messages_sent": list(map(_read, page.object_list))}
    return render(request, "embedded/sent.html", context)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
# As the pages of the form that can be read aloud.
@csp_update({"media-src": [SELF]})
def components(request: HttpRequest) -> HttpResponse:
    """Show every component in all its states; a press on a button there leads back and changes nothing."""
    if request.method == "POST":
        return redirect("components")
    context = {**gallery.samples(request), "groups": gallery.GROUPS, "contents": gallery.contents()}
    return render(request, "embedded/components.html", context)
