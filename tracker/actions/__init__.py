"""Everything that writes in the tracker: one verb each, in one transaction, with its line in the log."""

from tracker.actions.collecting import collect, warn_of_promises
from tracker.actions.papers import take_out_of_papers
from tracker.actions.ready import tell_those_who_asked
from tracker.actions.sanitising import make_safe

__all__ = ["collect", "make_safe", "take_out_of_papers", "tell_those_who_asked", "warn_of_promises"]
