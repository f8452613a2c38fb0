"""The messages that invited people get about a meeting, each in their language, and the reminder the day before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from meetings import calendar, queries
from meetings.actions import guests, needs
from meetings.actions.message_facts import CALENDAR_FILE, Facts, differences, facts, moment_of
from meetings.enums import Answer, MeetingKind, MeetingStatus
from meetings.models import Invitation, Meeting
from notifications import actions as outbox
from notifications import queries as recipients
from notifications.enums import BY_HAND, Channel, Kind, Status
from notifications.keys import message_key

# What brings something new for a calendar.
FOR_CALENDARS = frozenset({Kind.INVITATION, Kind.MEETING_CHANGED})
RESULT_IS_NEWS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Told:
    """What a message says besides the facts. `was` holds the earlier values of what is different now."""

    changes: int = 0
    was: Mapping[str, Any] = field(default_factory=dict)
    ask_again: bool = False
    cancelled: bool = False
    taken_off: bool = False
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who had not got their invitation yet, and which news waited for others: the values of the message, by person."""

    unaware: set[UUID]
    # Of these, to whom it goes on paper or by phone: it may be on its way, and only has to be ticked.
    by_hand: set[UUID]
    news: Mapping[UUID, Mapping[str, Any]]


def notify_invited(meeting: Meeting, invitations: Iterable[Invitation]) -> None:
    """Send each of these invitations."""
    changes = queries.calendar_changes(meeting)
    for invitation in invitations:
        count = changes.get(invitation.membership.user_id, 0)
        # Whoever had been taken off and comes back: their calendar believes only what is newer than that.
        if is_taken_off(count):
            count += count_change(invitation)
        _queue(Kind.INVITATION, meeting, invitation, Told(changes=count))


def notify_changed(
    meeting: Meeting, before: Facts, *, ask_again: bool, is_urgent: bool = False, is_small: bool = False
) -> None:
    """Send everybody what is new and what it was; people who have not heard of the meeting yet are invited to it.

    `before` is what could be said of it before the change. A small correction is told to nobody: only what waits to be
    sent is written again.
    """
    waiting = _take_back_waiting(meeting)
    changes = queries.calendar_changes(meeting)
    for invitation in queries.to_tell(meeting):
        user = invitation.membership.user_id
        told = Told(changes=changes.get(user, 0), is_urgent=is_urgent)
        # An earlier day was after their last one, and this is not.
        if is_taken_off(told.changes):
            notify_invited(meeting, [invitation])
            continue
        # Their invitation was never sent: news of a change would be about something they do not know.
        if user in waiting.unaware:
            _queue(Kind.INVITATION, meeting, invitation, told)
            continue
        if is_small and user not in waiting.news:
            continue
        # What waited said how things had been when they last heard: that is what they know.
        earlier = waiting.news.get(user, {})
        was = differences({**before, **earlier.get("was", {})}, facts(meeting))
        ask = ask_again or bool(earlier.get("ask_again"))
        # Changed and changed back before they heard of it.
        if was or ask:
            _queue(Kind.MEETING_CHANGED, meeting, invitation, replace(told, was=was, ask_again=ask))
    guests.notify_guests_changed(meeting, before, ask_again=ask_again, is_small=is_small)
    if ask_again:
        _take_off_who_has_no_seat_then(meeting, waiting.unaware)


def _take_off_who_has_no_seat_then(meeting: Meeting, unaware: set[UUID]) -> None:
    """Tell people whose last day is before the new day of a meeting, or they would come on the old one."""
    for invitation in queries.without_a_seat_then(meeting):
        needs.release(invitation)
        if invitation.membership.user_id not in unaware:
            notify_taken_off(invitation)


def notify_cancelled(meeting: Meeting, *, is_urgent: bool = False) -> None:
    """Tell everybody who has heard of the meeting that it will not take place."""
    waiting = _take_back_waiting(meeting)
    changes = queries.calendar_changes(meeting)
    for invitation in queries.to_tell(meeting):
        user = invitation.membership.user_id
        # Whoever never got the invitation would hear of a meeting only that it is off; a letter may be on its way.
        if user not in waiting.unaware or user in waiting.by_hand:
            told = Told(changes=changes.get(user, 0), cancelled=True, is_urgent=is_urgent)
            _queue(Kind.MEETING_CHANGED, meeting, invitation, told)
    guests.notify_guests_cancelled(meeting)


