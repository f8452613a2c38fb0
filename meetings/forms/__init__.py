"""Input about meetings."""

from meetings.forms.agenda import Item, Outcome
from meetings.forms.answering import Reply
from meetings.forms.bookings import BookingFilter, Details, Override, Rate, Status, owner_choices, status_form
from meetings.forms.calendars import CalendarWish
from meetings.forms.planning import Change, Held, Plan
from meetings.forms.polling import ClosePoll, PollForm, PollReply, initial_of, reply_initial

__all__ = [
    "BookingFilter",
    "CalendarWish",
    "Change",
    "ClosePoll",
    "Details",
    "Held",
    "Item",
    "Outcome",
    "Override",
    "Plan",
    "PollForm",
    "PollReply",
    "Rate",
    "Reply",
    "Status",
    "initial_of",
    "owner_choices",
    "reply_initial",
    "status_form",
]
