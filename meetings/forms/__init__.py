"""Input about meetings."""

from meetings.forms.agenda import Item, Outcome
from meetings.forms.answering import Booking, Reply, booking_form
from meetings.forms.calendars import CalendarWish
from meetings.forms.planning import Change, Copy, Held, Plan, Reach
from meetings.forms.polling import ClosePoll, PollForm, PollReply, initial_of, reply_initial
from meetings.forms.writing import Result, WrittenReply

__all__ = [
    "Booking",
    "CalendarWish",
    "Change",
    "ClosePoll",
    "Copy",
    "Held",
    "Item",
    "Outcome",
    "Plan",
    "PollForm",
    "PollReply",
    "Reach",
    "Reply",
    "Result",
    "WrittenReply",
    "booking_form",
    "initial_of",
    "reply_initial",
]
