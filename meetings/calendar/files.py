"""Meetings as iCalendar text (RFC 5545), and as the messages by which calendars keep them up to date (RFC 5546).

Which calendar understands what, and why the files are as they are: docs/adr/0040-calendar-files.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Conference, Event, Timezone, vCalAddress, vText

from core import moments, organisation
from meetings.calendar import wording, zones
from meetings.calendar.reader import Reader
from meetings.enums import Answer, MeetingStatus
from meetings.models import Meeting

ALARM_BEFORE = timedelta(hours=1)
# Asked for by the calendars that heed it; the others ask as often as they like.
REFRESH = timedelta(hours=4)
PARTICIPATION = {
    Answer.NONE: "NEEDS-ACTION",
    Answer.YES: "ACCEPTED",
    Answer.MAYBE: "TENTATIVE",
    Answer.NO: "DECLINED",
}
# What is only being planned is never said to take place.
STATUS = {
    MeetingStatus.PLANNED: "TENTATIVE",
    MeetingStatus.INVITED: "CONFIRMED",
    MeetingStatus.HELD: "CONFIRMED",
    MeetingStatus.CANCELLED: "CANCELLED",
}


def single(meeting: Meeting, reader: Reader) -> str:
    """Return a meeting as a file that somebody puts into their calendar by hand. It names nobody."""
    method = "PUBLISH"
    if meeting.is_cancelled:
        method = "CANCEL"
    # Without the address: whoever passes the file on passes no name on with it.
    return _text(method, [meeting], replace(reader, email=""), {meeting.pk: reader.changes})


def invitation(meeting: Meeting, reader: Reader) -> str:
    """Return the message that puts a meeting into the calendar of the one person it is sent to, or changes it there.

    For a cancelled meeting, the one that takes it out.
    """
    if meeting.is_cancelled:
        return withdrawal(meeting, reader)
    return _text("REQUEST", [meeting], reader, {meeting.pk: reader.changes})


def withdrawal(meeting: Meeting, reader: Reader) -> str:
    """Return the message that takes a meeting out of one person's calendar, whether or not it is held without them."""
    return _text("CANCEL", [meeting], reader, {meeting.pk: reader.changes})


def feed(meetings: Sequence[Meeting], reader: Reader, changes: Mapping[UUID, int]) -> str:
    """Return several meetings as a calendar to subscribe to. `changes` is `Reader.changes` for each meeting."""
    return _text("PUBLISH", meetings, replace(reader, email=""), changes, is_feed=True)


def _text(
    method: str, meetings: Sequence[Meeting], reader: Reader, changes: Mapping[UUID, int], *, is_feed: bool = False
) -> str:
    calendar = Calendar()
    calendar.add("prodid", "-//Answerable//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    described = _described(meetings)
    for description in described.values():
        calendar.add_component(description)
    with translation.override(reader.language):
        if is_feed:
            _name(calendar, reader)
        for meeting in meetings:
            event = _event(meeting, reader, changes.get(meeting.pk, 0), described)
            if method == "CANCEL":
                # Also of a meeting that is held without the person: to their calendar it is over.
                event["status"] = vText("CANCELLED")
            calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")


def _name(calendar: Calendar, reader: Reader) -> None:
    name = _("Council meetings")
    if reader.is_discreet:
        name = _("Appointments")
    # The second of each pair is older than the standard, and what Outlook and Google read.
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{REFRESH // timedelta(hours=1)}H")


def _described(meetings: Iterable[Meeting]) -> dict[str, Timezone]:
    """Return the descriptions of the zones in which these meetings can be written, by the names of the zones."""
    years: dict[ZoneInfo, set[int]] = {}
    for meeting in meetings:
        if _is_plain(meeting.starts_at) and _is_plain(meeting.ends_at):
            years.setdefault(meeting.time_zone, set()).update({meeting.day.year, meeting.ends_at.year})
    found: dict[str, Timezone] = {}
    for zone, held in years.items():
        description = zones.described(zone, sorted(held))
        if description is not None:
            found[zone.key] = description
    return found


def _is_plain(moment: datetime) -> bool:
    """Return whether a wall time says by itself when it is: a file cannot tell the two of an hour that comes twice."""
    return moments.happens(moment) and not moments.is_ambiguous(moment)


def _event(meeting: Meeting, reader: Reader, changes: int, described: Mapping[str, Timezone]) -> Event:
    event = Event()
    # With these two a calendar knows a later file for the same meeting, and the newer one of two.
    event.add("uid", str(meeting.pk))
    event.add("sequence", meeting.revision + changes)
    event.add("dtstamp", timezone.now().astimezone(UTC))
    for name, moment in (("dtstart", meeting.starts_at), ("dtend", meeting.ends_at)):
        event.add(name, _written(moment, meeting, described))
    event.add("summary", wording.title(reader))
    event.add("class", "PRIVATE")
    # Nobody is busy for days because a question is open.
    event.add("transp", "TRANSPARENT" if meeting.is_in_writing else "OPAQUE")
    event.add("status", STATUS[MeetingStatus(meeting.status)])
    if where := wording.location(meeting, reader):
        event.add("location", where)
    event.add("description", wording.description(meeting, reader))
    event.add("url", wording.address(meeting))
    event.add("organizer", _organiser(reader))
    if reader.email:
        event.add("attendee", _attendee(reader))
    if not reader.is_discreet:
        event.conferences = _conferences(meeting)
    if reader.wants_alarm and not meeting.is_cancelled:
        event.add_component(_alarm(reader))
    return event


def _written(moment: datetime, meeting: Meeting, described: Mapping[str, Timezone]) -> datetime:
    """Return a time as wall time in a zone that the file describes, or else in UTC."""
    is_plain = _is_plain(meeting.starts_at) and _is_plain(meeting.ends_at)
    if is_plain and meeting.time_zone.key in described:
        return moment
    return moment.astimezone(UTC)


def _organiser(reader: Reader) -> vCalAddress:
    # The address that sends the mail: calendars believe nobody else. It is nobody's own.
    organiser = vCalAddress("mailto:" + parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    if not reader.is_discreet:
        organiser.params["CN"] = organisation.current().name
    return organiser


def _attendee(reader: Reader) -> vCalAddress:
    # The one recipient, so that their calendar knows itself; others are never named.
    attendee = vCalAddress(f"mailto:{reader.email}")
    attendee.params["CUTYPE"] = "INDIVIDUAL"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = PARTICIPATION[reader.answer]
    # Nobody reads the mailbox that answers would go to: people answer by the link in the message.
    attendee.params["RSVP"] = "FALSE"
    return attendee


def _conferences(meeting: Meeting) -> list[Conference]:
    conferences = []
    if meeting.join_link:
        conferences.append(Conference(meeting.join_link, feature="VIDEO", label=_("Join online")))
    if telephone := wording.telephone(meeting):
        conferences.append(Conference(telephone, feature="PHONE", label=_("Join by phone")))
    return conferences


def _alarm(reader: Reader) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", wording.title(reader))
    alarm.add("trigger", -ALARM_BEFORE)
    return alarm
