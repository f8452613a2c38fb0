"""Everything that writes about councils, seats, terms, and who joins and leaves."""

from council.actions.leaving import leave_council
from council.actions.offices import end_office, hand_over_office, hold_office, vacate_offices
from council.actions.pausing import end_pause, pause
from council.actions.terms import (
    correct_end,
    end_term,
    renew,
    seat_member,
    set_buddy,
    set_hours,
    take_back_renewal,
    undo_appointment,
)

__all__ = [
    "correct_end",
    "end_office",
    "end_pause",
    "end_term",
    "hand_over_office",
    "hold_office",
    "leave_council",
    "pause",
    "renew",
    "seat_member",
    "set_buddy",
    "set_hours",
    "take_back_renewal",
    "undo_appointment",
    "vacate_offices",
]
