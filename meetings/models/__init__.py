"""What meetings store."""

from meetings.models.agenda import AgendaItem
from meetings.models.attendance import Attendance, AttendanceChange, RoomCard
from meetings.models.bookings import AccessBooking
from meetings.models.calendars import CalendarChoice
from meetings.models.invitations import Invitation
from meetings.models.meetings import Meeting
from meetings.models.notes import ActionItem, ItemNote, NoteVersion
from meetings.models.polls import DatePoll, PollAnswer, PollChoice, PollOption
from meetings.models.votes import BallotKey, OpenBallot, SealedBallot, Vote, VoteMark, VoteOption

__all__ = [
    "AccessBooking",
    "ActionItem",
    "AgendaItem",
    "Attendance",
    "AttendanceChange",
    "BallotKey",
    "CalendarChoice",
    "DatePoll",
    "Invitation",
    "ItemNote",
    "Meeting",
    "NoteVersion",
    "OpenBallot",
    "PollAnswer",
    "PollChoice",
    "PollOption",
    "RoomCard",
    "SealedBallot",
    "Vote",
    "VoteMark",
    "VoteOption",
]
