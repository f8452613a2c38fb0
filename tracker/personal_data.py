"""What links between feedback and changes hold about a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from people.holdings import Fate, Holding, register
from tracker.models import Doubt, PolicyChange


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
        order=65,
    )
