"""Every link from what somebody said to what changed.

Cases reach a meeting's agenda, agenda items lead to recommendations, recommendations get a decision with a reason, a
decision can lead to a policy change, and a change counts only when there is evidence and a council member's signature.
"""

from tracker.models.changes import ChangeText, Doubt, OutcomeNotice, PolicyChange
from tracker.models.decisions import AgendaQuote, Decision, DecisionText, Recommendation

__all__ = [
    "AgendaQuote",
    "ChangeText",
    "Decision",
    "DecisionText",
    "Doubt",
    "OutcomeNotice",
    "PolicyChange",
    "Recommendation",
]
