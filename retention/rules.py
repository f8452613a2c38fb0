"""Who sees how long records are kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from core.verdicts import YES, Verdict


def may_see(user: User) -> Verdict:
    """Administrators and coordinators answer for what is kept and what is destroyed."""
    if user.has_role(Role.ADMIN, Role.COORDINATOR):
        return YES
    return Verdict(_("You cannot see this page. Ask a coordinator."))
