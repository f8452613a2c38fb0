"""Who looks after the list of places."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.verdicts import YES, Verdict
from desk.queries.places import MANAGERS


def may_manage(user: User) -> Verdict:
    """Coordinators and administrators say which places people may choose from."""
    if user.has_role(*MANAGERS):
        return YES
    return Verdict(_("Ask a coordinator to change the list of places."))
