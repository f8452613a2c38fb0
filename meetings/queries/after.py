"""Reads about what people answer after a meeting: whom to ask, who has answered, and what may be shown."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from council.models import CheckIn
from meetings.models import AfterMark, AfterQuestions, AgendaItem, Invitation, Meeting
from meetings.models.after import LAST_ZONE
from meetings.queries import still_invited, to_tell, visible_to

A_YEAR = timedelta(days=366)


def questions_of(meeting: Meeting) -> AfterQuestions | None:
    """Return the questions after a meeting, or None where nobody was asked."""
    return AfterQuestions.objects.select_related("meeting__council").filter(meeting=meeting).first()


def to_ask(meeting: Meeting) -> list[Invitation]:
    """Return one invitation of everybody who is asked: all who were invited, also whoever could not come."""
    by_person: dict[object, Invitation] = {}
    for invitation in to_tell(meeting):
        by_person.setdefault(invitation.membership.user_id, invitation)
    return list(by_person.values())


def asked(user: User, meeting: Meeting) -> Invitation | None:
    """Return the invitation by which somebody is asked about a meeting, or None."""
    mine = still_invited().filter(meeting=meeting, membership__user=user)
    return mine.select_related("meeting__council", "membership__user").order_by("pk").first()


def has_answered(user: User, questions: AfterQuestions) -> bool:
    """Return whether somebody has answered, while that is known: with the count it is forgotten."""
    return AfterMark.objects.filter(questions=questions, membership__user=user).exists()


def due_to_count() -> QuerySet[AfterQuestions]:
    """Return the questions that nobody can answer any more, and that are not counted."""
    today = timezone.localdate(timezone=LAST_ZONE)
    return AfterQuestions.objects.filter(counted_on=None, answer_by__lt=today)


def was_heavy(meeting: Meeting) -> bool:
    """Return whether something on the agenda of a meeting was marked as heavy."""
    return AgendaItem.objects.filter(meeting=meeting, heavy=True).exists()


def talk_after(user: User, meeting: Meeting) -> CheckIn | None:
    """Return the talk about a meeting that somebody asked for or was offered, whatever became of it."""
    return CheckIn.objects.filter(membership__user=user, about_meeting=meeting.pk).first()


def of_a_year(user: User, today: date) -> QuerySet[AfterQuestions]:
    """Return what was answered after the meetings of the last year that somebody may know of, the newest first.

    Only where enough people answered: the others are not even listed.
    """
    shown = AfterQuestions.objects.filter(at_least__isnull=False, meeting__in=visible_to(user).values("pk"))
    shown = shown.filter(meeting__day__gt=today - A_YEAR)
    return shown.select_related("meeting__council").prefetch_related("shares")
