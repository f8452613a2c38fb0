"""Input about meetings."""

from meetings.forms.agenda import Acceptance, Break, Correction, Earlier, Item, Outcome, Proposal, Refusal
from meetings.forms.answering import Booking, Reply, booking_form
from meetings.forms.calendars import CalendarWish
from meetings.forms.papers import PaperDetails, Ready, Version
from meetings.forms.planning import Change, Copy, Held, Plan, Reach
from meetings.forms.polling import ClosePoll, PollForm, PollReply, initial_of, reply_initial
from meetings.forms.writing import Result, WrittenReply

__all__ = [
    "Acceptance",
    "Booking",
    "Break",
    "CalendarWish",
    "Change",
    "ClosePoll",
    "Copy",
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
    "Reach",
    "Ready",
    "Refusal",
    "Reply",
    "Result",
    "Version",
    "WrittenReply",
    "booking_form",
    "initial_of",
    "reply_initial",
]
