"""Reads about questions in writing: who reads which answers."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.models import User
from meetings import queries
from meetings.models import Invitation, Meeting, WrittenAnswer


def answers_visible_to(user: User, meeting: Meeting) -> QuerySet[WrittenAnswer]:
    """Return the answers to a question that a person may read: those that are shown, and all to whoever sums them up.

    The form says so: the chair and the coordinators read every answer.
    """
    answers = WrittenAnswer.objects.filter(invitation__meeting=meeting).select_related(
        "invitation__membership__user__chosen_name", "invitation__membership__seat"
    )
    if queries.councils_planned_by(user).filter(pk=meeting.council_id).exists():
        return answers
    # Whoever has left is not shown their fellow members' words any more: the meeting is not visible to them either.
    return answers.filter(Q(is_shown=True) | Q(invitation__membership__user=user))


def answer_of(invitation: Invitation) -> WrittenAnswer | None:
    """Return what an invited person wrote, if they did."""
    return WrittenAnswer.objects.filter(invitation=invitation).first()
