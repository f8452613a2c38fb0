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


def of(item: Item) -> list[Moment]:
    """Return what happened, oldest first."""
    steps = Step.objects.filter(feedback=item.feedback_id).order_by("position")
    messages = Message.objects.filter(feedback=item.feedback_id).defer("sealed").order_by("position")
    moments = [Moment(ItemStatus(step.status).label, step.taken_on) for step in steps]
    moments += [Moment(MESSAGES[message.kind], message.written_on) for message in messages]
    return sorted(moments, key=lambda moment: moment.on)


def has_additions(item: Item) -> bool:
    """Return whether the person added something."""
    return Message.objects.filter(feedback=item.feedback_id, kind=MessageKind.FROM_PERSON).exists()
