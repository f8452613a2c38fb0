"""Everything that writes about meetings."""

from meetings.actions.agenda import add_item, move_item, record_outcome
from meetings.actions.calendars import choose_calendar, make_calendar_address, revoke_calendar_address
from meetings.actions.inviting import (
    answer,
    invite_everybody,
    put_back_into_calendars,
    set_booking,
    take_out_of_calendars,
)
from meetings.actions.notices import remind
from meetings.actions.planning import cancel, change, copy, mark_held, note_missed, plan
from meetings.actions.polling import (
    OfferedDate,
    answer_poll,
    close_poll,
    correct_poll,
    make_poll,
    remind_of_polls,
    withdraw_poll,
)
from meetings.actions.series import cancel_following, change_following, invite_to_following, plan_series
from meetings.actions.telling import note_call
from meetings.actions.writing import write_answer, write_result

__all__ = [
    "OfferedDate",
    "add_item",
    "answer",
    "answer_poll",
    "cancel",
    "cancel_following",
    "change",
    "change_following",
    "choose_calendar",
    "close_poll",
    "copy",
    "correct_poll",
    "invite_everybody",
    "invite_to_following",
    "make_calendar_address",
    "make_poll",
    "mark_held",
    "move_item",
    "note_call",
    "note_missed",
    "plan",
    "plan_series",
    "put_back_into_calendars",
    "record_outcome",
    "remind",
    "remind_of_polls",
    "revoke_calendar_address",
    "set_booking",
    "take_out_of_calendars",
    "withdraw_poll",
    "write_answer",
    "write_result",
]
