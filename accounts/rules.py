"""Who may do what to accounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from core.verdicts import YES, Verdict


def may_manage_people(user: User) -> Verdict:
    """Administrators invite people and give roles."""
    if user.has_role(Role.ADMIN):
        return YES
    return Verdict(_("Only administrators can invite people and give roles."))


def may_change_person(user: User, person: User) -> Verdict:
    """Nobody changes their own roles, so that none is locked out by a mistake."""
    if not (verdict := may_manage_people(user)):
        return verdict
    if user == person:
        return Verdict(_("Ask another administrator to change your own roles."))
    return YES


def may_read_audit(user: User) -> Verdict:
    """Administrators only: the log names accounts, so its readers could find out who is behind an alias."""
    if user.has_role(Role.ADMIN):
        return YES
    return Verdict(_("Only administrators can see the log."))
