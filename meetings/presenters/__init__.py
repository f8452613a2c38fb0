"""What planners read: the clocks of everybody who is invited, and what came of a poll."""

from meetings.presenters.clocks import Preview, preview
from meetings.presenters.polls import proposal, ranked, table, to_phone

__all__ = ["Preview", "preview", "proposal", "ranked", "table", "to_phone"]
