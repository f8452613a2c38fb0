"""Whoever pauses on every seat they have is left in peace: what is about their council waits until they are back."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from council.enums import WAITS_IN_A_PAUSE
from council.queries import trusted
from notifications.enums import Kind
from notifications.models import OutboxMessage
from notifications.wanted import register_rest


def register() -> None:
    """Register it. Called from `AppConfig.ready`."""
    register_rest(rests_until)


def rests_until(message: OutboxMessage) -> datetime | None:
    """Return when the pause of a message's reader is over, for what waits until then."""
    if message.recipient is None or Kind(message.kind) not in WAITS_IN_A_PAUSE:
        return None
    terms = trusted(timezone.localdate()).filter(user=message.recipient).prefetch_related("pauses")
    pauses = [term.pause_today for term in terms]
    last_days = [pause.ends_on for pause in pauses if pause is not None]
    # Whoever goes on in another council is there for it.
    if not last_days or len(last_days) < len(pauses):
        return None
    day = min(last_days) + timedelta(days=1)
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
