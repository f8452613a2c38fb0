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
from meetings.actions.planning import cancel, change, mark_held, plan

__all__ = [
    "add_item",
    "answer",
    "cancel",
    "change",
    "choose_calendar",
    "invite_everybody",
    "make_calendar_address",
    "mark_held",
    "move_item",
    "plan",
    "put_back_into_calendars",
    "record_outcome",
    "remind",
    "revoke_calendar_address",
    "set_booking",
    "take_out_of_calendars",
]
