"""Everything that writes about meetings."""

from meetings.actions.agenda import add_item, move_item, record_outcome
from meetings.actions.inviting import answer, invite_everybody, set_booking
from meetings.actions.planning import cancel, change, hold, plan
from meetings.actions.telling import remind

__all__ = [
    "add_item",
    "answer",
    "cancel",
    "change",
    "hold",
    "invite_everybody",
    "move_item",
    "plan",
    "record_outcome",
    "remind",
    "set_booking",
]
