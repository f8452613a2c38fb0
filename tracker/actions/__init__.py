"""Everything that writes in the tracker: one verb each, in one transaction, with its line in the log."""

from tracker.actions.collecting import collect, warn_of_promises

__all__ = ["collect", "warn_of_promises"]
