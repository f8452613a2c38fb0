"""Destroying what is past its time, each time with a receipt."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from accounts import audit
from accounts.models import User
from feedback import actions as door
from feedback.models import Feedback
from notifications.actions import forget
from tracker.enums import Clock
from tracker.models import Destruction, Item
from tracker.models.retention import digest_of
from tracker.queries import retention as queries

# What is blanked at staff's side when a code opens nothing any more, unless it stands on a public page.
_BLANK = {"shareable": "", "shareable_language": "", "shareable_on": None, "content_note": ""}


def _receipt(clock: Clock, numbers: Iterable[object], on: date, by: User | None) -> list[Destruction]:
    gone = list(numbers)
    if not gone:
        return []
    made = Destruction.objects.create(clock=clock, destroyed_on=on, number=len(gone), digest=digest_of(gone))
    audit.record("destroyed what was past its time", made, by=by, clock=clock.value, number=len(gone))
    return [made]


@transaction.atomic
def _waiting(on: date, by: User | None) -> list[Destruction]:
    gone = zip((Clock.DRAFTS, Clock.STAGED_FILES, Clock.CONTACTS), door.forget_waiting(on=on), strict=True)
    return [receipt for clock, numbers in gone for receipt in _receipt(clock, numbers, on, by)]


def _held(past: QuerySet[Feedback]) -> list[UUID]:
    """Return the ids of what is past its time. Who adds words in this moment was first, or waits until it is done."""
    ids = list(past.values_list("pk", flat=True))
    list(Feedback.objects.filter(pk__in=ids).select_for_update().order_by("pk").values_list("pk"))
    return list(past.filter(pk__in=ids).values_list("pk", flat=True))


@transaction.atomic
def _words(on: date, by: User | None) -> list[Destruction]:
    ids = _held(queries.words_past(on))
    door.forget_words(feedback_ids=ids)
    Item.objects.filter(feedback__in=ids).update(told_files=[])
    return _receipt(Clock.WORDS, ids, on, by)


@transaction.atomic
def _conversations(on: date, by: User | None) -> list[Destruction]:
    ids = _held(queries.conversations_past(on))
    door.forget_conversations(feedback_ids=ids)
    Item.objects.filter(feedback__in=ids, published_on=None).update(**_BLANK)
    Item.objects.filter(feedback__in=ids).update(reader=None, messages_seen=F("messages_known"), told_files=[])
    return _receipt(Clock.CONVERSATIONS, ids, on, by)


@transaction.atomic
def _tallies(on: date, by: User | None) -> list[Destruction]:
    return _receipt(Clock.TALLIES, door.forget_tallies(before=queries.first_tally_kept(on)), on, by)


@transaction.atomic
def _messages(on: date, by: User | None) -> list[Destruction]:
    ids = list(queries.messages_past(on).values_list("pk", flat=True))
    forget(ids)
    return _receipt(Clock.MESSAGES, ids, on, by)


KINDS: tuple[Callable[[date, User | None], list[Destruction]], ...] = (
    _waiting,
    _words,
    _conversations,
    _tallies,
    _messages,
)


def keep_the_clocks(*, on: date, by: User | None = None) -> list[Destruction]:
    """Destroy everything that is past its time, and return the receipts. Run twice, the second finds nothing."""
    return [receipt for destroy in KINDS for receipt in destroy(on, by)]


@transaction.atomic
def erase_again(
    *, numbers: Iterable[UUID], agreed: Mapping[UUID, Collection[str]], on: date, by: User | None = None
) -> tuple[int, int]:
    """Erase what people had erased, and take back what they had taken back, before a backup was restored.

    `agreed` holds the names of the consents that were given. Returns how many had come back of each. The log says how
    many numbers were given and how many of them had come back: nobody erases unseen.
    """
    given = set(numbers)
    back, withheld = door.erase_again(feedback_ids=given, on=on), door.withhold_again(given=agreed)
    audit.record("erased again after a restore", "feedback", by=by, given=len(given), number=back, withheld=withheld)
    return back, withheld
