"""What became of what a council talked about: told at the beginning of every agenda until final action is taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from desk.enums import CaseStatus
from meetings.enums import MeetingStatus
from meetings.models import AgendaItem, Meeting
from meetings.slots import EarlierTopic
from tracker.enums import ChangeStatus, Outcome
from tracker.models import AgendaQuote, PolicyChange, Recommendation

# Nothing more is to come after these; "not yet" is not among them.
CLOSING = frozenset({Outcome.WILL_NOT_CHANGE, Outcome.PASSED_ON})
_STEPS = [ChangeStatus.PLANNED, ChangeStatus.DRAFTED, ChangeStatus.IN_FORCE, ChangeStatus.CONFIRMED]


def earlier_topics(meeting: Meeting) -> Sequence[EarlierTopic]:
    """Return what became of the topics of earlier meetings: all that is open, and what has ended since the last one."""
    topics = [_of_recommendation(found) for found in _recommendations(meeting)]
    topics += [_of_item(item) for item in _without_recommendation(meeting)]
    shown = [topic for topic in topics if not topic.is_final]
    if len(shown) < len(topics):
        since = _day_of_last_meeting(meeting)
        shown += [topic for topic in topics if topic.is_final and _is_new(topic.on, since)]
    # What has ended is good to hear first; then what is promised earliest.
    return sorted(shown, key=lambda topic: (not topic.is_final, topic.by or date.max))


def _is_new(on: date | None, since: date | None) -> bool:
    """Return whether the council has not heard of it yet: it ended after the last meeting."""
    return since is None or on is None or on >= since


def _day_of_last_meeting(meeting: Meeting) -> date | None:
    before = Meeting.objects.filter(council=meeting.council_id, day__lt=meeting.day, status=MeetingStatus.HELD)
    return before.order_by("-day").values_list("day", flat=True).first()


def _recommendations(meeting: Meeting) -> QuerySet[Recommendation]:
    found = Recommendation.objects.filter(
        agenda_item__meeting__council=meeting.council_id, agenda_item__meeting__day__lt=meeting.day
    )
    return found.select_related("decision").prefetch_related("decision__changes__decision").order_by("made_on", "id")


def _without_recommendation(meeting: Meeting) -> QuerySet[AgendaItem]:
    """Return the items by which something of a person is still with the council, and nothing was asked for."""
    waiting = AgendaQuote.objects.filter(agenda_item=OuterRef("pk"), case__status=CaseStatus.WITH_COUNCIL)
    asked = Recommendation.objects.filter(agenda_item=OuterRef("pk"))
    earlier = AgendaItem.objects.filter(meeting__council=meeting.council_id, meeting__day__lt=meeting.day)
    found = earlier.filter(Exists(waiting), ~Exists(asked), meeting__status=MeetingStatus.HELD)
    return found.select_related("meeting").order_by("meeting__day", "position")


def _of_item(item: AgendaItem) -> EarlierTopic:
    return EarlierTopic(
        title=item.title,
        language=item.language,
        state=_("The council talked about it. It has not asked for anything yet."),
        href=reverse("meetings:meeting", args=[item.meeting_id]),
        on=item.recorded_on or item.meeting.day,
    )


def _of_recommendation(found: Recommendation) -> EarlierTopic:
    address = reverse("tracker:recommendation", args=[found.pk])
    topic = partial(EarlierTopic, title=found.title, language=found.language, href=address)
    decision = found.answer
    if decision is None:
        return topic(state=_("Waits for a decision"), on=found.made_on, by=found.answer_by)
    changes = list(decision.changes.all())
    if decision.is_yes and changes:
        return _of_changes(topic, changes)
    return topic(
        state=str(Outcome(decision.outcome).label),
        tone=decision.tone,
        on=decision.decided_on,
        by=decision.target_on,
        is_final=decision.outcome in CLOSING,
    )


def _of_changes(topic: Callable[..., EarlierTopic], changes: list[PolicyChange]) -> EarlierTopic:
    """Return how far the slowest of the changes is that came of one decision."""
    going_on = [change for change in changes if not change.is_reversed]
    if not going_on:
        last = max((change.reversed_on for change in changes if change.reversed_on), default=None)
        label = str(ChangeStatus.REVERSED.label)
        return topic(state=label, tone="attention", on=last, is_final=True)
    slowest = min(going_on, key=lambda change: _STEPS.index(ChangeStatus(change.status)))
    return topic(
        state=str(ChangeStatus(slowest.status).label),
        tone=slowest.tone,
        on=slowest.signed_on or slowest.in_force_on or slowest.planned_on,
        by=None if slowest.is_confirmed else slowest.decision.target_on,
        is_final=slowest.is_confirmed,
    )
