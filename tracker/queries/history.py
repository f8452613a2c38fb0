"""What happened with one piece of feedback: steps and messages, by day, without words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feedback.enums import MessageKind
from feedback.models import Message, Step
from tracker.enums import ItemStatus
from tracker.models import Item

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


def _known(item: Item) -> list[Message]:
    found = Message.objects.filter(feedback=item.feedback_id).defer("sealed").order_by("position")
    told, added = [], 0
    for message in found:
        added += message.kind == MessageKind.FROM_PERSON
        if message.kind != MessageKind.FROM_PERSON or added <= item.messages_known:
            told.append(message)
    return told


def of(item: Item) -> list[Moment]:
    """Return what happened, oldest first. What the person did since we last looked is not told: it would tell when."""
    steps = Step.objects.filter(feedback=item.feedback_id).order_by("position")
    if not item.is_erased:
        steps = steps.exclude(status=ItemStatus.ERASED)
    messages = _known(item)
    moments = [Moment(ItemStatus(step.status).label, step.taken_on) for step in steps]
    moments += [Moment(MESSAGES[message.kind], message.written_on) for message in messages]
    return sorted(moments, key=lambda moment: moment.on)


def has_additions(item: Item) -> bool:
    """Return whether the person added something that the desk knows of."""
    return item.messages_known > 0
