"""Ask people without a seat to a meeting: they hear of it, and of every change, as members do."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import User
from core import organisation
from core.verdicts import Conflict
from meetings import calendar
from meetings.actions.message_facts import CALENDAR_FILE, Facts, differences, facts, moment_of
from meetings.enums import Answer, Attending, GuestRole, MeetingStatus
from meetings.models import Guest, Invitation, Meeting
from meetings.queries import guests as queries
from meetings.rules import guests as rules
from notifications import actions as outbox
from notifications.enums import Kind
from notifications.keys import message_key

KINDS = (Kind.INVITATION, Kind.MEETING_CHANGED, Kind.MEETING_REMINDER)


@transaction.atomic
def add_guest(  # noqa: PLR0913 - what a guest is
    *,
    meeting: Meeting,
    role: GuestRole,
    name: str,
    email: str,
    phone: str,
    language: str,
    supports: Invitation | None,
    by: User,
) -> Guest:
    """Ask somebody to a meeting. They hear of it at once where the members have, else together with them.

    Raises Conflict where the address is asked to the meeting already.
    """
    rules.may_add_guest(by, meeting).enforce()
    rules.is_fit_supporter(meeting, supports).enforce()
    try:
        with transaction.atomic():
            guest = Guest.objects.create(
                meeting=meeting,
                role=role,
                name=name.strip(),
                email=email.strip(),
                phone=phone.strip(),
                language=language,
                supports=supports,
            )
    except IntegrityError:
        raise Conflict from None
    # The role alone: who comes to a meeting is nobody's business in the log.
    audit.record("asked a guest to a meeting", meeting, by=by, role=str(role.value))
    if meeting.status == MeetingStatus.INVITED:
        notify_guests_invited(meeting)
        guest.refresh_from_db()
    return guest


@transaction.atomic
def correct_guest(  # noqa: PLR0913 - how a guest is reached
    *, guest: Guest, name: str, email: str, phone: str, language: str, by: User
) -> Guest:
    """Correct how a guest is called and reached. A new address is written to, the old one hears no more."""
    rules.may_change_guest(by, guest).enforce()
    is_new_address = email.strip().lower() != guest.email.lower()
    if is_new_address:
        _tell_off(guest)
    guest.name, guest.email, guest.phone, guest.language = name.strip(), email.strip(), phone.strip(), language
    try:
        with transaction.atomic():
            guest.save(update_fields=["name", "email", "phone", "language"])
    except IntegrityError:
        raise Conflict from None
    if is_new_address:
        # Their calendar has heard nothing yet; of the other one a higher number is believed.
        _count_change(guest)
        if guest.meeting.status == MeetingStatus.INVITED:
            notify_guests_invited(guest.meeting)
    audit.record("corrected a guest", guest.meeting, by=by)
    return guest


@transaction.atomic
def take_guest_off(*, guest: Guest, by: User) -> None:
    """Expect a guest no more; whoever had heard of the meeting is told, and it leaves their calendar."""
    rules.may_change_guest(by, guest).enforce()
    _tell_off(guest)
    Guest.objects.filter(pk=guest.pk).update(taken_off_on=timezone.localdate())
    audit.record("took a guest off a meeting", guest.meeting, by=by, role=guest.role)


@transaction.atomic
def answer_as_guest(*, guest: Guest, answer: Answer, how: Attending | str, note: str) -> Guest:
    """Store what a guest says through their link; the latest answer counts."""
    rules.may_answer_as_guest(guest).enforce()
    guest.answer, guest.how, guest.note = answer, str(how), note.strip()
    guest.answered_on = timezone.localdate()
    guest.save(update_fields=["answer", "how", "note", "answered_on"])
    if answer == Answer.NO:
        outbox.drop(_key(Kind.MEETING_REMINDER, guest))
    audit.record("a guest answered", guest.meeting, by=None, answer=str(answer.value))
    return guest


def notify_guests_invited(meeting: Meeting) -> None:
    """Send the invitation to every guest who has not had it yet: the same message is sent once."""
    for guest in queries.guests_to_write_to(meeting):
        if not _has_heard(guest):
            _queue(Kind.INVITATION, guest)


def notify_guests_changed(meeting: Meeting, before: Facts, *, ask_again: bool = False, is_small: bool = False) -> None:
    """Tell guests what is new; whoever has not heard of the meeting yet hears of it as it is now.

    `before` is what it was; of a small correction, only those are told for whom something waited.
    """
    if ask_again:
        meeting.guests.update(answer=Answer.NONE, answered_on=None)
    was = differences(before, facts(meeting))
    for guest in queries.guests_to_write_to(meeting):
        if _drop_waiting(guest) or not _has_heard(guest):
            _queue(Kind.INVITATION, guest)
        elif was and not is_small:
            _queue(Kind.MEETING_CHANGED, guest, ask_again=ask_again, was=was)


def notify_guests_cancelled(meeting: Meeting) -> None:
    """Tell guests who have heard of the meeting that it will not take place."""
    for guest in queries.guests_to_write_to(meeting):
        if not _drop_waiting(guest) and _has_heard(guest):
            _queue(Kind.MEETING_CHANGED, guest, cancelled=True)


def remind_guests(meeting: Meeting) -> int:
    """Remind guests who have not said no; returns how many reminders are in the outbox."""
    guests = [guest for guest in queries.guests_to_write_to(meeting) if guest.answer != Answer.NO]
    for guest in guests:
        _queue(Kind.MEETING_REMINDER, guest)
    return len(guests)


def _has_heard(guest: Guest) -> bool:
    return bool(guest.told_email) and guest.told_email.lower() == guest.email.lower()


def _drop_waiting(guest: Guest) -> bool:
    """Take back what waits for a guest; returns whether the invitation was among it."""
    was_waiting = False
    for kind in KINDS:
        dropped = outbox.drop_all(message_key(kind, "guest", guest.pk))
        was_waiting = was_waiting or (kind == Kind.INVITATION and dropped > 0)
    return was_waiting


def _tell_off(guest: Guest) -> None:
    """Take the meeting out of the calendar of a guest who had heard of it."""
    was_told = _has_heard(guest)
    if _drop_waiting(guest) or not was_told:
        return
    _count_change(guest)
    _queue(Kind.MEETING_CHANGED, guest, taken_off=True)


def _count_change(guest: Guest) -> None:
    Guest.objects.filter(pk=guest.pk).update(calendar_changes=F("calendar_changes") + 1)
    guest.refresh_from_db(fields=["calendar_changes"])


def _queue(  # noqa: PLR0913 - what a message says
    kind: Kind,
    guest: Guest,
    *,
    ask_again: bool = False,
    cancelled: bool = False,
    taken_off: bool = False,
    was: Facts | None = None,
) -> None:
    meeting = guest.meeting
    reader = calendar.Reader(
        language=guest.language,
        zone=organisation.current().zone,
        email=guest.email,
        answer=Answer(guest.answer),
        changes=guest.calendar_changes,
    )
    values: dict[str, Any] = {
        **facts(meeting),
        **moment_of(meeting),
        "answer_path": reverse("meetings:guest", args=[queries.guest_token_of(guest)]),
        "ask_again": ask_again,
        "cancelled": cancelled,
        "taken_off": taken_off,
        "is_guest": True,
        "was": dict(was or {}),
    }
    if kind != Kind.MEETING_REMINDER:
        write = calendar.withdrawal if taken_off else calendar.invitation
        values["attachments"] = {CALENDAR_FILE: write(meeting, reader)}
    if not (cancelled or taken_off):
        links = calendar.add_links(meeting, reader)
        values |= {"google_link": links.google, "outlook_link": links.outlook}
    outbox.queue_to_address(
        kind=kind,
        address=guest.email,
        language=guest.language,
        name=guest.name,
        values=values,
        dedupe_key=_key(kind, guest),
        useful_until=meeting.starts_at if kind == Kind.MEETING_REMINDER else meeting.ends_at,
    )
    if kind == Kind.INVITATION:
        Guest.objects.filter(pk=guest.pk).update(told_email=guest.email)


def _key(kind: Kind, guest: Guest) -> str:
    """Return the key of a message: one of each kind for each state of the meeting in a guest's calendar."""
    return message_key(kind, "guest", guest.pk, guest.meeting.revision, guest.calendar_changes)
