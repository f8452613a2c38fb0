"""What happened with one piece of feedback: steps and messages, by day, without words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk.enums import CaseStatus
from desk.models import Case
from feedback.enums import MessageKind
from feedback.models import Message, Step

MESSAGES: dict[str, str | Promise] = {
    MessageKind.REPLY: _("A reply was sent"),
    MessageKind.DECISION: _("The person was told what was decided"),
    MessageKind.CHANGE: _("The person was told what changed"),
    MessageKind.SHAREABLE: _("The person was shown the version others may see"),
    MessageKind.FROM_PERSON: _("The person added something"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened, and the day."""

    title: str | Promise
    on: date


def _known(case: Case) -> list[Message]:
    """Return the messages of a case without those of the person that the desk does not know of yet."""
    messages = Message.objects.filter(feedback=case.feedback_id).defer("sealed").order_by("position")
    known = []
    added = 0
    for message in messages:
        added += message.kind == MessageKind.FROM_PERSON
        if message.kind != MessageKind.FROM_PERSON or added <= case.messages_known:
            known.append(message)
    return known


def of(case: Case) -> list[Moment]:
    """Return what happened, oldest first. What the person did since we last looked is not told: it would tell when."""
    steps = Step.objects.filter(feedback=case.feedback_id).order_by("position")
    if not case.is_erased:
        steps = steps.exclude(status=CaseStatus.ERASED)
    messages = _known(case)
    moments = [Moment(CaseStatus(step.status).label, step.taken_on) for step in steps]
    moments += [Moment(MESSAGES[message.kind], message.written_on) for message in messages]
    # By day alone: within one there is no clock, and the order in which they were found stays.
    return sorted(moments, key=lambda moment: moment.on)


def has_additions(case: Case) -> bool:
    """Return whether the person added something that the desk knows of."""
    return case.messages_known > 0
