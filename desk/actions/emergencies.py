"""Opening in an emergency what is kept from somebody: one asks, another agrees, an hour later it is closed."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from core.verdicts import Conflict
from desk.actions import opening
from desk.actions.opening import Opened
from desk.models import Case, EmergencyAccess
from desk.rules import emergencies as rules


@transaction.atomic
def ask(*, case: Case, reason: str, by: User) -> EmergencyAccess:
    """Ask to open a restricted case. Nothing is open until somebody else agrees."""
    # One request of one person at a time, also when a button is pressed twice.
    Case.objects.select_for_update().get(pk=case.pk)
    rules.may_ask(by, case).enforce()
    access = EmergencyAccess.objects.create(case=case, asked_by=by, reason=reason, asked_at=timezone.now())
    audit.record("asked to open in an emergency", case, by=by, emergency=str(access.pk))
    return access


@transaction.atomic
def look_at_name(*, access: EmergencyAccess, by: User) -> Opened:
    """Return nothing but who is not to read it, for whoever is to agree."""
    rules.may_look_at_name(by, access).enforce()
    opened = opening.open_name(case=access.case, by=by)
    # Nobody can say that it is neither of the two where the name cannot be read.
    if opened.words.get("keep_from"):
        _update(access, name_seen_by=by)
    return opened


@transaction.atomic
def agree(*, access: EmergencyAccess, by: User) -> None:
    """Let the person who asked read it for an hour."""
    rules.may_agree(by, access).enforce()
    _update(access, agreed_by=by, agreed_at=timezone.now())
    who = audit.named(access.asked_by)
    audit.record("agreed to open in an emergency", access.case, by=by, emergency=str(access.pk), to=who)


@transaction.atomic
def end(*, access: EmergencyAccess, by: User) -> None:
    """Refuse a request, or close what is open before its hour is over."""
    rules.may_end(by, access).enforce()
    done = "refused to open in an emergency" if access.agreed_at is None else "ended an emergency"
    _update(access, ended_at=timezone.now())
    audit.record(done, access.case, by=by, emergency=str(access.pk))


@transaction.atomic
def look_into(*, access: EmergencyAccess, by: User) -> None:
    """Say that a third person looked into it."""
    rules.may_look_into(by, access).enforce()
    _update(access, seen_at=timezone.now())
    audit.record("looked into an emergency", access.case, by=by, emergency=str(access.pk))


def _update(access: EmergencyAccess, **fields: object) -> None:
    """Write what is decided, unless somebody else has decided since."""
    seen = {"agreed_at": access.agreed_at, "ended_at": access.ended_at, "seen_at": access.seen_at}
    if EmergencyAccess.objects.filter(pk=access.pk, **seen).update(**fields) != 1:
        raise Conflict
    access.refresh_from_db()
