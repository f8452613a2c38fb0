"""What meetings store."""

from meetings.models.after import AfterMark, AfterQuestions, AfterShare, SealedAfterAnswer
from meetings.models.agenda import AgendaItem, ItemProposal
from meetings.models.attendance import Attendance, AttendanceChange, RoomCard
from meetings.models.bookings import AccessBooking, AccessFailure, BookedNeed
from meetings.models.calendars import CalendarChoice
from meetings.models.guests import Guest
from meetings.models.invitations import Invitation
from meetings.models.meetings import Meeting
from meetings.models.minutes import Minutes, MinutesCorrection, MinutesName, MinutesText, MinutesVersion
from meetings.models.notes import ActionItem, ItemNote, NoteVersion
from meetings.models.papers import Paper, PaperRelease, PaperVersion
from meetings.models.polls import DatePoll, PollAnswer, PollChoice, PollOption
from meetings.models.series import MeetingSeries
from meetings.models.votes import BallotKey, OpenBallot, SealedBallot, Vote, VoteMark, VoteOption
from meetings.models.writing import WrittenAnswer

__all__ = [
    "AccessBooking",
    "AccessFailure",
    "ActionItem",
    "AfterMark",
    "AfterQuestions",
    "AfterShare",
    "AgendaItem",
    "Attendance",
    "AttendanceChange",
    "BallotKey",
    "BookedNeed",
    "CalendarChoice",
    "DatePoll",
    "Guest",
    "Invitation",
    "ItemNote",
    "ItemProposal",
    "Meeting",
    "MeetingSeries",
    "Minutes",
    "MinutesCorrection",
    "MinutesName",
    "MinutesText",
    "MinutesVersion",
    "NoteVersion",
    "OpenBallot",
    "Paper",
    "PaperRelease",
    "PaperVersion",
    "PollAnswer",
    "PollChoice",
    "PollOption",
    "RoomCard",
    "SealedAfterAnswer",
    "SealedBallot",
    "Vote",
    "VoteMark",
    "VoteOption",
    "WrittenAnswer",
]
