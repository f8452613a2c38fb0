"""Input about meetings."""

from meetings.forms.agenda import Acceptance, Break, Correction, Earlier, Item, Proposal, Refusal
from meetings.forms.answering import Reply
from meetings.forms.bookings import BookingFilter, Details, Override, Rate, Status, owner_choices, status_form
from meetings.forms.calendars import CalendarWish
from meetings.forms.papers import PaperDetails, Ready, Version
from meetings.forms.planning import Change, Copy, Held, Plan, Reach
from meetings.forms.polling import ClosePoll, PollForm, PollReply, initial_of, reply_initial
from meetings.forms.writing import Result, WrittenReply

__all__ = [
    "Acceptance",
    "BookingFilter",
    "Break",
    "CalendarWish",
    "Change",
    "ClosePoll",
    "Copy",
    "Correction",
    "Details",
    "Earlier",
    "Held",
    "Item",
    "Override",
    "PaperDetails",
    "Plan",
    "PollForm",
    "PollReply",
    "Proposal",
    "Rate",
    "Reach",
    "Ready",
    "Refusal",
    "Reply",
    "Result",
    "Status",
    "Version",
    "WrittenReply",
    "initial_of",
    "owner_choices",
    "reply_initial",
    "status_form",
]
