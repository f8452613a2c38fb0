"""Who may have an account erased."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from accounts.queries import lasting_administrators
from core.verdicts import YES, Verdict


def may_erase(user: User, person: User) -> Verdict:
    """Everybody has their own account erased; administrators do it for somebody who asks by letter or call."""
    if user != person and not user.has_role(Role.ADMIN):
        return Verdict(_("Only administrators can erase the account of somebody else."))
    if person.has_role(Role.ADMIN) and not lasting_administrators().exclude(pk=person.pk).exists():
        return Verdict(_("Nobody else is an administrator. Make somebody else one first, then your account can go."))
    return YES
