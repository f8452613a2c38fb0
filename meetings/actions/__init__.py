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
from meetings.actions.proposals import accept_proposal, decline_proposal, propose_item, withdraw_proposal

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
    "change",
    "choose_calendar",
    "close_poll",
    "correct_break",
    "correct_item",
    "correct_paper",
    "correct_poll",
    "decline_proposal",
    "invite_everybody",
    "make_calendar_address",
    "make_poll",
    "mark_held",
    "move_item",
    "plan",
    "plan_earlier",
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
]
