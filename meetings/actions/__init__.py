"""Everything that writes about meetings."""

from meetings.actions.agenda import (
    ItemDetails,
    add_break,
    add_item,
    correct_break,
    correct_item,
    move_item,
    plan_earlier,
    put_back_item,
    record_outcome,
    remove_item,
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
from meetings.actions.papers import (
    add_paper,
    correct_paper,
    put_back_paper,
    remove_paper,
    remove_version,
    save_version,
    tell_ready,
)
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
from meetings.actions.proposals import accept_proposal, decline_proposal, propose_item, withdraw_proposal
from meetings.actions.series import cancel_following, change_following, invite_to_following, plan_series
from meetings.actions.telling import note_call
from meetings.actions.writing import write_answer, write_result

__all__ = [
    "ItemDetails",
    "OfferedDate",
    "accept_proposal",
    "add_break",
    "add_item",
    "add_paper",
    "answer",
    "answer_poll",
    "cancel",
    "cancel_following",
    "change",
    "change_following",
    "choose_calendar",
    "close_poll",
    "copy",
    "correct_break",
    "correct_item",
    "correct_paper",
    "correct_poll",
    "decline_proposal",
    "invite_everybody",
    "invite_to_following",
    "make_calendar_address",
    "make_poll",
    "mark_held",
    "move_item",
    "note_call",
    "note_missed",
    "plan",
    "plan_earlier",
    "plan_series",
    "propose_item",
    "put_back_into_calendars",
    "put_back_item",
    "put_back_paper",
    "record_outcome",
    "remind",
    "remind_of_polls",
    "remove_item",
    "remove_paper",
    "remove_version",
    "revoke_calendar_address",
    "save_version",
    "set_booking",
    "take_out_of_calendars",
    "tell_ready",
    "withdraw_poll",
    "withdraw_proposal",
    "write_answer",
    "write_result",
]
