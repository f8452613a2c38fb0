"""Chair, co-chairs and deputies: held within a term, handed over within it, and ended with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts import audit
from accounts.enums import Role
from accounts.models import RoleGrant, User
from council import rules
from council.actions.telling import tell_changed
from council.enums import Office as Kind
from council.enums import SeatNews
from council.models import Council, Membership, Office

# The role that comes with an office: who deputises acts only while the chair cannot.
CHAIRS = frozenset({Kind.CHAIR, Kind.CO_CHAIR})


@transaction.atomic
def hold_office(*, term: Membership, kind: Kind, starts_on: date, by: User, ends_on: date | None = None) -> Office:
    """Give an office to a member from a day on, until a day or the end of the term."""
    _lock(term)
    ends_on = ends_on or term.ends_on
    rules.may_hold_office(by, term, kind, starts_on, ends_on).enforce()
    office, _made = Office.objects.update_or_create(
        membership=term, kind=kind, starts_on=starts_on, defaults={"ends_on": ends_on}
    )
    if kind in CHAIRS:
        RoleGrant.objects.update_or_create(
            user=term.user,
            role=Role.CHAIR,
            council=term.seat.council_id,
            starts_on=starts_on,
            defaults={"ends_on": ends_on},
        )
    tell_changed(term, SeatNews.OFFICE_GIVEN, first_day=starts_on, last_day=ends_on, office=kind)
    audit.record("gave an office", term, by=by, office=kind.value, since=f"{starts_on}", until=f"{ends_on}")
    return office


@transaction.atomic
def end_office(*, office: Office, last_day: date, by: User) -> None:
    """Let an office end; the term goes on. An office that has not begun by then is taken back."""
    _lock(office.membership)
    rules.may_end_office(by, office, last_day).enforce()
    _end(office, last_day)
    tell_changed(office.membership, SeatNews.OFFICE_ENDED, last_day=last_day, office=Kind(office.kind))
    audit.record("ended an office", office.membership, by=by, office=office.kind, until=f"{last_day}")


@transaction.atomic
def hand_over_office(*, office: Office, to: Membership, on: date, by: User) -> Office:
    """Let somebody else hold an office from a day on; whoever held it stays a member."""
    _lock(office.membership)
    rules.may_take_over_office(by, office, to, on).enforce()
    _end(office, on - timedelta(days=1))
    tell_changed(office.membership, SeatNews.OFFICE_ENDED, last_day=on - timedelta(days=1), office=Kind(office.kind))
    audit.record("handed over an office", office.membership, by=by, office=office.kind, since=f"{on}")
    return hold_office(term=to, kind=Kind(office.kind), starts_on=on, by=by)


def move_offices(*, term: Membership, read: date, last_day: date) -> None:
    """Let the offices of a term end with it: those that went to its end, `read`, follow it; none goes beyond it."""
    for office in Office.objects.filter(membership=term).select_related("membership__seat"):
        if office.ends_on == read or office.ends_on > last_day:
            _end(office, last_day)


def drop_offices(*, term: Membership) -> None:
    """Take the offices of a term away that will never have been."""
    for office in Office.objects.filter(membership=term).select_related("membership__seat"):
        _end(office, office.starts_on - timedelta(days=1))


@transaction.atomic
def vacate_offices(*, ids: Sequence[str], of: User, by: User | None) -> None:
    """End offices at once whose holder can no longer act: they lost the role, or cannot sign in any more."""
    yesterday = timezone.localdate() - timedelta(days=1)
    for office in Office.objects.filter(pk__in=ids, membership__user=of).select_related("membership__seat"):
        _end(office, yesterday)
        audit.record("left an office vacant", office.membership, by=by, office=office.kind)


def _end(office: Office, last_day: date) -> None:
    if last_day < office.starts_on:
        office.delete()
    else:
        Office.objects.filter(pk=office.pk).update(ends_on=last_day)
    if office.kind in CHAIRS:
        _let_role_follow(office)


def _let_role_follow(office: Office) -> None:
    """Let the role of a chair end with the last of the offices that it comes with: chair and co-chair share its row."""
    held = Office.objects.filter(membership=office.membership_id, kind__in=CHAIRS, starts_on=office.starts_on)
    last = held.aggregate(last=Max("ends_on"))["last"]
    grants = RoleGrant.objects.filter(
        user=office.membership.user_id,
        role=Role.CHAIR,
        council=office.membership.seat.council_id,
        starts_on=office.starts_on,
    )
    if last is None:
        grants.delete()
    else:
        grants.update(ends_on=last)


def _lock(term: Membership) -> None:
    """Let nobody else change offices of the council at the same time."""
    Council.objects.select_for_update().get(pk=term.seat.council_id)
