"""Making keys: ahead of their time by a job, or at once when an old one may have been seen."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import User
from feedback import actions as door
from feedback import sealing
from feedback.enums import KeyKind
from feedback.models import SealingKey
from tracker.keys import escrow, opening
from tracker.keys.numbers import first_day, free_number, last_day, months_later, number_of
from tracker.models import PrivateKey

# The keys of files and of reminders are used for so many months, and made anew a month before that.
MONTHS = 12
_WORDS = {
    KeyKind.MONTH: "made a monthly key",
    KeyKind.FILES: "made a key for files",
    KeyKind.NOTICES: "published the key for reminders",
}


@transaction.atomic
def _make(kind: KeyKind, number: bytes, days: tuple[date, date], by: User | None, *, anew: bool) -> SealingKey:
    """Publish a public half, and keep the private one wrapped, with its copies; for reminders it is kept elsewhere."""
    # First, because it makes us wait for whoever registers a holder or changes the key-encryption key in this moment.
    audit.record(_WORDS[kind], f"SealingKey {number.hex()}", by=by, month=f"{days[0]:%Y-%m}")
    if kind == KeyKind.NOTICES:
        public, private = opening.public_of(opening.for_notices()), b""
    else:
        public, private = sealing.new_keypair()
    if private and not anew:
        opening.insist()
    key = door.publish_key(number=number, public_key=public, valid_from=days[0], valid_until=days[1], kind=kind)
    if private:
        half = opening.wrapped(private, number, settings.KEY_ENCRYPTION_KEY)
        PrivateKey.objects.create(sealing_key=key, wrapped=half)
        escrow.copy(key, private)
    return key


_ToMake = tuple[KeyKind, bytes, tuple[date, date]]


def _monthly(on: date, there: list[SealingKey], *, anew: bool) -> list[_ToMake]:
    """Return what is to be made of this month's and the next month's key; `anew` counts what is closed as missing.

    A key made in the place of a closed one begins today, or with its month, and is newer, so that the door chooses it.
    """
    taken, wanted = {bytes(key.number) for key in there}, []
    for month in (first_day(on), months_later(on, 1)):
        if number_of(month) not in taken:
            wanted.append((KeyKind.MONTH, number_of(month), (month, last_day(month))))
        elif anew and not _newest_opens(there, KeyKind.MONTH, max(on, month)):
            days = (max(on, month), last_day(month))
            wanted.append((KeyKind.MONTH, free_number(month, KeyKind.MONTH, taken), days))
    return wanted


def _newest_opens(there: list[SealingKey], kind: KeyKind, on: date) -> bool:
    """Return whether the key that the door chooses on a day can be opened here."""
    valid = [key for key in there if key.kind == kind and key.valid_from <= on <= key.valid_until]
    newest = max(valid, key=lambda key: (key.valid_from, bytes(key.number)), default=None)
    return newest is not None and opening.opens(newest)


def _lasting(on: date, there: list[SealingKey], *, anew: bool) -> list[_ToMake]:
    """Return what is to be made of the keys that are used for a year: files, and reminders where their key is given."""
    until, taken = last_day(months_later(on, 1)), {bytes(key.number) for key in there}
    good = {key.kind for key in there if key.valid_from <= on and key.valid_until >= until and _is_ours(key)}
    if anew and not _newest_opens(there, KeyKind.FILES, on):
        good.discard(KeyKind.FILES)
    # What takes the place of a closed key is the newest by its number.
    days = (first_day(on), last_day(months_later(on, MONTHS - 1)))
    wanted = [KeyKind.FILES, *([KeyKind.NOTICES] if settings.CONTACT_KEY else [])]
    return [(kind, free_number(on, kind, taken), days) for kind in wanted if kind not in good]


def _is_ours(key: SealingKey) -> bool:
    # Whoever does not hold the key for reminders takes the published one as it is.
    if key.kind != KeyKind.NOTICES or not settings.CONTACT_KEY:
        return True
    return bytes(key.public_key) == opening.public_of(opening.for_notices())


def keep(on: date, by: User | None = None, *, anew: bool = False) -> list[SealingKey]:
    """Make what is missing of this month's and the next month's key, files and reminders. Returns what was made.

    Raises `WrongKey` when this process cannot open the keys there are; `anew` goes on all the same, for the day on
    which the older ones are lost for good: it puts new ones in the place of those that the door would seal to and
    nobody can open.
    """
    there = list(SealingKey.objects.select_related("private_half"))
    made = []
    for kind, number, days in [*_monthly(on, there, anew=anew), *_lasting(on, there, anew=anew)]:
        try:
            made.append(_make(kind, number, days, by, anew=anew))
        except IntegrityError:  # another process made it in this moment
            continue
    return made


@transaction.atomic
def replace(on: date, by: User | None = None) -> list[SealingKey]:
    """Make new keys before their time, because somebody may have seen the private halves. Returns them.

    From now on the door seals to a new key of this month; the next month's and the files' key are replaced as well.
    The old ones stay, to read what is sealed to them.
    """
    taken, after = {bytes(key.number) for key in SealingKey.objects.all()}, months_later(on, 1)
    made = [_make(KeyKind.MONTH, free_number(on, KeyKind.MONTH, taken), (on, last_day(on)), by, anew=False)]
    if number_of(after) in taken:
        number = free_number(after, KeyKind.MONTH, taken)
        made.append(_make(KeyKind.MONTH, number, (after, last_day(after)), by, anew=False))
    until = last_day(months_later(on, MONTHS - 1))
    made.append(_make(KeyKind.FILES, free_number(on, KeyKind.FILES, taken), (on, until), by, anew=False))
    audit.record("replaced the keys before their time", "the keys", by=by, keys=len(made))
    return made
