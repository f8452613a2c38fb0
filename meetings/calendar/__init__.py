"""Meetings as calendars understand them, and the times of an agenda."""

from meetings.calendar.files import feed, invitation, single, withdrawal
from meetings.calendar.links import AddLinks, add_links
from meetings.calendar.reader import Reader
from meetings.calendar.timetable import Slot, minutes_over, timetable

__all__ = [
    "AddLinks",
    "Reader",
    "Slot",
    "add_links",
    "feed",
    "invitation",
    "minutes_over",
    "single",
    "timetable",
    "withdrawal",
]
