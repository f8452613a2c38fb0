"""Everything that writes about messages."""

from notifications.actions.outbox import drop, forget, mark_done, queue, queue_to_address, try_again, try_all_again
from notifications.actions.preferences import beat, set_preferences, stop_reminders
from notifications.actions.sending import claim, deliver, send_due

__all__ = [
    "beat",
    "claim",
    "deliver",
    "drop",
    "forget",
    "mark_done",
    "queue",
    "queue_to_address",
    "send_due",
    "set_preferences",
    "stop_reminders",
    "try_again",
    "try_all_again",
]
