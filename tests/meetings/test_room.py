"""Who is in the room, whether they are enough, corrections with a trace, and cards."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from core.verdicts import Refused
from council.enums import SeatKind
from council.models import Pause
from meetings import actions
from meetings.enums import AttendanceField, CardKind, PersonKind, Presence
from meetings.models import Attendance, AttendanceChange, RoomCard
from meetings.queries.attendance import quorum_of
from tests.council.factories import RulesFactory
from tests.meetings.factories import MeetingFactory, coordinator
from tests.meetings.room import arrive, chair, meeting_today, member

pytestmark = pytest.mark.django_db


def test_quorum_counts_filled_lived_seats_and_changes_when_somebody_leaves() -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    people = [member(meeting), member(meeting, SeatKind.CARER_FAMILY), member(meeting)]
    staff = member(meeting, SeatKind.STAFF)
    arrive(meeting, staff, people[0], by=boss)
    assert (quorum_of(meeting).present, quorum_of(meeting).needed, quorum_of(meeting).filled) == (1, 2, 3)
    assert not quorum_of(meeting).is_met
    [row] = arrive(meeting, people[1], by=boss, how=Presence.PHONE)
    assert quorum_of(meeting).is_met
    actions.note_leaving(attendance=row, by=boss)
    assert (quorum_of(meeting).present, quorum_of(meeting).is_met) == (1, False)
    arrive(meeting, people[1], by=boss)
    assert quorum_of(meeting).is_met


def test_quorum_follows_the_rules_of_that_day_and_leaves_out_who_pauses() -> None:
    meeting = meeting_today()
    people = [member(meeting) for _number in range(4)]
    RulesFactory(council=meeting.council, quorum_share="0.75")
    RulesFactory(council=meeting.council, holds_from=meeting.day + timedelta(days=1), quorum_share="0.01")
    assert quorum_of(meeting).needed == 3
    Pause.objects.create(membership=people[0], starts_on=meeting.day, ends_on=meeting.day)
    assert (quorum_of(meeting).needed, quorum_of(meeting).filled) == (3, 3)


def test_quorum_is_not_met_by_what_was_written_nor_in_an_empty_council() -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    assert not quorum_of(meeting).is_met
    arrive(meeting, member(meeting), by=boss, how=Presence.WRITING)
    assert quorum_of(meeting).present == 0


def test_correction_leaves_a_trace_of_who_what_and_when() -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    term = member(meeting)
    [row] = arrive(meeting, term, by=boss)
    earlier = row.came_at - timedelta(minutes=20)
    actions.correct_attendance(attendance=row, how=Presence.ONLINE, came_at=earlier, left_at=None, by=boss)
    changes = AttendanceChange.objects.order_by("id")
    assert [(change.what, change.before, change.after) for change in changes] == [
        (AttendanceField.HOW, "there", "online"),
        (AttendanceField.CAME, row.came_at.isoformat(), earlier.isoformat()),
    ]
    assert {(change.membership, change.changed_by) for change in changes} == {(term, boss)}
    actions.remove_attendance(attendance=row, by=boss)
    assert Attendance.objects.count() == 0
    assert AttendanceChange.objects.first().what == AttendanceField.PRESENT  # type: ignore[union-attr]


def test_guests_and_interpreters_are_counted_also_without_a_name() -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    actions.note_guest(meeting=meeting, kind=PersonKind.INTERPRETER, name="", how=Presence.THERE, by=boss)
    guest = actions.note_guest(meeting=meeting, kind=PersonKind.GUEST, name=" Dr Who ", how=Presence.ONLINE, by=boss)
    assert guest.shown_name == "Dr Who"
    assert sorted(meeting.attendances.values_list("kind", flat=True)) == ["guest", "interpreter"]
    assert quorum_of(meeting).present == 0


def test_marking_as_held_keeps_what_the_room_knows_and_adds_the_rest() -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    people = [member(meeting), member(meeting), member(meeting)]
    arrive(meeting, people[0], people[1], by=boss, how=Presence.PHONE)
    actions.raise_card(meeting=meeting, kind=CardKind.BREAK, by=people[0].user)
    there = meeting.invitations.filter(membership__in=[people[0], people[2]])
    actions.mark_held(meeting=meeting, attended=set(there.values_list("pk", flat=True)), by=boss)
    assert dict(meeting.attendances.values_list("membership", "how")) == {
        people[0].pk: Presence.PHONE,
        people[2].pk: Presence.THERE,
    }
    assert AttendanceChange.objects.get().membership == people[1]
    assert RoomCard.objects.count() == 0


def test_only_whoever_runs_the_meeting_says_who_is_there() -> None:
    meeting = meeting_today()
    term = member(meeting)
    with pytest.raises(Refused):
        arrive(meeting, term, by=term.user)
    with pytest.raises(Refused, match="has not taken place yet"):
        arrive(MeetingFactory(), term, by=coordinator())
    with pytest.raises(Refused, match="does not sit on the council"):
        arrive(meeting_today(), term, by=coordinator())


def test_card_is_held_up_once_seen_and_gone_when_it_is_lowered() -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    term = member(meeting)
    card = actions.raise_card(meeting=meeting, kind=CardKind.STOP, by=term.user)
    assert actions.raise_card(meeting=meeting, kind=CardKind.STOP, by=term.user) == card
    other = member(meeting)
    with pytest.raises(Refused):
        actions.lower_card(card=card, by=other.user)
    actions.lower_card(card=card, by=boss)
    assert RoomCard.objects.count() == 0
    # The log is kept for years: it does not say who needed a break.
    assert set(AuditEvent.objects.filter(action__contains="card").values_list("actor", flat=True)) == {"the system"}


def test_cards_are_for_members_while_the_meeting_goes_on() -> None:
    meeting = meeting_today()
    with pytest.raises(Refused, match="Only members"):
        actions.raise_card(meeting=meeting, kind=CardKind.BREAK, by=coordinator())
    term = member(meeting)
    type(meeting).objects.update(status="held")
    meeting.refresh_from_db()
    with pytest.raises(Refused, match="is over"):
        actions.raise_card(meeting=meeting, kind=CardKind.BREAK, by=term.user)
    assert timezone.now() > meeting.starts_at
