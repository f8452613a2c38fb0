"""The retention rule of messages to members and staff."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from notifications.actions import forget
from notifications.models import OutboxMessage
from notifications.queries import sent_before
from retention.definitions import RetentionRule, register


def messages_due(on: date) -> QuerySet[OutboxMessage]:
    """Return messages that were sent, or no longer needed, long enough ago."""
    return sent_before(on - timedelta(days=settings.MESSAGE_DAYS))


MESSAGES = RetentionRule(
    name="messages",
    label=_("Messages sent to members and staff"),
    length=lambda: settings.MESSAGE_DAYS,
    unit="days",
    count_due=lambda on: messages_due(on).count(),
    models=("notifications.OutboxMessage",),
    since=_("after it is sent"),
)


def _sweep(on: date) -> Mapping[str, Iterable[object]]:
    ids = list(messages_due(on).values_list("pk", flat=True))
    forget(ids)
    return {MESSAGES.name: ids}


def register_rule() -> None:
    """Register the rule of messages."""
    register("messages", _sweep, MESSAGES)
