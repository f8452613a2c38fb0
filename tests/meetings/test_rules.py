"""Who may plan, change, record and answer, and the reasons when not."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.enums import SharedWith
from accounts.models import User
from core.verdicts import Verdict
from meetings import rules
from meetings.enums import MeetingStatus
from meetings.models import Meeting
from meetings.rules import room
from tests.meetings.factories import (
    BookingFactory,
    CouncilFactory,
    InvitationFactory,
    ItemFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
    chair_of,
    coordinator,
    invited,
    member_of,
)

pytestmark = pytest.mark.django_db
NOT_A_PLANNER = "Only coordinators and the chair of the council can plan its meetings."


def past(status: MeetingStatus = MeetingStatus.INVITED) -> Meeting:
    return MeetingFactory(day=timezone.localdate() - timedelta(days=2), status=status)


def test_plan_is_for_coordinators_and_the_chair_of_that_council() -> None:
    council, another = CouncilFactory(), CouncilFactory()
    assert rules.may_plan_for(coordinator(), council)
    assert rules.may_plan_for(chair_of(council), council)
    for person in (chair_of(another), member_of(council), PersonFactory(roles=["executive"])):
        assert rules.may_plan_for(person, council).reason == NOT_A_PLANNER


def test_plan_is_for_a_member_who_chairs_without_the_role_too() -> None:
    council = CouncilFactory()
    assert rules.may_plan_for(member_of(council, chairs=True), council)


def test_plan_is_not_for_the_chair_of_another_council_who_only_sits_here() -> None:
    council = CouncilFactory()
    person = chair_of(CouncilFactory())
    MembershipFactory(council=council, user=person)
    assert rules.may_plan_for(person, council).reason == NOT_A_PLANNER
    assert rules.may_plan(person)


def test_plan_is_no_longer_for_a_chair_whose_term_is_over() -> None:
    council = CouncilFactory()
    person = member_of(council, chairs=True, ends_on=timezone.localdate() - timedelta(days=1))
    assert not rules.may_plan_for(person, council)
    assert rules.may_plan(person).reason == "Only coordinators and the chair of a council can plan meetings."


@pytest.mark.parametrize("rule", [rules.may_change, rules.may_invite, rules.may_add_item])
def test_change_ends_with_the_meeting(rule: object) -> None:
    by = coordinator()

    def may(person: User, meeting: Meeting) -> Verdict:
        return rule(person, meeting)  # type: ignore[operator, no-any-return]

    assert may(by, MeetingFactory())
    assert may(by, past()).reason == "This meeting is over."
    assert may(by, MeetingFactory(status=MeetingStatus.HELD)).reason == "This meeting is over."
    assert may(by, MeetingFactory(status=MeetingStatus.CANCELLED)).reason == "This meeting was cancelled."
    assert may(PersonFactory(roles=["member"]), MeetingFactory()).reason == NOT_A_PLANNER


def test_add_item_is_for_who_reads_feedback_too() -> None:
    reader = PersonFactory(roles=["reader"])
    assert rules.may_add_item(reader, MeetingFactory())
    assert rules.may_add_item(reader, past()).reason == "This meeting is over."
    assert not rules.may_change(reader, MeetingFactory())


def test_cancel_is_for_what_was_not_held_or_cancelled() -> None:
    by = coordinator()
    assert rules.may_cancel(by, MeetingFactory())
    for status in (MeetingStatus.HELD, MeetingStatus.CANCELLED):
        refused = rules.may_cancel(by, MeetingFactory(status=status))
        assert refused.reason == "This meeting was held or cancelled already."
    assert not rules.may_cancel(PersonFactory(), MeetingFactory())


def test_cancel_ends_with_the_meeting_and_then_it_can_be_noted_as_missed() -> None:
    by = coordinator()
    assert rules.may_cancel(by, past()).reason == "The time of this meeting is over. Say whether it was held."
    assert rules.may_note_missed(by, past())
    assert rules.may_note_missed(by, MeetingFactory()).reason == (
        "The time of this meeting is not over. You can cancel it."
    )


def test_hold_is_for_the_day_itself_or_later() -> None:
    by = coordinator()
    assert rules.may_mark_held(by, past())
    assert rules.may_mark_held(by, MeetingFactory(day=timezone.localdate(), starts=time(0)))
    meeting = MeetingFactory(day=date(2027, 3, 29), starts=time(10))
    for moment, may in (("08:59", False), ("09:00", True)):
        with time_machine.travel(f"2027-03-29T{moment}:00Z", tick=False):
            assert bool(rules.may_mark_held(by, meeting)) is may
    assert rules.may_mark_held(by, MeetingFactory()).reason == "This meeting has not taken place yet."
    planned = past(MeetingStatus.PLANNED)
    assert (
        rules.may_mark_held(by, planned).reason == "Only a meeting that people were invited to can be marked as held."
    )


def test_record_is_for_planners_also_after_the_meeting() -> None:
    meeting = past(MeetingStatus.HELD)
    item = ItemFactory(meeting=meeting)
    assert room.may_take_notes(chair_of(meeting.council), item.meeting)
    assert room.may_take_notes(member_of(meeting.council), item.meeting).reason == NOT_A_PLANNER
    ahead = ItemFactory()
    by = chair_of(ahead.meeting.council)
    assert room.may_take_notes(by, ahead.meeting).reason == "This meeting has not taken place yet."
    cancelled = ItemFactory(meeting__status=MeetingStatus.CANCELLED)
    assert room.may_take_notes(coordinator(), cancelled.meeting).reason == "This meeting was cancelled."


def test_answer_is_for_the_invited_person_until_the_end() -> None:
    invitation = InvitationFactory()
    assert rules.may_answer(invitation.membership.user, invitation)
    assert rules.may_answer(None, invitation)
    assert rules.may_answer(coordinator(), invitation).reason == "You can only answer your own invitation."
    late = InvitationFactory(meeting=past())
    assert rules.may_answer(None, late).reason == "This meeting is over."
    off = InvitationFactory(meeting__status=MeetingStatus.CANCELLED)
    assert rules.may_answer(None, off).reason == "This meeting was cancelled."


def test_arrange_is_for_planners_who_may_know() -> None:
    booking = BookingFactory(need__shared_with=SharedWith.BOOKING)
    council = booking.meeting.council
    chair = chair_of(council)
    assert rules.may_arrange(coordinator(), booking)
    assert rules.may_arrange(chair, booking).reason == "Only the person who books this can change it."
    shared = BookingFactory(need__shared_with=SharedWith.CHAIR, invitation=invited(booking), need__kind="breaks")
    assert rules.may_arrange(chair, shared)
    assert rules.may_arrange(invited(booking).membership.user, booking).reason == NOT_A_PLANNER


def test_member_of_another_council_plans_nothing() -> None:
    assert not rules.may_plan(MembershipFactory().user)
