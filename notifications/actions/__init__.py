"""Everything that writes about messages."""

from notifications.actions.outbox import drop, forget, queue, try_again, try_all_again
from notifications.actions.preferences import beat, set_preferences, stop_reminders
from notifications.actions.recovery import tell_of_removed_second_step
from notifications.actions.sending import claim, deliver, send_due

__all__ = [
    "beat",
    "claim",
    "deliver",
    "drop",
    "forget",
    "queue",
    "send_due",
    "set_preferences",
    "stop_reminders",
    "tell_of_removed_second_step",
    "try_again",
    "try_all_again",
]
