"""Who may invite whom, and who may hand over a code to sign in with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.enums import COUNCIL, STAFF, Role
from accounts.models import RoleGrant, User
from core.verdicts import YES, Verdict
from people.enums import InvitationStatus
from people.models import Invitation
from people.queries.joining import without_email

NOBODY_ANSWERS = _("Whoever sent this invitation cannot invite people any more. Please ask for a new one.")
# What coordinators may give: a place in a council they look after.
GIVEN_BY_COORDINATORS = COUNCIL | {Role.COORDINATOR}


def may_add_person(user: User) -> Verdict:
    """Administrators, and coordinators of the organisation or of a council, bring people in."""
    if user.has_role(Role.ADMIN, Role.COORDINATOR) or user.councils_as(Role.COORDINATOR):
        return YES
    return Verdict(_("Only administrators and coordinators can invite people."))


def may_invite(user: User, roles: Iterable[Mapping[str, str]]) -> Verdict:
    """Administrators give every role; coordinators those of members and coordinators of their council."""
    if not (verdict := may_add_person(user)):
        return verdict
    if user.has_role(Role.ADMIN):
        return YES
    for given in roles:
        council = given.get("council")
        if Role(given["role"]) not in GIVEN_BY_COORDINATORS or not council:
            return Verdict(_("Only administrators can give this role."))
        if not user.has_role_for(UUID(council), Role.COORDINATOR):
            return Verdict(_("You can invite people for the councils that you coordinate."))
    return YES


def may_still_invite(invitation: Invitation) -> Verdict:
    """Whoever sent an invitation answers for what it gives, also on the day on which it is accepted.

    Else somebody who is about to lose a role could keep a link to it in a mailbox of their own.
    """
    if invitation.invited_by is None:
        return Verdict(NOBODY_ANSWERS)
    if not may_invite(invitation.invited_by, invitation.roles):
        return Verdict(NOBODY_ANSWERS)
    return YES


def may_change_invitation(user: User, invitation: Invitation) -> Verdict:
    """Who may give what an invitation gives can send it again and withdraw it, as long as nobody has accepted it."""
    if not (verdict := may_invite(user, invitation.roles)):
        return verdict
    if invitation.status == InvitationStatus.ACCEPTED:
        return Verdict(_("This invitation was accepted. The person can sign in."))
    return YES


def may_hand_over_code(user: User, person: User) -> Verdict:
    """A code is for somebody without e-mail and without a role on the staff, from those who look after them."""
    if not (verdict := may_add_person(user)):
        return verdict
    if not person.is_active:
        return Verdict(_("This person cannot sign in. An administrator can change that."))
    # Whoever prints the code could use it: it must open nothing that they could not see anyway.
    if person.email or RoleGrant.objects.filter(user=person, role__in=STAFF).exists():
        return Verdict(_("Codes are for council members without an email address. Others sign in another way."))
    if user.has_role(Role.ADMIN, Role.COORDINATOR):
        return YES
    if not without_email(user).filter(pk=person.pk).exists():
        return Verdict(_("Only the coordinator of this person's council can hand over a code."))
    return YES
