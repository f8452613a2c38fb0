"""Everything that writes about meetings."""

from meetings.actions.agenda import add_item, move_item, record_outcome
from meetings.actions.bookings import (
    BookingDetails,
    confirm_meeting,
    export_bookings,
    override,
    rate,
    save_booking,
    set_booking,
    settle_absent,
    waive,
)
from meetings.actions.calendars import choose_calendar, make_calendar_address, revoke_calendar_address
from meetings.actions.inviting import (
    answer,
    invite_everybody,
    put_back_into_calendars,
    take_out_of_calendars,
)
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
    "BookingDetails",
    "OfferedDate",
    "add_item",
    "answer",
    "answer_poll",
    "cancel",
    "change",
    "choose_calendar",
    "close_poll",
    "confirm_meeting",
    "correct_poll",
    "export_bookings",
    "invite_everybody",
    "make_calendar_address",
    "make_poll",
    "mark_held",
    "move_item",
    "override",
    "plan",
    "put_back_into_calendars",
    "rate",
    "record_outcome",
    "remind",
    "remind_of_polls",
    "revoke_calendar_address",
    "save_booking",
    "set_booking",
    "settle_absent",
    "take_out_of_calendars",
    "waive",
    "withdraw_poll",
]
