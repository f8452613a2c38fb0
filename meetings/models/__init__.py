"""What meetings store."""

from meetings.models.agenda import AgendaItem
from meetings.models.bookings import AccessBooking, AccessFailure, BookedNeed
from meetings.models.calendars import CalendarChoice
from meetings.models.invitations import Invitation
from meetings.models.meetings import Meeting
from meetings.models.polls import DatePoll, PollAnswer, PollChoice, PollOption

__all__ = [
    "AccessBooking",
    "AccessFailure",
    "AgendaItem",
    "BookedNeed",
    "CalendarChoice",
    "DatePoll",
    "Invitation",
    "Meeting",
    "PollAnswer",
    "PollChoice",
    "PollOption",
]
