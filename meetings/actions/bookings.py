"""What people need becomes something that somebody arranges, and what happens to it until it was there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts import audit
from accounts.enums import Need
from accounts.models import AccessNeed, User
from core import csv_files, workingdays
from core.verdicts import Conflict
from meetings import rules
from meetings.actions import booking_notices as notices
from meetings.enums import (
    INTERPRETERS,
    LEAD_DAYS,
    LEAD_DAYS_BY_NEED,
    LONGEST_ALONE_MINUTES,
    OF_THE_PLACE,
    OF_THE_ROOM,
    Answer,
    BookingStatus,
    EndedBecause,
    FailureCause,
    Rating,
)
from meetings.models import AccessBooking, AccessFailure, BookedNeed, Invitation, Meeting
from meetings.queries import bookings as queries
from meetings.rules import bookings as booking_rules

# A new time makes what is booked a question again.
WHEN = frozenset({"day", "starts", "fold", "time_zone"})
# Something is with a supplier, or was told to be there.
SETTLED = (BookingStatus.BOOKED, BookingStatus.CONFIRMED)


class BookingDetails(TypedDict):
    """What somebody who books fills in."""

    owner: User | None
    supplier: str
    supplier_contact: str
    cost: Decimal | None
    currency: str
    quantity: int
    lead_days: int
    due_on: date
    note: str


# From needs to bookings


def quantity_of(kind: Need, minutes: int) -> int:
    """Return how many are needed for a meeting of so many minutes."""
    if kind in INTERPRETERS and minutes > LONGEST_ALONE_MINUTES:
        return 2
    return 1


def lead_days_of(kind: Need) -> int:
    """Return how many working days ahead something is booked."""
    return LEAD_DAYS_BY_NEED.get(kind, LEAD_DAYS)


def due_day(meeting: Meeting, lead_days: int) -> date:
    """Return the day by which something is to be booked; today, where it should have been earlier."""
    day = workingdays.working_days_before(meeting.day, lead_days, settings.REGION)
    return max(day, timezone.localdate())


def _new(meeting: Meeting, kind: str, owner: User | None) -> AccessBooking:
    """Return a booking that is not saved."""
    need = Need(kind)
    lead_days = lead_days_of(need)
    return AccessBooking(
        meeting=meeting,
        kind=need.value,
        quantity=quantity_of(need, meeting.minutes),
        owner=owner,
        lead_days=lead_days,
        due_on=due_day(meeting, lead_days),
    )


def ask_for_all(meeting: Meeting, invitations: Iterable[Invitation], by: User) -> None:
    """Ask for everything that newly invited people need; `membership.user.access_needs` are read already."""
    owner = next((one for one in queries.bookers(meeting.council_id) if one.pk == by.pk), None)
    personal: list[AccessBooking] = []
    served: list[BookedNeed] = []
    rooms: dict[str, AccessBooking] = {}
    for invitation in invitations:
        for need in invitation.membership.user.access_needs.all():
            if need.kind in OF_THE_ROOM:
                booking = rooms.get(need.kind) or _of_the_room(meeting, need.kind, owner)
                rooms[need.kind] = booking
            else:
                booking = _new(meeting, need.kind, owner)
                personal.append(booking)
            served.append(BookedNeed(booking=booking, invitation=invitation, need=need))
    # Two statements, however many people are invited.
    AccessBooking.objects.bulk_create(personal)
    BookedNeed.objects.bulk_create(served)


def ask_for(invitation: Invitation, need: AccessNeed) -> None:
    """Ask for something that an invited person needs, also once more after it was not needed."""
    existing = BookedNeed.objects.filter(invitation=invitation, need=need).select_related("booking__meeting").first()
    if existing is not None:
        _need_again(existing)
        return
    owner = queries.usual_owner(invitation.meeting)
    if need.kind in OF_THE_ROOM:
        booking = _of_the_room(invitation.meeting, need.kind, owner)
    else:
        booking = _new(invitation.meeting, need.kind, owner)
        booking.save()
    BookedNeed.objects.create(booking=booking, invitation=invitation, need=need)


def _of_the_room(meeting: Meeting, kind: str, owner: User | None) -> AccessBooking:
    """Return the one booking of a need of the room, which is wanted again where it was to be released."""
    fresh = _new(meeting, kind, owner)
    defaults = {name: getattr(fresh, name) for name in ("quantity", "owner", "lead_days", "due_on")}
    # Of two who ask at the same time, the database lets one make it.
    booking, _made = AccessBooking.objects.get_or_create(meeting=meeting, kind=kind, defaults=defaults)
    _revive(booking)
    return booking


def _need_again(served: BookedNeed) -> None:
    if served.ended_on is None:
        return
    BookedNeed.objects.filter(pk=served.pk).update(ended_on=None, ended_because="", waived_on=None)
    _revive(served.booking)


def _revive(booking: AccessBooking) -> None:
    """Take back that something is to be released; what was released is asked for again."""
    _move(booking, {BookingStatus.TO_RELEASE}, BookingStatus.BOOKED)
    _move(booking, {BookingStatus.RELEASED}, BookingStatus.ASKED, booked_for=None)


def _move(booking: AccessBooking, sources: Iterable[BookingStatus], to: BookingStatus, **fields: Any) -> bool:
    """Move a booking if it is stored as in one of some states, whatever the caller read; returns whether it was."""
    found = AccessBooking.objects.filter(pk=booking.pk, status__in=list(sources))
    moved = found.update(status=to, revision=F("revision") + 1, **fields) == 1
    if moved:
        booking.refresh_from_db()
    return moved


# What is not needed any more


def end(needs: Iterable[BookedNeed], because: EndedBecause) -> None:
    """Note that these are not needed at their meetings; what is with a supplier is then to be released."""
    bookings = {}
    for served in needs:
        BookedNeed.objects.filter(pk=served.pk, ended_on=None).update(
            ended_on=timezone.localdate(), ended_because=because
        )
        bookings[served.booking_id] = served.booking
    for booking in bookings.values():
        _settle(booking)


def _settle(booking: AccessBooking) -> None:
    """Release, or forget, a booking that serves nobody."""
    # Locked: somebody may ask for the same room right now.
    locked = AccessBooking.objects.select_for_update().filter(pk=booking.pk).first()
    if locked is None or queries.is_needed(locked):
        return
    locked = AccessBooking.objects.select_related("meeting").get(pk=locked.pk)
    if locked.status in {BookingStatus.TO_RELEASE, BookingStatus.RELEASED, BookingStatus.DONE}:
        return
    if not locked.has_supplier:
        # Nobody outside knows of it.
        locked.delete()
        return
    sources = set(BookingStatus) - {BookingStatus.TO_RELEASE, BookingStatus.RELEASED, BookingStatus.DONE}
    if _move(locked, sources, BookingStatus.TO_RELEASE):
        notices.tell_to_release(locked)


def look_again(bookings: QuerySet[AccessBooking], **fields: Any) -> list[AccessBooking]:
    """Ask once more for what was booked: it may be the wrong thing now. Returns what was."""
    settled = bookings.filter(status__in=SETTLED).select_related("meeting")
    return [booking for booking in settled if _move(booking, SETTLED, BookingStatus.ASKED, **fields)]


def forget(needs: QuerySet[BookedNeed]) -> None:
    """Delete what was needed at meetings that are over, because its owner took it back."""
    pks = set(needs.values_list("booking", flat=True))
    needs.delete()
    AccessBooking.objects.filter(pk__in=pks, served=None).exclude(status=BookingStatus.TO_RELEASE).delete()


# What happens to meetings and answers


def answered(invitation: Invitation) -> None:
    """Somebody answered: after a no nothing is arranged for them, after a yes or maybe it is again."""
    mine = BookedNeed.objects.filter(invitation=invitation).select_related("booking__meeting")
    if invitation.answer == Answer.NO:
        end(queries.active(mine), EndedBecause.NOT_COMING)
        return
    for served in mine.filter(ended_because=EndedBecause.NOT_COMING, need__isnull=False):
        _need_again(served)
    # Told while they were not coming, or asked for nowhere yet and let go with their no.
    for need in AccessNeed.objects.filter(user=invitation.membership.user_id).exclude(
        booked_needs__invitation=invitation
    ):
        ask_for(invitation, need)


def meeting_changed(meeting: Meeting, changed: Iterable[str]) -> None:
    """A meeting was changed: what was booked for the old time or place is a question again."""
    names = set(changed)
    bookings = meeting.access_bookings.all()
    if names & WHEN:
        look_again(bookings)
        for booking in bookings:
            bookings.filter(pk=booking.pk).update(due_on=due_day(meeting, booking.lead_days))
        # Waived and decided for the time that it was.
        BookedNeed.objects.filter(booking__meeting=meeting).update(waived_on=None, waived_by_phone=False)
        bookings.update(overridden_on=None, override_reason="")
        Meeting.objects.filter(pk=meeting.pk).update(confirmed_on=None)
        meeting.refresh_from_db(fields=["confirmed_on"])
    elif names & {"place", "kind"}:
        look_again(bookings.filter(kind__in=OF_THE_PLACE))
    if "minutes" in names:
        for kind in INTERPRETERS:
            wanted = quantity_of(kind, meeting.minutes)
            fewer = bookings.filter(kind=kind).exclude(quantity=wanted)
            look_again(fewer.filter(quantity__lt=wanted))
            bookings.filter(kind=kind).update(quantity=wanted)


def meeting_cancelled(meeting: Meeting) -> None:
    """A meeting is off: what is with a supplier is to be released, the rest is forgotten."""
    needs = queries.needs_at([meeting.pk]).select_related("booking__meeting")
    end(needs, EndedBecause.NOT_COMING)
    # What nobody needed any more before.
    for booking in meeting.access_bookings.all():
        _settle(booking)


@transaction.atomic
def settle_absent() -> int:
    """See to what is booked for people who are not expected any more, or who are again; returns how many needs.

    Terms, pauses, roles and accounts end in many places: none of them has to know of bookings.
    """
    gone = list(queries.ended_by_absence())
    end(gone, EndedBecause.AWAY)
    back = list(queries.back_from_absence())
    for served in back:
        _need_again(served)
    for booking in queries.without_anybody():
        _settle(booking)
    return len(gone) + len(back)


def person_changed(_person: User, _by: User | None) -> None:
    """Somebody's roles or account changed."""
    settle_absent()


