"""What keys show on the home page."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.queries import active
from core.slots import HOME, HomePanel, HomeRow
from keys import queries


def fill_slots() -> None:
    """Put everything where it is shown."""
    HOME.fill("key faults", key_faults, order=2)


def key_faults(request: HttpRequest) -> HomePanel | None:
    """Return what is missing among the keys, for administrators."""
    person = active(request.user)
    if person is None or not person.has_role(Role.ADMIN):
        return None
    address = reverse("keys:overview")
    faults = queries.state(timezone.localdate()).faults
    rows = [HomeRow(str(fault.label), address, tag=_("Missing"), tone="stop") for fault in faults]
    return HomePanel(_("Keys"), rows, address, _("All keys"), len(rows), _("Every key is there, with its copies."))
