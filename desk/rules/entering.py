"""The people who may enter feedback for somebody."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.enums import DESK
from accounts.models import User
from core.verdicts import YES, Verdict


def may_enter(user: User) -> Verdict:
    """Those who read feedback also type in what came by phone or on paper: nobody else sees the words."""
    if user.has_role(*DESK):
        return YES
    return Verdict(_("Only people who read feedback can enter it for someone."))
