"""What keys show on the home page, and on the list of what a new organisation needs."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.queries import active
from core.slots import HOME, READINESS, CheckLine, HomePanel, HomeRow
from keys import queries
from keys.enums import KeyFault


def fill_slots() -> None:
    """Put everything where it is shown."""
    HOME.fill("key faults", key_faults, order=2)
    READINESS.fill("keys", readiness, order=10)


def readiness() -> list[CheckLine]:
    """Return whether there is a key for today, and whether three offices could bring it back."""
    address = reverse("keys:overview")
    faults = queries.state(timezone.localdate()).faults
    return [
        CheckLine(
            _("A key that locks what people write"),
            address,
            is_done=KeyFault.NO_MONTH not in faults,
            note=_("It is made by itself within an hour, or at once with the command: manage.py keys create"),
        ),
        CheckLine(
            _("Three offices each keep a card of the keys"),
            address,
            is_done=KeyFault.NO_HOLDERS not in faults,
            is_needed=False,
        ),
    ]


def key_faults(request: HttpRequest) -> HomePanel | None:
    """Return what is missing among the keys, for administrators."""
    person = active(request.user)
    if person is None or not person.has_role(Role.ADMIN):
        return None
    address = reverse("keys:overview")
    faults = queries.state(timezone.localdate()).faults
    rows = [HomeRow(str(fault.label), address, tag=_("Missing"), tone="stop") for fault in faults]
    return HomePanel(_("Keys"), rows, address, _("All keys"), len(rows), _("Every key is there, with its copies."))