# What whoever books says


@transaction.atomic
def set_booking(*, booking: AccessBooking, status: BookingStatus, by: User, words: str = "") -> AccessBooking | None:
    """Say what became of something that people need; they are told. `words` say why it failed.

    `booking.revision` is the one that was looked at; raises Conflict where it was changed since. Returns nothing where
    the booking is forgotten: it was taken back and is released now.
    """
    rules.may_arrange(by, booking).enforce()
    if status == booking.status:
        return booking
    booking_rules.may_become(booking, status).enforce()
    fields: dict[str, Any] = {"status": status}
    if status in SETTLED:
        fields["booked_for"] = booking.meeting.day
    if status in {BookingStatus.RELEASED, BookingStatus.FAILED}:
        fields["booked_for"] = None
    _update(booking, **fields)
    if status == BookingStatus.FAILED:
        _record_failure(booking, FailureCause.FAILED, words)
    elif status in SETTLED:
        booking.failures.filter(cause=FailureCause.FAILED, solved_on=None).update(solved_on=timezone.localdate())
    notices.tell_members(booking)
    audit.record("set an access booking", booking, by=by, status=str(status.value))
    if status == BookingStatus.RELEASED:
        return _forget_released(booking)
    return booking


def _update(booking: AccessBooking, **fields: Any) -> None:
    """Write fields of a booking as it was read; raises Conflict where it was changed since."""
    unchanged = AccessBooking.objects.filter(pk=booking.pk, revision=booking.revision)
    if unchanged.update(revision=F("revision") + 1, **fields) != 1:
        raise Conflict
    booking.refresh_from_db()


