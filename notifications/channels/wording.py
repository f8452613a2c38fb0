"""What a message says: templates/notifications/<kind>.subject.txt and .body.txt, in the reader's language and zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, tzinfo

from django.conf import settings
from django.template import Context, engines
from django.urls import reverse
from django.utils import translation

from accounts.queries import greeted_as
from core import isolates, moments, organisation
from notifications.channels import differences, times
from notifications.enums import Channel
from notifications.models import OutboxMessage

# How the values of a message are read, by their names; all others are printed as they are. `when`: see times.py.
# Each is written after a word such as "by".
DAYS = frozenset({"answer_by", "access_deadline", "first_day", "last_day", "release_by"})
# What organisations and people wrote, in whichever direction, with numbers in it.
FREE = frozenset({"name", "organisation", "title", "place", "contact", "council", "no_phone_reason", "supplier"})
NUMBERS = frozenset({"join_phone"})
PATHS = frozenset({"path", "answer_path"})


@dataclass(frozen=True, slots=True)
class Wording:
    """A message in words. The subject is one line and never names a condition or a service."""

    subject: str
    body: str


def of(message: OutboxMessage, language: str) -> Wording:
    """Return what a message says in a language, with times in the recipient's time zone."""
    with translation.override(language):
        values = _read(message)
        subject = _render(f"notifications/{message.kind}.subject.txt", values)
        body = _render(f"notifications/{message.kind}.body.txt", values)
    # A line break in a subject would end the header.
    return Wording(" ".join(subject.split()), _tidy(body))


def _read(message: OutboxMessage) -> dict[str, object]:
    zone = _zone_of(message)
    values: dict[str, object] = {"organisation": isolates.with_numbers(organisation.current().name)}
    if message.recipient is not None:
        values["name"] = isolates.with_numbers(greeted_as(message.recipient))
        values["settings_link"] = settings.SITE_URL + reverse("notifications:mine")
    # Who has no e-mail did not get one, and cannot answer it.
    values["is_email"] = message.channel == Channel.EMAIL
    for name, value in message.values.items():
        if name != "attachments":
            values[name] = _in_words(name, value)
    if "when" in message.values:
        values |= times.of(message.values, zone)
        values["changes"] = differences.of(message.values, zone, _in_words)
        values["how"] = differences.how(message.values.get("how", ""))
    if "date_list" in message.values:
        values["dates"] = times.lines(message.values["date_list"], zone)
    return values


def _zone_of(message: OutboxMessage) -> tzinfo:
    """Return whose clock the times are told by: the organisation's for somebody whose zone is not known."""
    if message.recipient is None:
        return organisation.current().zone
    zone: tzinfo = message.recipient.time_zone
    return zone


def _in_words(name: str, value: object) -> object:
    if not isinstance(value, str) or not value:
        return value
    if name in DAYS:
        return moments.until_words(date.fromisoformat(value))
    if name in PATHS:
        return settings.SITE_URL + value
    return _in_order(name, value)


def _in_order(name: str, value: str) -> str:
    """Return what somebody wrote, its numbers in their own order also inside a right-to-left sentence."""
    if name in NUMBERS:
        return isolates.left_to_right(value)
    if name in FREE:
        return isolates.with_numbers(value)
    return value


def _render(name: str, values: dict[str, object]) -> str:
    """Render plain text: nothing is escaped, because nothing here is HTML."""
    engine = engines["django"].engine  # type: ignore[attr-defined]
    return str(engine.get_template(name).render(Context(values, autoescape=False)))


def _tidy(text: str) -> str:
    """Return text with at most one empty line between paragraphs."""
    lines: list[str] = []
    for line in map(str.strip, text.splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip() + "\n"
