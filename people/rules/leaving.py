"""Who hands things over, and who stands in."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from core.verdicts import YES, Verdict
from people.hanging import Going
from people.models import StandIn
from people.queries.leaving import WORKING


def may_hand_over(user: User, going: Going) -> Verdict:
    """Administrators see to it when somebody leaves; coordinators, when a seat of their council ends."""
    if user.has_role(Role.ADMIN):
        return YES
    if going.council is not None and user.has_role_for(going.council, Role.COORDINATOR):
        return YES
    return Verdict(_("Only administrators can hand over what hangs on somebody."))


def may_take_over(person: User, candidates: Collection[User]) -> Verdict:
    """Only somebody who could see to it takes it over, as it is now."""
    if person in candidates:
        return YES
    return Verdict(_("Somebody you chose cannot take this over any more. Please choose again."))


def may_arrange_stand_in(user: User, person: User) -> Verdict:
    """Whoever works here says who stands in for them; coordinators and administrators say it also for others."""
    if not user.has_role(*WORKING):
        return Verdict(_("Members have no stand-in: a seat is your own. Tell the coordinator if you need a pause."))
    if user == person or user.has_role(Role.ADMIN, Role.COORDINATOR):
        return YES
    return Verdict(_("Only coordinators and administrators can arrange a stand-in for somebody else."))


def may_stand_in(user: User, person: User, stand_in: User) -> Verdict:
    """Somebody else who can sign in and takes part stands in. Rights come from their own roles and not with it."""
    if not (verdict := may_arrange_stand_in(user, person)):
        return verdict
    if person == stand_in:
        return Verdict(_("Choose somebody else: nobody stands in for themselves."))
    if not stand_in.has_role(*WORKING):
        return Verdict(_("Choose somebody who works here."))
    return YES


def may_end_stand_in(user: User, stand_in: StandIn) -> Verdict:
    """Whoever may arrange it ends it, and whoever stands in can say that they do not any more."""
    if user == stand_in.stand_in:
        return YES
    return may_arrange_stand_in(user, stand_in.user)