def _forget_released(booking: AccessBooking) -> AccessBooking | None:
    """Forget who had needed what was taken back, and the booking with the last of them."""
    booking.served.filter(need=None).delete()
    if booking.served.exists():
        return booking
    booking.delete()
    return None


def _record_failure(booking: AccessBooking, cause: FailureCause, words: str) -> None:
    AccessFailure.objects.get_or_create(
        booking=booking,
        cause=cause,
        solved_on=None,
        defaults={
            "council_id": booking.meeting.council_id,
            "meeting": booking.meeting,
            "kind": booking.kind,
            "words": words.strip(),
        },
    )


@transaction.atomic
def save_booking(*, booking: AccessBooking, by: User, **details: Unpack[BookingDetails]) -> AccessBooking:
    """Save who sees to a booking, where it is booked, what it costs and by when. Raises Conflict like `set_booking`."""
    rules.may_arrange(by, booking).enforce()
    booking_rules.is_fit_due_day(booking, details["due_on"]).enforce()
    owner = details["owner"]
    if owner is not None and owner.pk != booking.owner_id:
        booking_rules.may_own(owner, booking).enforce()
    if details["cost"] is None:
        details["currency"] = ""
    changed = sorted(name for name, value in details.items() if getattr(booking, name) != value)
    _update(booking, **details)
    # Which fields, and not what is in them: the log is read by more people.
    audit.record("changed an access booking", booking, by=by, what=changed)
    return booking


