"""What links between feedback and changes hold about a person."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from people.holdings import VOUCHED, Fate, Holding, register
from tracker.models import ChangeText, Decision, DecisionText, Doubt, PolicyChange


def register_all() -> None:
    """Register everything. Called from `AppConfig.ready`."""
    register(
        Holding(
            model="tracker.PolicyChange",
            label=_("Changes you signed"),
            rows=lambda person: PolicyChange.objects.filter(signed_by__user=person),
            fields=("document", "signed_on"),
            fate=Fate.KEPT,
            why=_("A change counts only with a signature. It stays a member's, and nobody can see whose."),
            via=("signed_by",),
        ),
        Holding(
            model="tracker.Doubt",
            label=_("Changes that you said are not there yet"),
            rows=lambda person: Doubt.objects.filter(membership__user=person),
            fields=("change", "words", "said_on"),
            fate=Fate.KEPT,
            why=_(
                "The council's word about a change is never taken out. It stays a member's, and nobody can see whose."
            ),
            via=("membership",),
        ),
        Holding(
            model="tracker.Decision",
            name="decided",
            label=_("Recommendations that you answered for the organisation"),
            rows=_decisions,
            fields=("recommendation", "outcome", "decided_on"),
            fate=Fate.KEPT,
            why=_(
                "The council can ask who answered it, also years later. Your name stays beside the answer, as it was on"
                " that day. Only staff could see it, and no public page has it."
            ),
        ),
        Holding(
            model="tracker.DecisionText",
            name="checked",
            label=_("Translations of answers that you checked"),
            rows=lambda person: DecisionText.objects.filter(checked_by=person.name).exclude(checked_by=""),
            fields=("decision", "language"),
            fate=Fate.KEPT,
            why=VOUCHED,
        ),
        Holding(
            model="tracker.ChangeText",
            name="checked",
            label=_("Translations of changes that you checked"),
            rows=lambda person: ChangeText.objects.filter(checked_by=person.name).exclude(checked_by=""),
            fields=("change", "language"),
            fate=Fate.KEPT,
            why=VOUCHED,
        ),
        order=65,
    )


def _decisions(person: User) -> QuerySet[Decision]:
    if not person.name:
        return Decision.objects.none()
    # As `actions.decide` writes it: in words.
    return Decision.objects.filter(decided_by=f"{person.name} ({Role.EXECUTIVE.value})"[:200])
