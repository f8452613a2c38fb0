"""Reads of the tracker. What somebody may not see is not found."""

from tracker.queries.changes import newest_confirmed

__all__ = ["newest_confirmed"]
