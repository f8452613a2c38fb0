"""What giving and taking a role is made of: rows with days, of which none vanishes once it has counted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts import queries, rules
from accounts.enums import Role
from accounts.models import RoleGrant, User


def give(  # noqa: PLR0913 - what a role is
    person: User,
    role: Role,
    *,
    council: UUID | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    from_directory: bool = False,
) -> RoleGrant:
    """Give a role from a day on, today unless said otherwise.

    For the whole organisation a role has one row, which is used again.
    """
    first = starts_on or timezone.localdate()
    key: dict[str, Any] = {"user": person, "role": role, "council": council}
    values: dict[str, Any] = {"ends_on": ends_on, "from_directory": from_directory}
    if council is None:
        values["starts_on"] = first
    else:
        key["starts_on"] = first
    grant, _is_new = RoleGrant.objects.update_or_create(**key, defaults=values)
    _forget_running(person)
    return grant


def end(grant: RoleGrant) -> None:
    """End a role before today. One that has never counted leaves no row; any other stays as history."""
    today = timezone.localdate()
    if grant.starts_on >= today:
        grant.delete()
    else:
        # The last day belongs to it, and today it is over.
        RoleGrant.objects.filter(pk=grant.pk).update(ends_on=today - timedelta(days=1))
    _forget_running(grant.user)


def keep_an_administrator(*, but: User) -> None:
    """Refuse what would leave nobody to give roles: two who take each other's at once wait for each other here."""
    # In one order, and all of them, whoever is asked about.
    list(RoleGrant.objects.select_for_update().filter(role=Role.ADMIN, council=None).order_by("pk"))
    rules.may_do_without_administrator(but).enforce()


def of_organisation(person: User) -> dict[Role, RoleGrant]:
    """Return the roles somebody holds today for the whole organisation."""
    held = RoleGrant.objects.filter(queries.running(), user=person, council=None)
    return {Role(grant.role): grant for grant in held}


def _forget_running(person: User) -> None:
    # `User.running_grants` is read once per object.
    vars(person).pop("_running", None)
    getattr(person, "_prefetched_objects_cache", {}).pop("grants", None)
