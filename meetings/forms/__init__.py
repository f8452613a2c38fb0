"""Input about meetings."""

from meetings.forms.agenda import Item, Outcome
from meetings.forms.answering import Booking, Reply, booking_form
from meetings.forms.calendars import CalendarWish
from meetings.forms.planning import Change, Held, Plan

__all__ = ["Booking", "CalendarWish", "Change", "Held", "Item", "Outcome", "Plan", "Reply", "booking_form"]
