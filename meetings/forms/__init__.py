"""Input about meetings."""

from meetings.forms.agenda import Acceptance, Break, Correction, Earlier, Item, Outcome, Proposal, Refusal
from meetings.forms.answering import Booking, Reply, booking_form
from meetings.forms.calendars import CalendarWish
from meetings.forms.papers import PaperDetails, Ready, Version
from meetings.forms.planning import Change, Held, Plan
from meetings.forms.polling import ClosePoll, PollForm, PollReply, initial_of, reply_initial

__all__ = [
    "Acceptance",
    "Booking",
    "Break",
    "CalendarWish",
    "Change",
    "ClosePoll",
    "Correction",
    "Earlier",
    "Held",
    "Item",
    "Outcome",
    "PaperDetails",
    "Plan",
    "PollForm",
    "PollReply",
    "Proposal",
    "Ready",
    "Refusal",
    "Reply",
    "Version",
    "booking_form",
    "initial_of",
    "reply_initial",
]
