"""What a steward may do with a policy."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from core.verdicts import YES, Verdict
from policies.models import PolicyDocument


def may_add_document(user: User) -> Verdict:
    """Stewards bring policies in and look after them."""
    if user.has_role(Role.STEWARD):
        return YES
    return Verdict(_("Only policy stewards can add a policy."))


def may_steward(user: User, document: PolicyDocument) -> Verdict:
    """A policy is changed by its own steward."""
    if document.steward_id is None:
        return Verdict(_("This policy has no steward yet, so nobody can change it."))
    # The role is asked for as well: it can be taken from somebody who is still named in a policy.
    if document.steward_id != user.pk or not user.has_role(Role.STEWARD):
        return Verdict(_("Only the steward of this policy can do this."))
    return YES
