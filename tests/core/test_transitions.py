"""Moving along a table of states, with meetings as the example."""

import pytest
from django.db.models import F

from core.transitions import transition
from core.verdicts import Conflict
from meetings.enums import NEXT, MeetingStatus
from meetings.models import Meeting
from tests.meetings.factories import MeetingFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", MeetingStatus)
@pytest.mark.parametrize("to", MeetingStatus)
def test_transition_follows_the_table_and_nothing_else(status: MeetingStatus, to: MeetingStatus) -> None:
    meeting = MeetingFactory(status=status)
    if to in NEXT[status]:
        transition(meeting, to, NEXT)
        assert meeting.status == to
    else:
        with pytest.raises(Conflict):
            transition(meeting, to, NEXT)
        assert Meeting.objects.get(pk=meeting.pk).status == status


def test_transition_writes_fields_in_the_same_update_and_reads_the_object_again() -> None:
    meeting = MeetingFactory(revision=4)
    transition(meeting, MeetingStatus.CANCELLED, NEXT, revision=F("revision") + 1, title="Off")
    assert (meeting.status, meeting.revision, meeting.title) == (MeetingStatus.CANCELLED, 5, "Off")


def test_transition_counts_what_is_stored_now_not_what_was_read() -> None:
    meeting = MeetingFactory()
    Meeting.objects.filter(pk=meeting.pk).update(status=MeetingStatus.CANCELLED)
    with pytest.raises(Conflict):
        transition(meeting, MeetingStatus.HELD, NEXT, title="Changed")
    assert Meeting.objects.get(pk=meeting.pk).title == meeting.title


def test_transition_may_stay_only_where_it_is_asked_for() -> None:
    meeting = MeetingFactory(status=MeetingStatus.INVITED)
    with pytest.raises(Conflict):
        transition(meeting, MeetingStatus.INVITED, NEXT)
    transition(meeting, MeetingStatus.INVITED, NEXT, or_stay=True, title="Again")
    assert (meeting.status, meeting.title) == (MeetingStatus.INVITED, "Again")


def test_transition_may_be_narrowed_to_one_state() -> None:
    meeting = MeetingFactory(status=MeetingStatus.INVITED)
    with pytest.raises(Conflict):
        transition(meeting, MeetingStatus.CANCELLED, NEXT, only_from=MeetingStatus.PLANNED)
    transition(meeting, MeetingStatus.CANCELLED, NEXT, only_from=MeetingStatus.INVITED)
    assert meeting.status == MeetingStatus.CANCELLED
