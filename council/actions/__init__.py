"""Everything that writes about councils, seats, terms, and who joins and leaves."""

from council.actions.applications import (
    apply,
    decline_application,
    is_written_to,
    join_application,
    move_application,
    note_answered,
    withdraw_application,
    write_down_application,
)
from council.actions.care import offer_check_in, offer_exit_talk, offer_exit_talks
from council.actions.councils import (
    add_seats,
    bring_back_seat,
    change_council,
    close_council,
    make_council,
    reopen_council,
    retire_seat,
    retype_seat,
    set_rules,
)
from council.actions.ending import release_ended
from council.actions.interests import answer_recusal, declare_interest, offer_recusal, say_it_touches, step_back
from council.actions.leaving import leave_council
from council.actions.need_tasks import mark_need_task_done
from council.actions.offices import end_office, hand_over_office, hold_office, vacate_offices
from council.actions.pausing import end_pause, pause
from council.actions.reminding import remind_of_endings
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
    "add_seats",
    "answer_recusal",
    "apply",
    "bring_back_seat",
    "change_council",
    "close_council",
    "correct_end",
    "declare_interest",
    "decline_application",
    "end_office",
    "end_pause",
    "end_term",
    "hand_over_office",
    "hold_office",
    "is_written_to",
    "join_application",
    "leave_council",
    "make_council",
    "mark_need_task_done",
    "move_application",
    "note_answered",
    "offer_check_in",
    "offer_exit_talk",
    "offer_exit_talks",
    "offer_recusal",
    "pause",
    "release_ended",
    "remind_of_endings",
    "renew",
    "reopen_council",
    "retire_seat",
    "retype_seat",
    "say_it_touches",
    "seat_member",
    "set_buddy",
    "set_hours",
    "set_rules",
    "step_back",
    "take_back_renewal",
    "undo_appointment",
    "vacate_offices",
    "withdraw_application",
    "write_down_application",
]
