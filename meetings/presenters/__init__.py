"""What planners read: the clocks of everybody who is invited, and what came of a poll."""

from meetings.presenters.clocks import Preview, preview
from meetings.presenters.polls import Suitability, proposal, ranked, table, to_phone

__all__ = ["Preview", "Suitability", "preview", "proposal", "ranked", "table", "to_phone"]
