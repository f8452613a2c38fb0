"""What of the links from feedback to changes can hang on somebody: decisions, where nobody else could take them."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import COUNCIL, Role
from accounts.queries import users_with_role
from council.enums import LIVED
from council.queries import trusted
from people.hanging import Going, Responsibility, Thing, register
from tracker.enums import ChangeStatus
from tracker.models import PolicyChange, Recommendation


def register_all() -> None:
    """Register both. Called from `AppConfig.ready`."""
    register(
        Responsibility(
            name="decision",
            label=_("Recommendations that wait for a decision"),
            find=_decisions,
            left_open=_("Nobody else can decide now. Give somebody the role of an executive first, or soon after."),
            needs=frozenset({Role.EXECUTIVE}),
        ),
        order=30,
    )
    register(
        Responsibility(
            name="signature",
            label=_("Changes that wait for a signature"),
            find=_signatures,
            left_open=_("No other member with lived experience could sign them now. They wait for the next one."),
            needs=COUNCIL,
            of_council=True,
        ),
        order=31,
    )


def _decisions(going: Going) -> list[Thing]:
    """Return what waits where no other executive is there; otherwise they all were asked, and nothing hangs."""
    if not going.person.has_role(Role.EXECUTIVE):
        return []
    if users_with_role(Role.EXECUTIVE).exclude(pk=going.person.pk).exists():
        return []
    waiting = Recommendation.objects.filter(decision=None).order_by("answer_by", "id")
    return [Thing(str(one.pk), one.title, reverse("tracker:recommendation", args=[one.pk])) for one in waiting]


def _signatures(going: Going) -> list[Thing]:
    today = timezone.localdate()
    members = trusted(today).filter(seat__kind__in=sorted(LIVED))
    mine = members.filter(user=going.person)
    if going.council is not None:
        mine = mine.filter(seat__council=going.council)
    things = []
    for council in mine.values_list("seat__council", flat=True):
        if not members.filter(seat__council=council).exclude(user=going.person).exists():
            things += _in_force(council)
    return things


def _in_force(council: object) -> list[Thing]:
    waiting = PolicyChange.objects.filter(
        decision__recommendation__agenda_item__meeting__council=council, status=ChangeStatus.IN_FORCE
    ).select_related("document", "before", "after")
    return [Thing(str(one.pk), str(one), reverse("tracker:change", args=[one.pk])) for one in waiting]
