"""What meetings store."""

from meetings.models.agenda import AgendaItem
from meetings.models.bookings import AccessBooking
from meetings.models.calendars import CalendarChoice
from meetings.models.invitations import Invitation
from meetings.models.meetings import Meeting
from meetings.models.polls import DatePoll, PollAnswer, PollChoice, PollOption
from meetings.models.series import MeetingSeries
from meetings.models.writing import WrittenAnswer

__all__ = [
    "AccessBooking",
    "AgendaItem",
    "CalendarChoice",
    "DatePoll",
    "Invitation",
    "Meeting",
    "MeetingSeries",
    "PollAnswer",
    "PollChoice",
    "PollOption",
    "WrittenAnswer",
]
