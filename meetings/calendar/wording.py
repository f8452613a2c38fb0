"""What a calendar shows of a meeting, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core import isolates, moments
from meetings.calendar.reader import Reader
from meetings.models import Meeting

# A telephone number alone: with a code or other words after it, no program could dial it.
_TELEPHONE = re.compile(r"\+?[0-9][0-9 ()./\-]{4,}")


def address(meeting: Meeting) -> str:
    """Return the whole address of the meeting's page."""
    return settings.SITE_URL + reverse("meetings:meeting", args=[meeting.pk])


def title(reader: Reader) -> str:
    """Return what is seen on locked screens and in calendars that families share: neither people nor topics."""
    if reader.is_discreet:
        return _("Appointment")
    return _("Council meeting")


def description(meeting: Meeting, reader: Reader) -> str:
    """Return the facts of a meeting, one a line; for a discreet calendar only when it is, and where to read more."""
    return "\n".join(_lines(meeting, reader))


def _lines(meeting: Meeting, reader: Reader) -> Iterable[str]:
    times = moments.times(meeting.starts_at, meeting.ends_at, own=reader.zone, there=meeting.time_zone)
    if reader.is_discreet:
        yield times.own
        yield _("Where it is, and how to join: %(link)s") % {"link": address(meeting)}
        return
    yield isolates.with_numbers(meeting.title)
    yield times.own
    if times.there:
        yield _("Where the meeting is held: %(times)s") % {"times": times.there}
    yield str(meeting.get_kind_display())
    if meeting.place:
        yield _("Where: %(place)s") % {"place": isolates.with_numbers(meeting.place)}
    if meeting.join_link:
        yield _("Join online: %(link)s") % {"link": meeting.join_link}
    if meeting.join_phone:
        yield _("Join by phone: %(phone)s") % {"phone": isolates.left_to_right(meeting.join_phone)}
    yield _("Questions? Ask: %(contact)s") % {"contact": isolates.with_numbers(meeting.contact)}
    yield _("What we will talk about: %(link)s") % {"link": address(meeting)}


def location(meeting: Meeting, reader: Reader) -> str:
    """Return where it is, or how to join where it is nowhere; nothing for a discreet calendar."""
    if reader.is_discreet:
        return ""
    phone = isolates.left_to_right(meeting.join_phone)
    return isolates.with_numbers(meeting.place) or meeting.join_link or phone


def telephone(meeting: Meeting) -> str:
    """Return the number to join as a program dials it, or nothing where it is more than a number."""
    written = meeting.join_phone.strip()
    if not _TELEPHONE.fullmatch(written):
        return ""
    return "tel:" + re.sub(r"[^0-9+]", "", written)
