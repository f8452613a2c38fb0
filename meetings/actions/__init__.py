"""Everything that writes about meetings."""

from meetings.actions.agenda import add_item, move_item
from meetings.actions.attendance import (
    correct_attendance,
    let_take_notes,
    lower_card,
    note_arrival,
    note_guest,
    note_leaving,
    raise_card,
    remove_attendance,
)
from meetings.actions.calendars import choose_calendar, make_calendar_address, revoke_calendar_address
from meetings.actions.inviting import (
    answer,
    invite_everybody,
    put_back_into_calendars,
    set_booking,
    take_out_of_calendars,
)
from meetings.actions.notices import remind
from meetings.actions.noting import record_outcome, save_note, save_note_of_removed
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
from meetings.actions.to_do import (
    add_action,
    drop_action,
    finish_action,
    reassign_action,
    remind_of_actions,
    reopen_action,
)
from meetings.actions.voting import (
    cast,
    close_late,
    close_vote,
    count_secret,
    count_votes,
    open_vote,
    step_back_from,
    withdraw_vote,
)

__all__ = [
    "OfferedDate",
    "add_action",
    "add_item",
    "answer",
    "answer_poll",
    "cancel",
    "cast",
    "change",
    "choose_calendar",
    "close_late",
    "close_poll",
    "close_vote",
    "correct_attendance",
    "correct_poll",
    "count_secret",
    "count_votes",
    "drop_action",
    "finish_action",
    "invite_everybody",
    "let_take_notes",
    "lower_card",
    "make_calendar_address",
    "make_poll",
    "mark_held",
    "move_item",
    "note_arrival",
    "note_guest",
    "note_leaving",
    "open_vote",
    "plan",
    "put_back_into_calendars",
    "raise_card",
    "reassign_action",
    "record_outcome",
    "remind",
    "remind_of_actions",
    "remind_of_polls",
    "remove_attendance",
    "reopen_action",
    "revoke_calendar_address",
    "save_note",
    "save_note_of_removed",
    "set_booking",
    "step_back_from",
    "take_out_of_calendars",
    "withdraw_poll",
    "withdraw_vote",
]
