"""What a steward may do with a policy."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from accounts.queries import acts_for
from core.verdicts import YES, Verdict
from policies.models import PolicyDocument


def may_add_document(user: User) -> Verdict:
    """Stewards bring policies in and look after them."""
    if user.has_role(Role.STEWARD):
        return YES
    return Verdict(_("Only policy stewards can add a policy."))


def may_steward(user: User, document: PolicyDocument) -> Verdict:
    """A policy is changed by its own steward, or by a steward who stands in for them."""
    if document.steward_id is None:
        return Verdict(_("This policy has no steward yet, so nobody can change it."))
    # The role is asked for as well: it can be taken from somebody who is still named in a policy.
    if not user.has_role(Role.STEWARD) or not _sees_to(user, document):
        return Verdict(_("Only the steward of this policy can do this."))
    return YES


def _sees_to(user: User, document: PolicyDocument) -> bool:
    # Without a look at stand-ins for those who need none.
    return document.steward_id == user.pk or document.steward_id in acts_for(user)


def may_adopt(user: User, document: PolicyDocument) -> Verdict:
    """A policy that nobody looks after is taken by any steward; one that somebody does is handed over by them."""
    if not user.has_role(Role.STEWARD):
        return Verdict(_("Only policy stewards can look after a policy."))
    if document.steward_id is not None:
        return Verdict(_("This policy has a steward. An administrator can hand it over when they leave."))
    return YES


def may_be_steward(person: User) -> Verdict:
    """Only somebody with the role looks after a policy."""
    if person.has_role(Role.STEWARD):
        return YES
    return Verdict(_("Choose somebody who is a policy steward."))
