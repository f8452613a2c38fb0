"""Everything that writes about meetings."""

from meetings.actions.agenda import add_item, move_item, record_outcome
from meetings.actions.inviting import answer, invite_everybody, set_booking
from meetings.actions.notices import remind
from meetings.actions.planning import cancel, change, mark_held, plan
from meetings.actions.polling import (
    OfferedDate,
    answer_poll,
    close_poll,
    correct_poll,
    make_poll,
    remind_of_polls,
    withdraw_poll,
)

__all__ = [
    "OfferedDate",
    "add_item",
    "answer",
    "answer_poll",
    "cancel",
    "change",
    "close_poll",
    "correct_poll",
    "invite_everybody",
    "make_poll",
    "mark_held",
    "move_item",
    "plan",
    "record_outcome",
    "remind",
    "remind_of_polls",
    "set_booking",
    "withdraw_poll",
]
