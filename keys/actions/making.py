"""Making keys: ahead of their time by a job, or at once when an old one may have been seen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import User
from feedback import actions as door
from feedback import sealing
from feedback.enums import KeyKind
from feedback.models import SealingKey
from keys import opening
from keys.actions import escrow
from keys.locking import wait_for_turn
from keys.models import PrivateKey
from keys.numbers import first_day, free_number, last_day, months_later, number_of

# The keys of files and of reminders are used for so many months, and made again a month before that.
USED_FOR_MONTHS = 12
_LOGGED_AS = {
    KeyKind.MONTH: "made a monthly key",
    KeyKind.FILES: "made a key for files",
    KeyKind.NOTICES: "published the key for reminders",
    KeyKind.EQUALITY: "published the key for answers about equality",
}


@transaction.atomic
def _make(kind: KeyKind, number: bytes, days: tuple[date, date], by: User | None, *, force: bool) -> SealingKey:
    """Publish a public half, and keep the private one wrapped, with its copies; the worker's own is kept elsewhere."""
    # Somebody who registers a holder or changes the key-encryption key at the same time must not miss this key.
    wait_for_turn()
    audit.record(_LOGGED_AS[kind], f"SealingKey {number.hex()}", by=by, month=f"{days[0]:%Y-%m}")
    if kind in opening.WORKERS_KINDS:
        public = opening.public_of(opening.for_worker(kind))
        return door.publish_key(number=number, public_key=public, valid_from=days[0], valid_until=days[1], kind=kind)
    if not force:
        opening.require_current_kek()
    public, private = sealing.new_keypair()
    key = door.publish_key(number=number, public_key=public, valid_from=days[0], valid_until=days[1], kind=kind)
    half = opening.wrapped(private, number, settings.KEY_ENCRYPTION_KEY)
    PrivateKey.objects.create(sealing_key=key, wrapped=half)
    # In the transaction that makes the key, so that from the third holder on no key is without copies.
    escrow.copy(key, private)
    return key


_ToMake = tuple[KeyKind, bytes, tuple[date, date]]


def _numbers_of(keys: Iterable[SealingKey]) -> set[bytes]:
    return {bytes(key.number) for key in keys}


def _monthly(on: date, existing: list[SealingKey], *, force: bool) -> list[_ToMake]:
    """Return what is to be made of this month's and the next month's key; `force` counts what is closed as missing.

    A key that replaces a closed one begins today, or with its month, and is newer, so that the door chooses it.
    """
    taken = _numbers_of(existing)
    wanted = []
    # The next one too: on a day without a key the door takes nothing.
    for month in (first_day(on), months_later(on, 1)):
        if number_of(month) not in taken:
            wanted.append((KeyKind.MONTH, number_of(month), (month, last_day(month))))
        elif force and not _newest_opens(existing, KeyKind.MONTH, max(on, month)):
            days = (max(on, month), last_day(month))
            wanted.append((KeyKind.MONTH, free_number(month, KeyKind.MONTH, taken), days))
    return wanted


def _newest_opens(existing: list[SealingKey], kind: KeyKind, on: date) -> bool:
    """Return whether the key that the door chooses on a day can be opened here."""
    valid = [key for key in existing if key.kind == kind and key.valid_from <= on <= key.valid_until]
    newest = max(valid, key=lambda key: (key.valid_from, bytes(key.number)), default=None)
    return newest is not None and opening.can_open(newest)


def _yearly(on: date, existing: list[SealingKey], *, force: bool) -> list[_ToMake]:
    """Return what is to be made of the keys that are used for a year: files, and the worker's where they are given."""
    until = last_day(months_later(on, 1))
    given = filter(opening.is_given, (KeyKind.NOTICES, KeyKind.EQUALITY))
    wanted = [KeyKind.FILES, *given]
    for key in existing:
        is_current = key.valid_from <= on and key.valid_until >= until and _is_ours(key)
        if is_current and key.kind in wanted:
            wanted.remove(KeyKind(key.kind))
    if force and KeyKind.FILES not in wanted and not _newest_opens(existing, KeyKind.FILES, on):
        wanted.append(KeyKind.FILES)
    # Of two keys that begin on the same day the door chooses the higher number: the one that replaces a closed key.
    days = (first_day(on), last_day(months_later(on, USED_FOR_MONTHS - 1)))
    taken = _numbers_of(existing)
    return [(kind, free_number(on, kind, taken), days) for kind in wanted]


def _is_ours(key: SealingKey) -> bool:
    # Whoever does not hold the private half takes the published one as it is.
    if key.kind not in opening.WORKERS_KINDS or not opening.is_given(key.kind):
        return True
    return bytes(key.public_key) == opening.public_of(opening.for_worker(key.kind))


def keep(on: date, by: User | None = None, *, force: bool = False) -> list[SealingKey]:
    """Make what is missing of this month's and the next month's key, and those of a year. Returns what was made.

    Raises `WrongKekError` when this process cannot open the existing keys; `force` goes on all the same, for the day
    on which the older ones are lost for good: it replaces those that the door would seal to and nobody can open.
    """
    existing = list(SealingKey.objects.select_related("private_half"))
    created = []
    # One transaction for each: a key that is there already must not undo the others.
    for kind, number, days in [*_monthly(on, existing, force=force), *_yearly(on, existing, force=force)]:
        try:
            created.append(_make(kind, number, days, by, force=force))
        except IntegrityError:  # another process made it at the same time
            continue
    return created


@transaction.atomic
def replace(on: date, by: User | None = None) -> list[SealingKey]:
    """Make new keys before their time, because somebody may have seen the private halves. Returns them.

    From now on the door seals to a new key of this month; the next month's and the files' key are replaced as well.
    The old ones stay, to read what is sealed to them.
    """
    wait_for_turn()
    taken = _numbers_of(SealingKey.objects.all())
    next_month = months_later(on, 1)
    created = [_make(KeyKind.MONTH, free_number(on, KeyKind.MONTH, taken), (on, last_day(on)), by, force=False)]
    # One that is not made yet will have new halves anyway.
    if number_of(next_month) in taken:
        number = free_number(next_month, KeyKind.MONTH, taken)
        created.append(_make(KeyKind.MONTH, number, (next_month, last_day(next_month)), by, force=False))
    until = last_day(months_later(on, USED_FOR_MONTHS - 1))
    created.append(_make(KeyKind.FILES, free_number(on, KeyKind.FILES, taken), (on, until), by, force=False))
    # The worker's own are not among them: they are changed where its secrets are kept.
    audit.record("replaced the keys before their time", "the keys", by=by, keys=len(created))
    return created
