"""What planners read: the clocks of everybody who is invited, and what came of a poll."""

from meetings.presenters.clocks import Preview, preview
from meetings.presenters.polls import Suitability, proposal, ranked, table, to_phone
from meetings.presenters.rooms import room_warnings
from meetings.presenters.told import Told, told_of

__all__ = [
    "Preview",
    "Suitability",
    "Told",
    "preview",
    "proposal",
    "ranked",
    "room_warnings",
    "table",
    "to_phone",
    "told_of",
]
