"""Questions in writing: people answer in their own words, and somebody writes down what came of it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from meetings.actions import notices
from meetings.actions.planning import mark_held
from meetings.enums import MeetingStatus
from meetings.models import Invitation, Meeting, WrittenAnswer
from meetings.rules import writing as rules


@transaction.atomic
def write_answer(
    *, invitation: Invitation, text: str, language: str, is_shown: bool, by: User | None = None
) -> WrittenAnswer:
    """Store what somebody answers; the latest counts. `by` is None where it came through the signed link."""
    # Whoever writes down the result, or moves the end, waits for this answer, or this for them.
    invitation.meeting = Meeting.objects.select_for_update().get(pk=invitation.meeting_id)
    rules.may_write(by, invitation).enforce()
    fields = {
        "text": text.strip(),
        "language": language,
        "is_shown": is_shown,
        "answered_on": timezone.localdate(),
    }
    answer, _created = WrittenAnswer.objects.update_or_create(invitation=invitation, defaults=fields)
    notices.drop_reminder(invitation)
    # Not what was said: that is for whoever may read it.
    through = "their page" if by else "the signed link"
    audit.record("answered a question in writing", invitation, by=by, shown=is_shown, through=through)
    return answer


@transaction.atomic
def write_result(*, meeting: Meeting, result: str, by: User) -> Meeting:
    """Write down what came of a question, or correct it, and tell everybody who was asked."""
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    meeting.refresh_from_db()
    rules.may_write_result(by, meeting).enforce()
    if meeting.status != MeetingStatus.HELD:
        # Whoever wrote took part.
        wrote = meeting.invitations.filter(written_answer__isnull=False)
        mark_held(meeting=meeting, attended=list(wrote.values_list("pk", flat=True)), by=by)
    meeting.result = result.strip()
    meeting.result_on = timezone.localdate()
    meeting.revision += 1
    meeting.save(update_fields=["result", "result_on", "revision"])
    notices.notify_result(meeting)
    audit.record("wrote down what came of a question", meeting, by=by)
    return meeting