def notify_result(meeting: Meeting) -> None:
    """Tell everybody who was asked what came of a question in writing."""
    outbox.drop(message_key(Kind.WRITTEN_RESULT, meeting.pk))
    for invitation in queries.to_tell(meeting):
        _queue(Kind.WRITTEN_RESULT, meeting, invitation, Told(), until=timezone.now() + RESULT_IS_NEWS)


def notify_taken_off(invitation: Invitation) -> bool:
    """Take a meeting, which is held without them, out of the calendar of somebody who left or was taken off it.

    Returns whether there was something to take out.
    """
    meeting = invitation.meeting
    user = invitation.membership.user_id
    count = queries.calendar_changes(meeting).get(user, 0)
    # Asked first: what takes it out may still be waiting, and must not be dropped as news from before.
    if is_taken_off(count):
        return False
    unaware = outbox.drop(_key(Kind.INVITATION, meeting, invitation))
    outbox.drop(_key(Kind.MEETING_CHANGED, meeting, invitation))
    drop_reminder(invitation)
    # What is arranged, and that it takes place, is not news for them any more.
    for kind in (Kind.MEETING_CONFIRMED, Kind.BOOKING_NEWS):
        outbox.drop_for(person=invitation.membership.user, key=message_key(kind, meeting.pk))
    # Also of somebody who hears nothing of it, so that they are invited should they come back.
    count += count_change(invitation)
    # Whoever never got the invitation has nothing in their calendar; nor has somebody whom no email reaches.
    if user in unaware or not invitation.membership.user.email:
        return False
    _queue(Kind.MEETING_CHANGED, meeting, invitation, Told(changes=count, taken_off=True))
    return True


def notify_put_back(invitation: Invitation) -> bool:
    """Invite somebody again who had been taken off a meeting; returns whether they had been."""
    count = queries.calendar_changes(invitation.meeting).get(invitation.membership.user_id, 0)
    if not is_taken_off(count):
        return False
    notify_invited(invitation.meeting, [invitation])
    return True


def is_taken_off(changes: int) -> bool:
    """Return whether somebody was taken off a meeting and not put back since."""
    return changes % 2 == 1


def count_change(invitation: Invitation) -> int:
    """Count a change that only this person's calendar hears of; returns 1."""
    # Only with a higher number than the last one is a message for a calendar believed.
    Invitation.objects.filter(pk=invitation.pk).update(calendar_changes=F("calendar_changes") + 1)
    invitation.refresh_from_db(fields=["calendar_changes"])
    return 1


def drop_reminder(invitation: Invitation) -> None:
    """Take back the reminder of a person who will not come."""
    outbox.drop_for(person=invitation.membership.user, key=message_key(Kind.MEETING_REMINDER, invitation.meeting_id))


@transaction.atomic
def remind() -> int:
    """Remind people of meetings that begin within a day, once; returns how many reminders are in the outbox.

    From the same wall time on the day before until the start, so that a missed beat is made up for. A question in
    writing comes to an end: whoever has not answered it is reminded of that.
    """
    now = timezone.now()
    count = 0
    # Wider than a day at both ends: the date of a meeting is one of its own zone.
    near = (now.date() - timedelta(days=1), now.date() + timedelta(days=2))
    begins = Q(day__range=near) & ~Q(kind=MeetingKind.WRITING)
    ends = Q(closes_on__range=near, kind=MeetingKind.WRITING)
    for meeting in Meeting.objects.filter(begins | ends, status=MeetingStatus.INVITED):
        if remind_from(meeting) <= now < last_moment(meeting):
            waiting = queries.to_tell(meeting).exclude(answer=Answer.NO)
            if meeting.is_in_writing:
                waiting = waiting.filter(written_answer=None)
            for invitation in waiting.select_related("membership__user__contact"):
                count += _remind(meeting, invitation)
            count += guests.remind_guests(meeting)
    return count


def last_moment(meeting: Meeting) -> datetime:
    """Return when it is too late to remind: the start, or the end of a question in writing."""
    if meeting.is_in_writing:
        return meeting.ends_at
    return meeting.starts_at


def remind_from(meeting: Meeting) -> datetime:
    """Return the same wall time on the day before, in the meeting's zone."""
    moment = last_moment(meeting)
    return datetime.combine(moment.date() - timedelta(days=1), moment.time(), tzinfo=meeting.time_zone)


