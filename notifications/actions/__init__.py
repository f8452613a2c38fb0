"""Everything that writes about messages."""

from notifications.actions.outbox import (
    drop,
    drop_all,
    drop_for,
    forget,
    forget_dropped,
    hurry_for,
    mark_done,
    note_call,
    queue,
    queue_to_address,
    take_back,
    try_again,
    try_all_again,
)
from notifications.actions.preferences import beat, set_preferences, stop_reminders
from notifications.actions.recovery import tell_of_removed_second_step
from notifications.actions.sending import claim, deliver, send_due

__all__ = [
    "beat",
    "claim",
    "deliver",
    "drop",
    "drop_all",
    "drop_for",
    "forget",
    "forget_dropped",
    "hurry_for",
    "mark_done",
    "note_call",
    "queue",
    "queue_to_address",
    "send_due",
    "set_preferences",
    "stop_reminders",
    "take_back",
    "tell_of_removed_second_step",
    "try_again",
    "try_all_again",
]
