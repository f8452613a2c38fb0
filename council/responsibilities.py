"""What of a council can hang on somebody: offices, new members they accompany, claims that wait for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import COUNCIL, Role
from accounts.models import User
from accounts.queries import users_with_role
from council import actions
from council.enums import ClaimStatus
from council.models import Claim, Membership, Office
from council.queries import trusted
from people.hanging import Going, Responsibility, Thing, register

APPROVERS = frozenset({Role.FINANCE, Role.COORDINATOR})


def register_all() -> None:
    """Register everything. Called from `AppConfig.ready`."""
    register(
        Responsibility(
            name="office",
            label=gettext_lazy("Offices on the council"),
            find=_offices,
            left_open=gettext_lazy("The office is vacant from then on. The council's page shows it."),
            needs=COUNCIL,
            candidates=_other_members,
            hand_over=_hand_over_offices,
            of_council=True,
        ),
        order=40,
    )
    register(
        Responsibility(
            name="buddy",
            label=gettext_lazy("New members they accompany"),
            find=_accompanied,
            left_open=gettext_lazy("The new member has no buddy until you choose one."),
            needs=COUNCIL,
            candidates=_other_members,
            hand_over=_hand_over_buddies,
            of_council=True,
        ),
        order=41,
    )
    register(
        Responsibility(
            name="seat",
            label=gettext_lazy("Seats on councils"),
            find=_seats,
            left_open=gettext_lazy(
                "The seat stays theirs until its term is ended. End the term on the page of the seat."
            ),
            needs=COUNCIL,
        ),
        order=42,
    )
    register(
        Responsibility(
            name="claim",
            label=gettext_lazy("Claims that wait for approval"),
            find=_claims,
            left_open=gettext_lazy("Nobody else can approve claims now. Give somebody the role first, or soon after."),
            needs=APPROVERS,
        ),
        order=43,
    )


def _terms(going: Going) -> QuerySet[Membership]:
    today = timezone.localdate()
    terms = Membership.objects.filter(user=going.person, ends_on__gte=today).select_related("seat__council")
    if going.council is not None:
        terms = terms.filter(seat__council=going.council)
    return terms


def _offices(going: Going) -> list[Thing]:
    held = Office.objects.filter(membership__in=_terms(going), ends_on__gte=timezone.localdate())
    things = []
    for office in held.select_related("membership__seat__council"):
        title = _("%(office)s, %(council)s") % {"office": office, "council": office.membership.seat.council}
        things.append(Thing(str(office.pk), title, reverse("council:seat", args=[office.membership.seat_id])))
    return things


def _accompanied(going: Going) -> list[Thing]:
    found = Membership.objects.filter(buddy__in=_terms(going), ends_on__gte=timezone.localdate())
    found = found.select_related("seat__council", "user__chosen_name")
    return [Thing(str(term.pk), term.shown_name, reverse("council:seat", args=[term.seat_id])) for term in found]


def _seats(going: Going) -> list[Thing]:
    # Where only a seat ends, it is what the page is about.
    if going.council is not None:
        return []
    things = []
    for term in _terms(going):
        title = _("Seat %(number)s, %(council)s") % {"number": term.seat.number, "council": term.seat.council}
        things.append(Thing(str(term.pk), title, reverse("council:seat", args=[term.seat_id])))
    return things


def _claims(going: Going) -> list[Thing]:
    """Return what waits where nobody else could approve it; otherwise another one does, and nothing hangs."""
    if not going.person.has_role(*APPROVERS):
        return []
    if users_with_role(*APPROVERS).exclude(pk=going.person.pk).exists():
        return []
    waiting = Claim.objects.filter(status=ClaimStatus.SENT).exclude(claimant=going.person)
    return [Thing(str(claim.pk), str(claim)) for claim in waiting]


def _other_members(going: Going) -> QuerySet[User]:
    councils = _terms(going).values("seat__council")
    members = trusted(timezone.localdate()).filter(seat__council__in=councils).exclude(user=going.person)
    return User.objects.filter(pk__in=members.values("user")).order_by("name", "pk")


def _hand_over_offices(*, ids: Sequence[str], of: User, to: User | None, by: User | None) -> None:
    today = timezone.localdate()
    if to is None or by is None:
        # Of somebody who only leaves a seat later, it ends with the term.
        if not trusted(today).filter(user=of.pk).exists():
            actions.vacate_offices(ids=ids, of=of, by=by)
        return
    for office in Office.objects.filter(pk__in=ids, membership__user=of).select_related("membership__seat__council"):
        successor = trusted(today).get(user=to, seat__council=office.membership.seat.council_id)
        # From tomorrow: whoever hands it over still holds it today.
        starts_on = max(today + timedelta(days=1), office.starts_on)
        actions.hand_over_office(office=office, to=successor, on=starts_on, by=by)


def _hand_over_buddies(*, ids: Sequence[str], of: User, to: User | None, by: User | None) -> None:
    accompanied = Membership.objects.filter(pk__in=ids, buddy__user=of).select_related("seat__council")
    for term in accompanied:
        buddy = None
        if to is not None:
            running = trusted(timezone.localdate()).filter(Q(user=to), seat__council=term.seat.council_id)
            buddy = running.get()
        if by is None or buddy is None:
            Membership.objects.filter(pk=term.pk).update(buddy=None)
        else:
            actions.set_buddy(term=term, buddy=buddy, by=by)
