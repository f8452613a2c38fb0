"""Who may look after messages that could not be sent."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from core.verdicts import YES, Verdict
from notifications.enums import NEXT, Status
from notifications.models import OutboxMessage
from notifications.queries import for_people_of


def may_see_unsent(user: User) -> Verdict:
    """Coordinators and administrators look after what could not be sent."""
    if user.has_role(Role.COORDINATOR, Role.ADMIN):
        return YES
    return Verdict(_("You cannot see this page. Ask a coordinator."))


def may_see_recipient(user: User) -> Verdict:
    """Administrators know people's addresses anyway; to others a message could reveal whose alias is whose."""
    if user.has_role(Role.ADMIN):
        return YES
    return Verdict(_("Only administrators can see who a message is for."))


def may_reach_by_hand(user: User) -> Verdict:
    """Coordinators write the letters and make the calls: they know who is behind a name anyway."""
    if user.has_role(Role.COORDINATOR) or user.councils_as(Role.COORDINATOR):
        return YES
    return Verdict(_("Only coordinators write letters and make calls."))


def may_mark_done(user: User, message: OutboxMessage) -> Verdict:
    """Of one council alone, its coordinators tick what is for its people."""
    if not (verdict := may_reach_by_hand(user)):
        return verdict
    if for_people_of(user, OutboxMessage.objects.filter(pk=message.pk)).exists():
        return YES
    return Verdict(_("This is for somebody of another council."))


def may_try_again(user: User, message: OutboxMessage) -> Verdict:
    """A message that was given up can be tried again."""
    if not (verdict := may_see_unsent(user)):
        return verdict
    if message.status != Status.DEAD or Status.PENDING not in NEXT[Status.DEAD]:
        return Verdict(_("We are still trying to send this message."))
    return YES
