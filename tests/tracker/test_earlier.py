"""What became of earlier topics, with which every agenda begins until final action is taken."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from desk.actions import cases as desk
from meetings.enums import MeetingStatus
from meetings.models import AgendaItem, Meeting
from meetings.slots import earlier_topics
from tests.rig import pages
from tests.tracker.factories import (
    AgendaItemFactory,
    MeetingFactory,
    MembershipFactory,
    confirmed,
    decision,
    in_force,
    person,
    policy,
    recommendation,
    with_council,
)
from tracker.enums import Outcome

pytestmark = pytest.mark.django_db


def held(days_ago: int = 30) -> AgendaItem:
    """An item of a meeting that was held."""
    day = timezone.localdate() - timedelta(days=days_ago)
    meeting = MeetingFactory(day=day, access_deadline=day, status=MeetingStatus.HELD)
    item: AgendaItem = AgendaItemFactory(meeting=meeting)
    return item


def next_of(item: AgendaItem, days: int = 20) -> Meeting:
    found: Meeting = MeetingFactory(
        council=item.meeting.council,
        day=timezone.localdate() + timedelta(days=days),
        access_deadline=timezone.localdate(),
    )
    return found


def told(meeting: Meeting) -> list[tuple[str, bool]]:
    return [(topic.state, topic.is_final) for topic in earlier_topics(meeting)]


def test_topic_is_told_until_final_action_and_once_when_it_has_ended() -> None:
    item = held()
    meeting = next_of(item)
    assert told(meeting) == []
    asked = recommendation(item)
    assert told(meeting) == [("Waits for a decision", False)]
    agreed = decision(asked)
    assert told(meeting) == [("Yes, we will change this", False)]
    document = policy()
    in_force(document, agreed)
    assert told(meeting) == [("In force, not yet confirmed", False)]
    Meeting.objects.filter(pk=item.meeting_id).update(day=timezone.localdate() + timedelta(days=1))
    assert told(next_of(item, 40))[0][1] is False


def test_final_topic_is_told_once() -> None:
    item = held()
    change = confirmed(policy(), decision(recommendation(item)))
    meeting = next_of(item)
    assert told(meeting) == [("Changed, and confirmed by a council member", True)]
    assert change.is_confirmed
    # At the next meeting after that one, everybody has heard of it.
    day = timezone.localdate() + timedelta(days=1)
    MeetingFactory(council=item.meeting.council, day=day, access_deadline=day, status=MeetingStatus.HELD)
    assert told(meeting) == []


@pytest.mark.parametrize(
    ("outcome", "final"), [(Outcome.WILL_NOT_CHANGE, True), (Outcome.PASSED_ON, True), (Outcome.NOT_YET, False)]
)
def test_no_is_final_and_not_yet_is_not(outcome: Outcome, final: bool) -> None:  # noqa: FBT001
    item = held()
    decision(recommendation(item), outcome)
    assert told(next_of(item)) == [(str(outcome.label), final)]


def test_talked_about_and_nothing_asked_is_still_open() -> None:
    reader = person(Role.COORDINATOR)
    item = held()
    with_council(reader, AgendaItemFactory(meeting=next_of(item)))
    assert told(next_of(item)) == []
    Meeting.objects.filter(pk=item.meeting_id).update(
        day=timezone.localdate() + timedelta(days=3), status=MeetingStatus.INVITED
    )
    item.refresh_from_db()
    with_council(reader, item)
    Meeting.objects.filter(pk=item.meeting_id).update(day=timezone.localdate() - timedelta(days=3), status="held")
    assert told(next_of(item)) == [("The council talked about it. It has not asked for anything yet.", False)]


def test_agenda_of_another_council_begins_with_its_own() -> None:
    recommendation(held())
    assert told(next_of(held())) == []


def test_page_begins_with_earlier_topics() -> None:
    item = held()
    recommendation(item)
    meeting = next_of(item)
    AgendaItemFactory(meeting=meeting, title="Something new", outcome="", recorded_on=None)
    member = MembershipFactory(council=meeting.council).user
    client = Client()
    client.force_login(member)
    page = pages.get(client, f"/meetings/{meeting.pk}/")
    text = page.text("main")
    assert text.index("What became of earlier topics") < text.index("Something new")
    assert "Waits for a decision" in text
    assert "Visits at night" in page.links().values()


def test_all_voices_of_an_item_are_read_each_with_its_note_and_their_number() -> None:
    reader = person(Role.COORDINATOR)
    item = AgendaItemFactory(outcome="", recorded_on=None)
    for number in range(5):
        said = with_council(reader, item, shareable=f"Voice {number} waited.")
        desk.sort(case=said.case, topics=[], content_note=f"Note {number}", by=reader)
    member = MembershipFactory(council=item.meeting.council).user
    client = Client()
    client.force_login(member)
    page = pages.get(client, f"/meetings/{item.meeting_id}/")
    text = page.text("main")
    assert "5 voices are behind this" in text
    for number in range(5):
        assert (f"Voice {number} waited." in text, f"Content note: Note {number}" in text) == (True, True)
