"""A meeting as a calendar file, and the times of its agenda."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress

from core import isolates, moments
from meetings.models import AgendaItem, Meeting

BREAK_AFTER_MINUTES = 60  # of talking without a break; source: limits of captioning, domain notes 4.1
BREAK_MINUTES = 10
A_YEAR = timedelta(days=366)


def build(meeting: Meeting, *, language: str, is_withdrawn: bool = False) -> str:
    """Return the meeting as iCalendar text (RFC 5545) in a language. Its summary names neither people nor topics.

    The same UID for its whole life; SEQUENCE is the revision; METHOD is PUBLISH, because nobody else is named in it, or
    CANCEL: of a meeting that was cancelled, or for somebody who is not to come any more (`is_withdrawn`).
    """
    method = "PUBLISH"
    status = "CONFIRMED"
    if meeting.is_cancelled or is_withdrawn:
        method = "CANCEL"
        status = "CANCELLED"
    calendar = Calendar()
    calendar.add("prodid", "-//Answerable//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    with translation.override(language):
        # Above what they have, or their calendar would keep the meeting.
        sequence = meeting.revision + is_withdrawn
        calendar.add_component(_event(meeting, status, sequence))
    # Calendars repeat no meeting of ours: a year around the day holds every change of clocks that matters.
    calendar.add_missing_timezones(first_date=meeting.day - A_YEAR, last_date=meeting.day + A_YEAR)
    return str(calendar.to_ical(), "utf-8")


def _event(meeting: Meeting, status: str, sequence: int) -> Event:
    event = Event()
    # With these two a calendar knows a later file for the same meeting, and the newer one of two.
    event.add("uid", str(meeting.pk))
    event.add("sequence", sequence)
    event.add("dtstamp", timezone.now().astimezone(UTC))
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    # Seen on locked screens and in calendars that families share; the title is in the description.
    event.add("summary", _("Council meeting"))
    event.add("class", "PRIVATE")
    event.add("status", status)
    place = isolates.with_numbers(meeting.place)
    phone = isolates.left_to_right(meeting.join_phone)
    event.add("location", place or meeting.join_link or phone)
    event.add("description", "\n".join(_description(meeting)))
    event.add("organizer", _organiser())
    return event


def _description(meeting: Meeting) -> Iterable[str]:
    yield isolates.with_numbers(meeting.title)
    yield moments.span_words(meeting.starts_at, meeting.ends_at, meeting.time_zone)
    if meeting.place:
        yield _("Where: %(place)s") % {"place": isolates.with_numbers(meeting.place)}
    if meeting.join_link:
        yield _("Join online: %(link)s") % {"link": meeting.join_link}
    if meeting.join_phone:
        yield _("Join by phone: %(phone)s") % {"phone": isolates.left_to_right(meeting.join_phone)}
    yield _("Questions? Ask: %(contact)s") % {"contact": isolates.with_numbers(meeting.contact)}
    path = reverse("meetings:meeting", args=[meeting.pk])
    yield _("What we will talk about: %(link)s") % {"link": settings.SITE_URL + path}


def _organiser() -> vCalAddress:
    # The organisation, not whoever planned it: the file names no person.
    organiser = vCalAddress("mailto:" + parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    organiser.params["CN"] = settings.ORGANISATION_NAME
    return organiser


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of a meeting: an agenda item, or a break where `item` is None. Times in the meeting's zone."""

    starts_at: datetime
    ends_at: datetime
    item: AgendaItem | None = None


def timetable(meeting: Meeting, items: Iterable[AgendaItem]) -> list[Slot]:
    """Return the agenda with times from the start of the meeting, and a break before talking gets too long."""
    slots: list[Slot] = []
    # In UTC, where an hour is an hour also in the night in which clocks change.
    clock = meeting.starts_at.astimezone(UTC)
    minutes_talked = 0
    for item in items:
        # Not before the first item, however long that is: a meeting does not begin with a break.
        if minutes_talked and minutes_talked + item.minutes > BREAK_AFTER_MINUTES:
            slots.append(_slot(meeting, clock, BREAK_MINUTES, None))
            clock += timedelta(minutes=BREAK_MINUTES)
            minutes_talked = 0
        slots.append(_slot(meeting, clock, item.minutes, item))
        clock += timedelta(minutes=item.minutes)
        minutes_talked += item.minutes
    return slots


def minutes_over(meeting: Meeting, slots: list[Slot]) -> int:
    """Return by how many minutes an agenda is longer than its meeting, or 0."""
    if not slots or slots[-1].ends_at <= meeting.ends_at:
        return 0
    return int((slots[-1].ends_at - meeting.ends_at).total_seconds() // 60)


def _slot(meeting: Meeting, start: datetime, minutes: int, item: AgendaItem | None) -> Slot:
    end = start + timedelta(minutes=minutes)
    return Slot(start.astimezone(meeting.time_zone), end.astimezone(meeting.time_zone), item)
