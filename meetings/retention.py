"""How long answers to invitations, proposals, papers and what was arranged are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from meetings.models import (
    AccessBooking,
    AccessFailure,
    ActionItem,
    AfterQuestions,
    AgendaItem,
    Attendance,
    AttendanceChange,
    BookedNeed,
    Guest,
    Invitation,
    ItemNote,
    ItemProposal,
    Meeting,
    Minutes,
    Paper,
    PaperRelease,
    RoomCard,
    Vote,
)
from meetings.queries import bookings
from retention.definitions import RetentionRule, register

YEARS_OF_INVITATIONS = 2
YEARS_OF_PROPOSALS = 1
YEARS_OF_PAPERS = 5
DAYS_OF_WHAT_WAS_TAKEN_OFF = 3
YEARS_OF_FAILURES = 5
YEARS_OF_MINUTES = 5


def invitations_due(on: date) -> QuerySet[Invitation]:
    """Return the invitations to meetings that were long enough ago."""
    return Invitation.objects.filter(meeting__day__lt=on - relativedelta(years=YEARS_OF_INVITATIONS))


INVITATIONS = RetentionRule(
    name="meeting_invitations",
    label=_("Who was invited to a meeting, and what they answered"),
    length=lambda: YEARS_OF_INVITATIONS,
    unit="years",
    count_due=lambda on: invitations_due(on).count(),
    models=("meetings.Invitation", "meetings.WrittenAnswer"),
    since=_("after the meeting"),
)


def guests_due(on: date) -> QuerySet[Guest]:
    """Return the guests of meetings that were long enough ago."""
    return Guest.objects.filter(meeting__day__lt=on - relativedelta(years=YEARS_OF_INVITATIONS))


GUESTS = RetentionRule(
    name="meeting_guests",
    label=_("Guests, staff, interpreters and support persons of a meeting"),
    length=lambda: YEARS_OF_INVITATIONS,
    unit="years",
    count_due=lambda on: guests_due(on).count(),
    models=("meetings.Guest",),
    since=_("after the meeting"),
)


def proposals_due(on: date) -> QuerySet[ItemProposal]:
    """Return what was proposed for meetings that were long enough ago."""
    return ItemProposal.objects.filter(meeting__day__lt=on - relativedelta(years=YEARS_OF_PROPOSALS))


PROPOSALS = RetentionRule(
    name="item_proposals",
    label=_("What members proposed for an agenda, and what they were answered"),
    length=lambda: YEARS_OF_PROPOSALS,
    unit="years",
    count_due=lambda on: proposals_due(on).count(),
    models=("meetings.ItemProposal",),
    since=_("after the meeting"),
)


def papers_due(on: date) -> QuerySet[Paper]:
    """Return the papers of meetings that were long enough ago."""
    return Paper.everything.filter(meeting__day__lt=on - relativedelta(years=YEARS_OF_PAPERS))


def releases_due(on: date) -> QuerySet[PaperRelease]:
    """Return when papers were told to be ready for meetings that were long enough ago."""
    return PaperRelease.objects.filter(meeting__day__lt=on - relativedelta(years=YEARS_OF_PAPERS))


PAPERS = RetentionRule(
    name="papers",
    label=_("Papers of meetings"),
    length=lambda: YEARS_OF_PAPERS,
    unit="years",
    count_due=lambda on: papers_due(on).count() + releases_due(on).count(),
    models=("meetings.Paper", "meetings.PaperVersion", "meetings.PaperRelease"),
    since=_("after the meeting"),
)


def items_off(on: date) -> QuerySet[AgendaItem]:
    """Return the agenda items that were taken off some days ago."""
    limit = on - timedelta(days=DAYS_OF_WHAT_WAS_TAKEN_OFF)
    found = AgendaItem.everything.filter(taken_off_at__date__lt=limit)
    # By the names of what points here from above, and protects its row: what the council asked for stays.
    for relation in AgendaItem._meta.related_objects:
        if relation.on_delete is not None and relation.on_delete.__name__ == "PROTECT":
            found = found.filter(**{f"{relation.name}__isnull": True})
    return found


def papers_off(on: date) -> QuerySet[Paper]:
    """Return the papers that were taken away some days ago."""
    return Paper.everything.filter(taken_off_at__date__lt=on - timedelta(days=DAYS_OF_WHAT_WAS_TAKEN_OFF))


TAKEN_OFF = RetentionRule(
    name="taken_off_agenda",
    label=_("What was taken off an agenda, and papers that were taken away"),
    length=lambda: DAYS_OF_WHAT_WAS_TAKEN_OFF,
    unit="days",
    count_due=lambda on: items_off(on).count() + papers_off(on).count(),
    models=("meetings.AgendaItem", "meetings.Paper"),
    since=_("after it was taken off"),
)


def failures_due(on: date) -> QuerySet[AccessFailure]:
    """Return the access failures that were long enough ago."""
    return AccessFailure.objects.filter(happened_on__lt=on - relativedelta(years=YEARS_OF_FAILURES))


BOOKINGS = RetentionRule(
    name="access_bookings",
    label=_("What was arranged for people at a meeting"),
    length=lambda: 1,
    unit="years",
    count_due=lambda on: bookings.forgotten_by(on).count() + bookings.left_over(on).count(),
    models=("meetings.BookedNeed", "meetings.AccessBooking"),
    since=_("after the meeting, and at once when somebody takes the need back"),
)
FAILURES = RetentionRule(
    name="access_failures",
    label=_("Where people did not get what they needed, without their names"),
    length=lambda: YEARS_OF_FAILURES,
    unit="years",
    count_due=lambda on: failures_due(on).count(),
    models=("meetings.AccessFailure",),
)


def meetings_long_ago(on: date) -> QuerySet[Meeting]:
    """Return the meetings of which nothing that was written down in the room is kept any more."""
    return Meeting.objects.filter(day__lt=on - relativedelta(years=YEARS_OF_MINUTES))


def attendances_due(on: date) -> QuerySet[Attendance]:
    """Return who was at meetings that were long enough ago."""
    return Attendance.objects.filter(meeting__in=meetings_long_ago(on).values("pk"))


ROOM = RetentionRule(
    name="meeting_room",
    label=_("Who was at a meeting, votes, notes, and what was to be done"),
    length=lambda: YEARS_OF_MINUTES,
    unit="years",
    count_due=lambda on: attendances_due(on).count(),
    models=(
        "meetings.Attendance",
        "meetings.AttendanceChange",
        "meetings.Vote",
        "meetings.VoteOption",
        "meetings.VoteMark",
        "meetings.OpenBallot",
        "meetings.SealedBallot",
        "meetings.ItemNote",
        "meetings.NoteVersion",
        "meetings.ActionItem",
        "meetings.RoomCard",
        "meetings.AfterQuestions",
        "meetings.AfterMark",
        "meetings.SealedAfterAnswer",
        "meetings.AfterShare",
    ),
    since=_("after the meeting"),
)


def minutes_due(on: date) -> QuerySet[Minutes]:
    """Return the minutes of meetings that were long enough ago, approved or not."""
    return Minutes.objects.filter(meeting__in=meetings_long_ago(on).values("pk"))


MINUTES = RetentionRule(
    name="meeting_minutes",
    label=_("Minutes, their versions and translations, and what members asked to correct"),
    length=lambda: YEARS_OF_MINUTES,
    unit="years",
    count_due=lambda on: minutes_due(on).count(),
    models=(
        "meetings.Minutes",
        "meetings.MinutesVersion",
        "meetings.MinutesName",
        "meetings.MinutesCorrection",
        "meetings.MinutesText",
    ),
    since=_("after the meeting"),
)


def _sweep(on: date) -> Mapping[str, Iterable[object]]:
    # Papers before the items they belong to, which would take them along uncounted.
    off: list[object] = [*_destroy(papers_off(on)), *_destroy(items_off(on))]
    return {
        INVITATIONS.name: _destroy(invitations_due(on)),
        GUESTS.name: _destroy(guests_due(on)),
        PROPOSALS.name: _destroy(proposals_due(on)),
        PAPERS.name: [*_destroy(papers_due(on)), *_destroy(releases_due(on))],
        TAKEN_OFF.name: off,
        BOOKINGS.name: _forget_bookings(on),
        FAILURES.name: _destroy(failures_due(on)),
        ROOM.name: _sweep_rooms(on),
        MINUTES.name: _destroy(minutes_due(on)),
    }


def _destroy(
    found: (
        QuerySet[Invitation]
        | QuerySet[Guest]
        | QuerySet[ItemProposal]
        | QuerySet[Paper]
        | QuerySet[PaperRelease]
        | QuerySet[AgendaItem]
        | QuerySet[AccessFailure]
        | QuerySet[Minutes]
    ),
) -> list[object]:
    ids: list[Any] = list(found.values_list("pk", flat=True))
    found.filter(pk__in=ids).delete()
    return ids


def _forget_bookings(on: date) -> list[object]:
    needs = list(bookings.forgotten_by(on).values_list("pk", flat=True))
    BookedNeed.objects.filter(pk__in=needs).delete()
    # With those gone: what served nobody else goes too.
    rows = list(bookings.left_over(on).values_list("pk", flat=True))
    AccessBooking.objects.filter(pk__in=rows).delete()
    return [*needs, *rows]


def _sweep_rooms(on: date) -> list[UUID]:
    """Destroy what was written down in rooms long ago; returns the ids of the attendances."""
    ids = list(attendances_due(on).values_list("pk", flat=True))
    old = meetings_long_ago(on).values("pk")
    RoomCard.objects.filter(meeting__in=old).delete()
    AttendanceChange.objects.filter(meeting__in=old).delete()
    Attendance.objects.filter(pk__in=ids).delete()
    Vote.objects.filter(meeting__in=old).delete()
    AfterQuestions.objects.filter(meeting__in=old).delete()
    ActionItem.objects.filter(meeting__in=old).delete()
    ItemNote.objects.filter(meeting__in=old).delete()
    return ids


def register_rules() -> None:
    """Register the rules of meetings."""
    register("meetings", _sweep, INVITATIONS, GUESTS, PROPOSALS, PAPERS, TAKEN_OFF, BOOKINGS, FAILURES, ROOM, MINUTES)