def _remind(meeting: Meeting, invitation: Invitation) -> bool:
    # Asked here as well as when it is sent: a reminder that nobody wants would be listed among their messages.
    if not recipients.preference_of(invitation.membership.user).reminders:
        return False
    # A letter would come after the meeting.
    if recipients.channel_of(invitation.membership.user) == Channel.POST:
        return False
    _queue(Kind.MEETING_REMINDER, meeting, invitation, Told(), until=last_moment(meeting))
    return True


def _queue(kind: Kind, meeting: Meeting, invitation: Invitation, told: Told, *, until: datetime | None = None) -> None:
    person = invitation.membership.user
    answer = Answer(invitation.answer)
    reader = queries.calendar_reader(person, answer=answer, changes=told.changes)
    values: dict[str, object] = {
        **facts(meeting),
        **moment_of(meeting),
        # By these the outbox asks before it sends whether the reader is still the one.
        "meeting": str(meeting.pk),
        "revision": meeting.revision,
        "path": reverse("meetings:meeting", args=[meeting.pk]),
        "answer_path": _answer_path(meeting, invitation),
        "said_yes": answer == Answer.YES,
        "ask_again": told.ask_again,
        "cancelled": told.cancelled,
        "taken_off": told.taken_off,
        "is_urgent": told.is_urgent,
        "was": told.was,
    }
    # A reminder brings nothing new for the calendar; without an address there is none to send it to.
    if kind in FOR_CALENDARS and person.email:
        values["attachments"] = {CALENDAR_FILE: _calendar_file(meeting, reader, taken_off=told.taken_off)}
    if kind in FOR_CALENDARS and not (told.cancelled or told.taken_off):
        links = calendar.add_links(meeting, reader)
        values |= {"google_link": links.google, "outlook_link": links.outlook}
    outbox.queue(
        kind=kind,
        recipient=person,
        values=values,
        dedupe_key=_key(kind, meeting, invitation),
        channel=_urgent_channel(person) if told.is_urgent else "",
        useful_until=until or meeting.ends_at,
        ignores_quiet_hours=told.is_urgent,
    )


def _answer_path(meeting: Meeting, invitation: Invitation) -> str:
    name = "meetings:written_link" if meeting.is_in_writing else "meetings:answer_link"
    return reverse(name, args=[queries.token_of(invitation)])


def _urgent_channel(person: User) -> str:
    """Return how somebody hears of something within a day, where that is not how they usually do; else nothing."""
    contact = getattr(person, "contact", None)
    # A letter would come too late.
    if recipients.channel_of(person) == Channel.POST and contact is not None and contact.phone:
        return Channel.PHONE
    return ""


def _calendar_file(meeting: Meeting, reader: calendar.Reader, *, taken_off: bool) -> str:
    if taken_off:
        return calendar.withdrawal(meeting, reader)
    return calendar.invitation(meeting, reader)


def _key(kind: Kind, meeting: Meeting, invitation: Invitation) -> str:
    """Return the key of a message: one of each kind to each person for each state of the meeting in their calendar."""
    # Of a time there is one reminder, whatever else is corrected after it.
    if kind == Kind.MEETING_REMINDER:
        moment = f"{meeting.starts_at.astimezone(UTC):%Y%m%dT%H%M}"
        return message_key(kind, meeting.pk, moment, invitation.membership.user_id)
    # The revision before the person: what waits about a meeting is dropped for all of them at once.
    about = [meeting.pk, meeting.revision, invitation.membership.user_id]
    if invitation.calendar_changes:
        about.append(invitation.calendar_changes)
    return message_key(kind, *about)


def _take_back_waiting(meeting: Meeting) -> Waiting:
    """Take back what waits to be sent about earlier revisions; returns who never got their invitation, and news."""
    news = outbox.take_back(message_key(Kind.MEETING_CHANGED, meeting.pk))
    outbox.drop(message_key(Kind.MEETING_REMINDER, meeting.pk))
    if meeting.is_cancelled:
        outbox.drop(message_key(Kind.PAPERS_READY, meeting.pk))
    invitations = message_key(Kind.INVITATION, meeting.pk)
    by_hand = recipients.about([invitations]).filter(status=Status.PENDING, channel__in=BY_HAND)
    people = {message.recipient_id for message in by_hand if message.recipient_id is not None}
    return Waiting(outbox.drop(invitations), people, news)
