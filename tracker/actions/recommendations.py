"""What the council asks for, and what leaders answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.enums import Role
from accounts.models import User
from accounts.queries import users_with_role
from core import organisation
from core.verdicts import Conflict
from desk.enums import CaseStatus
from desk.models import Case
from desk.transitions import transition_if_possible
from meetings.models import AgendaItem
from notifications.actions import queue
from notifications.enums import Kind
from notifications.keys import message_key
from tracker.enums import Outcome, ReasonKind
from tracker.models import Decision, DecisionText, Recommendation
from tracker.outcomes import notify_decision
from tracker.rules import recommendations as rules


@transaction.atomic
def recommend(  # noqa: PLR0913 - a recommendation is several things
    *, agenda_item: AgendaItem, title: str, text: str, language: str, sources: Iterable[Case], by: User
) -> Recommendation:
    """Write down what the council asked for, and ask the executives for a decision. It cannot be deleted.

    The same words under the same agenda item, sent twice, are one recommendation.
    """
    rules.may_recommend(by, agenda_item).enforce()
    # Locked, so that of two requests with the same words the second finds what the first has stored.
    AgendaItem.objects.select_for_update().get(pk=agenda_item.pk)
    existing = Recommendation.objects.filter(agenda_item=agenda_item, title=title, text=text).first()
    if existing is not None:
        return existing
    today = timezone.localdate()
    # Leaders have as long as the desk has for an answer to the person; one setting serves both.
    answer_by = organisation.current().answer_by(today)
    recommendation = Recommendation.objects.create(
        agenda_item=agenda_item, title=title, text=text, language=language, made_on=today, answer_by=answer_by
    )
    recommendation.sources.set(sources)
    for case in recommendation.sources.all():
        # A source may be closed by now: it still counts, and its state stays.
        transition_if_possible(case, CaseStatus.WITH_COUNCIL)
    path = reverse("tracker:recommendation", args=[recommendation.pk])
    for person in users_with_role(Role.EXECUTIVE):
        queue(
            kind=Kind.DECISION_WAITING,
            recipient=person,
            # An address and a day: no message ever says what people told us.
            values={"path": path, "answer_by": answer_by.isoformat()},
            dedupe_key=message_key(Kind.DECISION_WAITING, recommendation.pk, person.pk),
        )
    audit.record("wrote down a recommendation", recommendation, by=by, language=language)
    return recommendation


@transaction.atomic
def decide(  # noqa: PLR0913 - a decision is several things
    *,
    recommendation: Recommendation,
    outcome: Outcome,
    reason: str,
    language: str,
    by: User,
    reason_kind: ReasonKind = ReasonKind.NONE,
    target_on: date | None = None,
) -> Decision:
    """Answer the council with a reason, and tell everybody it came from."""
    rules.may_decide(by, recommendation).enforce()
    try:
        with transaction.atomic():
            # One row for each recommendation: of two executives who press at once, one is told.
            decision = Decision.objects.create(
                recommendation=recommendation,
                outcome=outcome,
                reason_kind=reason_kind,
                decided_by=f"{by} ({Role.EXECUTIVE.value})"[:200],
                decided_on=timezone.localdate(),
                target_on=target_on,
            )
    except IntegrityError as error:
        raise Conflict from error
    text = DecisionText(decision=decision, language=language, reason=reason)
    text.source_hash = text.hash_of_words()
    text.save()
    notified = notify_decision(decision)
    audit.record("decided", decision, by=by, outcome=str(outcome), told=notified)
    return decision
