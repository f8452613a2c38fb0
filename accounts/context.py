"""The rooms a signed-in person can enter."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.enums import COUNCIL, DESK, STAFF, Role
from accounts.queries import active
from core.stripping import is_door


@dataclass(frozen=True, slots=True)
class Room:
    """One entry of the navigation."""

    label: str | Promise
    href: str
    current: bool


_ROOMS: tuple[tuple[str | Promise, str, frozenset[Role]], ...] = (
    (_("Desk"), "/desk/", DESK),
    (_("Council"), "/council/", COUNCIL | STAFF),
    (_("Meetings"), "/meetings/", COUNCIL | STAFF),
    (_("Recommendations"), "/recommendations/", COUNCIL | STAFF),
    (_("Policies"), "/policies/", COUNCIL | STAFF | {Role.TRANSLATOR}),
    (_("Translations"), "/translations/", frozenset({Role.TRANSLATOR, Role.COORDINATOR})),
    (_("How we are doing"), "/insights/", STAFF | COUNCIL),
    (_("How long"), "/retention/", frozenset({Role.ADMIN, Role.COORDINATOR})),
    (_("Places"), "/places/", frozenset({Role.COORDINATOR, Role.ADMIN})),
    (_("People"), "/accounts/people/", frozenset({Role.ADMIN})),
    (_("Keys"), "/keys/", frozenset({Role.ADMIN})),
)


def rooms(request: HttpRequest) -> dict[str, object]:
    """Return `rooms` and `account_url` for the navigation; nothing is read for the door."""
    if is_door(request.path_info) or not hasattr(request, "user"):
        return {"rooms": []}
    person = active(request.user)
    if person is None:
        return {"rooms": []}
    path = request.path_info
    return {
        "rooms": [Room(label, href, path.startswith(href)) for label, href, roles in _ROOMS if person.has_role(*roles)],
        "account_url": reverse("accounts:me"),
    }
