"""Opening sealed words. Each opening is one line in the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.models import User
from desk.models import Case
from desk.queries import emergencies
from desk.rules import cases as rules
from feedback import sealing
from feedback.models import Message
from feedback.queries import from_person, key_of, keys_of
from keys import interface as keys


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """Words as they were said. `words` is empty where they cannot be opened."""

    words: dict[str, Any]
    on: date

    @property
    def is_readable(self) -> bool:
        """Return whether the words could be opened."""
        return bool(self.words)


def open_words(*, case: Case, by: User) -> Opened:
    """Return what the person said first: by names of questions (`FeedbackContent.sealed`). Never stored or sent."""
    with transaction.atomic():
        rules.may_open(by, case).enforce()
        opened = Opened(_words(case), case.received_on)
        # Also where nothing could be read: what the log keeps is that somebody tried.
        emergency = emergencies.detail_of(by, case)
        audit.record("opened the words", case, by=by, readable=opened.is_readable, **emergency)
    return opened


def open_name(*, case: Case, by: User) -> Opened:
    """Return nothing but `keep_from`: who is not to read it, so that a coordinator can choose who does."""
    with transaction.atomic():
        rules.may_open_name(by, case).enforce()
        words = _words(case)
        audit.record("opened who is not to read it", case, by=by, readable=bool(words))
    if not words:
        return Opened({}, case.received_on)
    # Nothing else of the words leaves this function: the coordinator has not opened them.
    return Opened({"keep_from": words.get("keep_from", "")}, case.received_on)


def _words(case: Case) -> dict[str, Any]:
    key = key_of(case.feedback_id)
    if key is None:
        return {}
    try:
        return sealing.open_words(case.feedback, key, keys.private_key_for(key))
    except sealing.DecryptionError:
        return {}


def _added_words(messages: Sequence[Message]) -> Iterator[dict[str, Any]]:
    """Yield the words of each message, empty where they cannot be opened. As many queries for one as for many."""
    data_keys = keys_of(message.pk for message in messages)
    private_keys = keys.private_keys_for(data_keys.values())
    for message in messages:
        data_key = data_keys.get(message.pk)
        private_key = private_keys.get(data_key.sealing_key_id) if data_key else None
        if data_key is None or private_key is None:
            yield {}
            continue
        try:
            yield sealing.open_from_person(message, data_key, private_key)
        except sealing.DecryptionError:
            yield {}


@transaction.atomic
def open_additions(*, case: Case, by: User) -> list[Opened]:
    """Return what the person added later, oldest first: text, language, perhaps about and different or fitting.

    As far as the desk knows of it; from now on it counts as seen.
    """
    rules.may_open(by, case).enforce()
    messages = list(from_person([case.feedback_id])[: case.messages_known])
    words = _added_words(messages)
    opened = [Opened(said, message.written_on) for said, message in zip(words, messages, strict=True)]
    emergency = emergencies.detail_of(by, case)
    # In an emergency it stays unread: whoever the case is assigned to has not seen it.
    if not emergency:
        # Only upwards: another reader may have opened more at the same time.
        Case.objects.filter(pk=case.pk, messages_seen__lt=len(opened)).update(messages_seen=len(opened))
    is_readable = all(addition.is_readable for addition in opened)
    audit.record("opened what was added", case, by=by, messages=len(opened), readable=is_readable, **emergency)
    return opened
