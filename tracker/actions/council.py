"""What the council asks for, and what leaders answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.enums import Role
from accounts.models import User
from accounts.queries import holders
from core.verdicts import AlreadyMoved
from core.workingdays import add_working_days
from meetings.models import AgendaItem
from notifications.actions import queue
from notifications.enums import Kind
from tracker.actions.moves import move_if_it_can
from tracker.actions.telling import tell_decision
from tracker.enums import ItemStatus, Outcome, ReasonKind
from tracker.models import Decision, DecisionText, Item, Recommendation
from tracker.rules import council as rules


@transaction.atomic
def recommend(  # noqa: PLR0913 - a recommendation is several things
    *, agenda_item: AgendaItem, title: str, text: str, language: str, sources: Iterable[Item], by: User
) -> Recommendation:
    """Write down what the council asked for, and ask the executives for a decision. It cannot be deleted.

    The same words under the same agenda item, sent twice, are one recommendation.
    """
    rules.may_recommend(by, agenda_item).enforce()
    AgendaItem.objects.select_for_update().get(pk=agenda_item.pk)
    if there := Recommendation.objects.filter(agenda_item=agenda_item, title=title, text=text).first():
        return there
    today = timezone.localdate()
    answer_by = add_working_days(today, settings.ANSWER_WORKING_DAYS, settings.REGION)
    made = Recommendation.objects.create(
        agenda_item=agenda_item, title=title, text=text, language=language, made_on=today, answer_by=answer_by
    )
    made.sources.set(sources)
    for item in made.sources.all():
        move_if_it_can(item, ItemStatus.WITH_COUNCIL)
    for person in holders(Role.EXECUTIVE):
        queue(
            kind=Kind.DECISION_WAITING,
            recipient=person,
            values={"path": f"/recommendations/{made.pk}/", "answer_by": answer_by.isoformat()},
            dedupe_key=f"decision_waiting:{made.pk}:{person.pk}",
        )
    audit.record("wrote down a recommendation", made, by=by, language=language)
    return made


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
            decision = Decision.objects.create(
                recommendation=recommendation,
                outcome=outcome,
                reason_kind=reason_kind,
                decided_by=f"{by} ({Role.EXECUTIVE.value})"[:200],
                decided_on=timezone.localdate(),
                target_on=target_on,
            )
    except IntegrityError as error:
        raise AlreadyMoved from error
    text = DecisionText(decision=decision, language=language, reason=reason)
    text.source_hash = text.hash_of_words()
    text.save()
    told = tell_decision(decision)
    audit.record("decided", decision, by=by, outcome=str(outcome), told=told)
    return decision
