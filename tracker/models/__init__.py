"""Every link from what somebody said to what changed.

An item is staff's side of one piece of feedback. Items reach a meeting's agenda, agenda items lead to
recommendations, recommendations get a decision with a reason, a decision can lead to a policy change, and a change
counts only when there is evidence and a council member's signature.
"""

from tracker.models.changes import ChangeText, Doubt, PolicyChange, ToldBack
from tracker.models.decisions import AgendaLink, Decision, DecisionText, Recommendation
from tracker.models.items import Item
from tracker.models.keys import EscrowCopy, EscrowHolder, PrivateKey
from tracker.models.policies import Clause, ClauseText, PolicyDocument, PolicyVersion
from tracker.models.retention import Destruction
from tracker.models.texts import Translated

__all__ = [
    "AgendaLink",
    "ChangeText",
    "Clause",
    "ClauseText",
    "Decision",
    "DecisionText",
    "Destruction",
    "Doubt",
    "EscrowCopy",
    "EscrowHolder",
    "Item",
    "PolicyChange",
    "PolicyDocument",
    "PolicyVersion",
    "PrivateKey",
    "Recommendation",
    "ToldBack",
    "Translated",
]
