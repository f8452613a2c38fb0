"""Who may look at the measures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.enums import COUNCIL, STAFF
from accounts.models import User
from core.verdicts import YES, Verdict


def may_look(user: User) -> Verdict:
    """The council and staff see how we are doing."""
    if user.has_role(*COUNCIL, *STAFF):
        return YES
    return Verdict(_("Only the council and staff can see this page."))
