"""Taking roles and switching off an account, as ways of leaving; those of upper apps are theirs."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.enums import Role
from accounts.models import User
from accounts.rules import may_change_person
from core.slots import BEFORE_CHANGE, PERSON_CHANGED, STANDS_IN_FOR
from core.verdicts import Verdict
from people.actions import leaving as actions
from people.hanging import Departure, Going, register_departure
from people.queries import leaving as queries

ACCOUNT = "account"
ROLES = "roles"


def register() -> None:
    """Register both, and what lower apps ask before and after a change of roles."""
    register_departure(
        Departure(
            name=ACCOUNT,
            may=_may_change,
            going=lambda person, _data: Going(person),
            happens=_switched_off,
            back=_back_to_person,
            perform=_switch_off,
        )
    )
    register_departure(
        Departure(
            name=ROLES,
            may=_may_change,
            going=lambda person, data: Going(person, frozenset(_roles(data))),
            happens=_roles_taken,
            back=_back_to_person,
            perform=_take_roles,
        )
    )
    BEFORE_CHANGE.fill("what hangs on somebody", page_before_change)
    PERSON_CHANGED.fill("what hangs on somebody", lambda person, by: actions.release(person=person, by=by))
    STANDS_IN_FOR.fill("stand-ins", queries.stands_in_for)


def page_before_change(user: User, person: User, kept: frozenset[str], is_active: bool) -> str:  # noqa: FBT001
    """Return the address of the page that comes before roles are taken; empty where nothing hangs on the person."""
    roles = [Role(role) for role in Role if role.value in kept]
    going = Going(person, frozenset(roles)) if is_active else Going(person)
    if not may_change_person(user, person) or not queries.hangs_on(going):
        return ""
    data = {"way": ROLES if is_active else ACCOUNT, "roles": ",".join(role.value for role in roles)}
    return f"{reverse('people:leaving', args=[person.pk])}?{urlencode(data)}"


def _may_change(by: User, person: User, _data: Mapping[str, str]) -> Verdict:
    return may_change_person(by, person)


def _roles(data: Mapping[str, str]) -> list[Role]:
    """Return the roles that somebody keeps; what is no role is left out."""
    named = data.get("roles", "").split(",")
    return [role for role in Role if role.value in named]


def _switch_off(person: User, data: Mapping[str, str], by: User) -> None:
    # The roles that the form kept, or all of them: switching off alone takes none.
    roles = _roles(data) if "roles" in data else sorted(person.roles)
    accounts.set_roles(person=person, roles=roles, is_active=False, by=by)


def _take_roles(person: User, data: Mapping[str, str], by: User) -> None:
    accounts.set_roles(person=person, roles=_roles(data), is_active=True, by=by)


def _switched_off(person: User, _data: Mapping[str, str]) -> str:
    return _("%(person)s will not be able to sign in from now on, and their open sessions end.") % {
        "person": person.known_as
    }


def _roles_taken(person: User, data: Mapping[str, str]) -> str:
    labels = [str(role.label) for role in _roles(data)]
    if not labels:
        return _("%(person)s will have no role from now on.") % {"person": person.known_as}
    return _("%(person)s will have these roles from now on: %(roles)s.") % {
        "person": person.known_as,
        "roles": ", ".join(labels),
    }


def _back_to_person(person: User, _data: Mapping[str, str]) -> str:
    return reverse("accounts:person", args=[person.pk])
