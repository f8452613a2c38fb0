"""Links that open the form of a calendar in the web, filled in with a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.utils import translation

from meetings.calendar import wording
from meetings.calendar.reader import Reader
from meetings.models import Meeting

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.live.com/calendar/0/deeplink/compose"
OFFICE = "https://outlook.office.com/calendar/0/deeplink/compose"


@dataclass(frozen=True, slots=True)
class AddLinks:
    """Where a meeting is added by hand: Google Calendar, Outlook.com, and Outlook of an employer or school."""

    google: str
    outlook: str
    office: str


def add_links(meeting: Meeting, reader: Reader) -> AddLinks:
    """Return the links. They hold what a locked screen may show, the times, and the address of the meeting's page."""
    # In UTC: the two write zones in different ways, and this is about one moment.
    start = meeting.starts_at.astimezone(UTC)
    end = meeting.ends_at.astimezone(UTC)
    page = wording.address(meeting)
    with translation.override(reader.language):
        title = wording.title(reader)
    google = {"action": "TEMPLATE", "text": title, "dates": f"{_basic(start)}/{_basic(end)}", "details": page}
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": title,
        "startdt": _extended(start),
        "enddt": _extended(end),
        "body": page,
    }
    query = urlencode(outlook)
    return AddLinks(f"{GOOGLE}?{urlencode(google)}", f"{OUTLOOK}?{query}", f"{OFFICE}?{query}")


def _basic(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%SZ}"


def _extended(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
