"""What meetings store."""

from meetings.models.agenda import AgendaItem, ItemProposal
from meetings.models.bookings import AccessBooking, AccessFailure, BookedNeed
from meetings.models.calendars import CalendarChoice
from meetings.models.guests import Guest
from meetings.models.invitations import Invitation
from meetings.models.meetings import Meeting
from meetings.models.papers import Paper, PaperRelease, PaperVersion
from meetings.models.polls import DatePoll, PollAnswer, PollChoice, PollOption
from meetings.models.series import MeetingSeries
from meetings.models.writing import WrittenAnswer

__all__ = [
    "AccessBooking",
    "AccessFailure",
    "AgendaItem",
    "BookedNeed",
    "CalendarChoice",
    "DatePoll",
    "Guest",
    "Invitation",
    "ItemProposal",
    "Meeting",
    "MeetingSeries",
    "Paper",
    "PaperRelease",
    "PaperVersion",
    "PollAnswer",
    "PollChoice",
    "PollOption",
    "WrittenAnswer",
]
