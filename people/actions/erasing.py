"""Take somebody out of the service: what is held about them goes, and a receipt says what went and what stays."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import actions as accounts
from accounts import audit, granting, sessions
from accounts.enums import Role
from accounts.models import RoleGrant, User
from people import holdings
from people.holdings import Fate
from people.models import ErasureReceipt
from people.queries.my_data import is_empty
from people.rules import erasing as rules


def digest_of(pk: UUID) -> bytes:
    """Return the SHA-256 of an account's number: random, so that nobody finds it by trying."""
    return hashlib.sha256(pk.bytes).digest()


@transaction.atomic
def erase(*, person: User, by: User, reason: str = "") -> ErasureReceipt:
    """Erase somebody, by themselves or by an administrator who was asked to, and say why in the log.

    Their seats end today; what hung on them is left open where others see it. Asked twice, the receipt is the same.
    """
    rules.may_erase(by, person).enforce()
    existing = ErasureReceipt.objects.filter(digest=digest_of(person.pk)).first()
    if existing is not None:
        return existing
    if person.has_role(Role.ADMIN):
        # Two who are erased at once wait for each other here.
        granting.keep_an_administrator(but=person)
    _leave_seats(person)
    content = empty(person=person)
    receipt = ErasureReceipt.objects.create(digest=digest_of(person.pk), content=content)
    if by == person:
        # Without a name: the account that it would be about is empty by now.
        audit.record("erased an account", receipt, by=None, own=True)
    else:
        audit.record("erased an account", receipt, by=by, reason=reason.strip())
    return receipt


@transaction.atomic
def empty(*, person: User) -> dict[str, dict[str, int]]:
    """Delete or empty everything that is held about somebody; returns how much of what, by the names of holdings."""
    User.objects.select_for_update().get(pk=person.pk)
    deleted = {"sessions": sessions.end_all(person)}
    kept: dict[str, int] = {}
    User.objects.filter(pk=person.pk).update(is_active=False)
    roles = RoleGrant.objects.filter(user=person)
    deleted["accounts.RoleGrant"] = roles.count()
    roles.delete()
    # While it can still be told what hung on them.
    accounts.settle(person=person, by=None)
    for holding in holdings.holdings():
        rows = holding.rows(person)
        count = rows.count()
        if holding.fate is Fate.DELETED:
            deleted[holding.key] = deleted.get(holding.key, 0) + count
            rows.delete()
            continue
        kept[holding.key] = count
        if holding.anonymise is not None:
            holding.anonymise(rows, person)
    return {
        "deleted": {key: count for key, count in deleted.items() if count},
        "kept": {key: count for key, count in kept.items() if count},
    }


@transaction.atomic
def erase_again(*, digests: Collection[bytes]) -> int:
    """Erase once more whoever came back with a restored backup; returns how many. Their receipts are written again."""
    count = 0
    for person in User.objects.all():
        digest = digest_of(person.pk)
        if digest not in digests or is_empty(person):
            continue
        _leave_seats(person)
        content = empty(person=person)
        receipt, _made = ErasureReceipt.objects.get_or_create(digest=digest, defaults={"content": content})
        audit.record("erased an account again", receipt, by=None)
        count += 1
    return count


def _leave_seats(person: User) -> None:
    seats = holdings.seats()
    if seats is not None:
        seats.leave(last_day=timezone.localdate(), by=person)
