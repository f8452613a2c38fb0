"""Input about meetings."""

from meetings.forms.agenda import Item
from meetings.forms.answering import Booking, Reply, booking_form
from meetings.forms.calendars import CalendarWish
from meetings.forms.planning import Change, Held, Plan
from meetings.forms.polling import ClosePoll, PollForm, PollReply, initial_of, reply_initial

__all__ = [
    "Booking",
    "CalendarWish",
    "Change",
    "ClosePoll",
    "Held",
    "Item",
    "Plan",
    "PollForm",
    "PollReply",
    "Reply",
    "booking_form",
    "initial_of",
    "reply_initial",
]
