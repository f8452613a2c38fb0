"""Everything that writes about meetings."""

from meetings.actions.agenda import add_item, move_item, record_outcome
from meetings.actions.inviting import answer, invite_everybody, set_booking
from meetings.actions.notices import remind
from meetings.actions.planning import cancel, change, mark_held, plan

__all__ = [
    "add_item",
    "answer",
    "cancel",
    "change",
    "invite_everybody",
    "mark_held",
    "move_item",
    "plan",
    "record_outcome",
    "remind",
    "set_booking",
]