@transaction.atomic
def override(*, booking: AccessBooking, reason: str, by: User) -> AccessBooking:
    """Let a meeting take place although something is not arranged, and count it as an access failure."""
    booking_rules.may_override(by, booking).enforce()
    _update(booking, override_reason=reason.strip(), overridden_on=timezone.localdate())
    _record_failure(booking, FailureCause.OVERRIDDEN, reason)
    notices.tell_members(booking, overridden=True)
    audit.record("overrode an access booking", booking, by=by)
    return booking


@transaction.atomic
def waive(*, served: BookedNeed, waived: bool, by: User) -> BookedNeed:
    """Note that somebody can do without something this time, or that they need it after all.

    What is booked stays booked: they may change their mind.
    """
    booking_rules.may_speak_for(by, served).enforce()
    is_own = served.invitation.membership.user_id == by.pk
    served.waived_on = timezone.localdate() if waived else None
    served.waived_by_phone = waived and not is_own
    served.save(update_fields=["waived_on", "waived_by_phone"])
    how = "their page" if is_own else "by phone"
    audit.record("waived an access need" if waived else "took a waiver back", served.booking, by=by, how=how)
    return served


@transaction.atomic
def rate(*, served: BookedNeed, had_it: Rating, words: str, by: User) -> BookedNeed:
    """Store whether somebody had what they needed; the latest answer counts. A no is an access failure."""
    booking_rules.may_rate(by, served).enforce()
    served.had_it = had_it
    served.rating_words = words.strip()
    served.rated_on = timezone.localdate()
    served.save(update_fields=["had_it", "rating_words", "rated_on"])
    booking = served.booking
    missed = booking.failures.filter(cause=FailureCause.MISSED)
    if had_it == Rating.NO:
        _record_failure(booking, FailureCause.MISSED, "")
    elif not booking.served.filter(had_it=Rating.NO).exists():
        missed.delete()
    # Not what: it is told to those who book, and not to the readers of the log.
    audit.record("rated an access booking", booking, by=by)
    return served


@transaction.atomic
def confirm_meeting(*, meeting: Meeting, by: User) -> int:
    """Say that a meeting takes place, and tell everybody who may come; returns how many.

    Refused while something that people need is neither confirmed nor waived nor overridden.
    """
    # The meeting first, so that of two who press at the same time one waits.
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    booking_rules.may_confirm(by, locked).enforce()
    if Meeting.objects.filter(pk=meeting.pk, revision=meeting.revision).update(confirmed_on=timezone.localdate()) != 1:
        raise Conflict
    meeting.refresh_from_db()
    count = notices.tell_confirmed(meeting)
    audit.record("confirmed a meeting", meeting, by=by, told=count)
    return count


COLUMNS = (
    "meeting",
    "council",
    "day",
    "due",
    "what",
    "how many",
    "status",
    "for",
    "owner",
    "supplier",
    "supplier contact",
    "cost",
    "currency",
    "release by",
)


@transaction.atomic
def export_bookings(*, bookings: Sequence[AccessBooking], by: User) -> bytes:
    """Return bookings as one CSV file, and write into the log that it was made.

    Amounts have a point and no grouping in every language: a program reads them.
    """
    booking_rules.may_see_bookings(by).enforce()
    rows: list[tuple[object, ...]] = [COLUMNS]
    rows.extend(map(_row, bookings))
    audit.record("exported access bookings", "the access bookings", by=by, count=len(bookings))
    return csv_files.written(rows)


def _row(booking: AccessBooking) -> tuple[object, ...]:
    # Only the needs that whoever exports may know of: `served` holds no others.
    names = [one.invitation.membership.shown_name for one in booking.served.all() if one.ended_on is None]
    owner = booking.owner.name if booking.owner else ""
    meeting = booking.meeting
    return (
        meeting.title,
        meeting.council.name,
        meeting.day.isoformat(),
        booking.due_on.isoformat(),
        str(booking),
        booking.quantity,
        booking.get_status_display(),
        ", ".join(names),
        owner,
        booking.supplier,
        booking.supplier_contact,
        "" if booking.cost is None else booking.cost,
        booking.currency,
        booking.release_by.isoformat() if booking.has_supplier else "",
    )
