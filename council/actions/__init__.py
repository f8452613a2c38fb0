"""Everything that writes about councils, seats, terms, and who joins and leaves."""

from council.actions.care import offer_check_in, offer_exit_talk
from council.actions.interests import answer_recusal, offer_recusal
from council.actions.offices import end_office, hand_over_office, hold_office
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
    "answer_recusal",
    "correct_end",
    "end_office",
    "end_pause",
    "end_term",
    "hand_over_office",
    "hold_office",
    "offer_check_in",
    "offer_exit_talk",
    "offer_recusal",
    "pause",
    "renew",
    "seat_member",
    "set_buddy",
    "set_hours",
    "take_back_renewal",
    "undo_appointment",
]
