"""Opening sealed words. Each opening is one line in the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.models import User
from feedback import sealing
from feedback.queries import from_person, key_of
from tracker import keys
from tracker.models import Item
from tracker.rules import desk as rules


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """Words as they were said. `words` is empty where they cannot be opened."""

    words: dict[str, Any]
    on: date

    @property
    def is_readable(self) -> bool:
        """Return whether the words could be opened."""
        return bool(self.words)


def open_words(*, item: Item, by: User) -> Opened:
    """Return what the person said first: by the names of `feedback.actions.giving.SEALED`. Never stored or sent."""
    with transaction.atomic():
        rules.may_open(by, item).enforce()
        opened = Opened(_words(item), item.received_on)
        audit.record("opened the words", item, by=by, readable=opened.is_readable)
    return opened


def open_name(*, item: Item, by: User) -> Opened:
    """Return nothing but `keep_from`: who is not to read it, so that a coordinator can choose who does."""
    with transaction.atomic():
        rules.may_open_name(by, item).enforce()
        words = _words(item)
        audit.record("opened who is not to read it", item, by=by, readable=bool(words))
    return Opened({"keep_from": words.get("keep_from", "")} if words else {}, item.received_on)


def _words(item: Item) -> dict[str, Any]:
    key = key_of(item.feedback_id)
    if key is None:
        return {}
    try:
        return sealing.open_words(item.feedback, key, keys.private_for(key))
    except sealing.CannotOpen:
        return {}


@transaction.atomic
def open_additions(*, item: Item, by: User) -> list[Opened]:
    """Return what the person added later, oldest first: text, language, perhaps about and different or fitting.

    As far as the desk knows of it; from now on it counts as seen.
    """
    rules.may_open(by, item).enforce()
    opened = []
    messages = list(from_person([item.feedback_id])[: item.messages_known])
    for message in messages:
        key = key_of(message.pk)
        try:
            words = sealing.open_from_person(message, key, keys.private_for(key)) if key else {}
        except sealing.CannotOpen:
            words = {}
        opened.append(Opened(words, message.written_on))
    Item.objects.filter(pk=item.pk, messages_seen__lt=len(messages)).update(messages_seen=len(messages))
    audit.record(
        "opened what was added", item, by=by, messages=len(opened), readable=all(o.is_readable for o in opened)
    )
    return opened
