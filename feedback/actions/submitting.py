"""Storing what somebody says, sealed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from core import organisation
from feedback import codes, queries, sealing
from feedback.content import FeedbackContent
from feedback.enums import Status
from feedback.models import DataKey, Draft, Feedback, File, Step


class NotStoredError(Exception):
    """These words were not stored: the code belongs to something else, or the conversation is full or erased."""


class CodeReplacedError(NotStoredError):
    """These words are stored, and another code opens them by now: the person has taken a new one since."""


class FilesMissingError(Exception):
    """Not every file is there any more, so nothing was stored: nobody is told "we have it" of something we have not."""


class NoSealingKeyError(Exception):
    """There is no key to seal to, so nothing is accepted: words are never stored in clear."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What was stored: its number, and whether it is new. Counts as true when it is new."""

    id: uuid.UUID
    new: bool

    def __bool__(self) -> bool:
        """Return whether it is new."""
        return self.new


def seal_to_staff(  # noqa: PLR0913 - a cell has a table, a column and a row
    content: Mapping[str, object], *, table: str, column: str, row: uuid.UUID, on: date, block: int = sealing.BLOCK
) -> tuple[bytes, DataKey]:
    """Return content under a key of its own, and that key sealed to this month's key. Raises `NoSealingKeyError`."""
    month = queries.current_key(on)
    if month is None:
        raise NoSealingKeyError
    number = bytes(month.number)
    key = sealing.new_key()
    packed = sealing.pack(content, block=block)
    body = sealing.wrap(packed, key, associated_data=sealing.cell(table, column, row), number=number)
    sealed = sealing.seal(key, bytes(month.public_key), associated_data=sealing.data_key_cell(row), number=number)
    return body, DataKey(opens=row, sealing_key=month, sealed=sealed)


def _feedback(
    content: FeedbackContent, opened: codes.Opened, submission: uuid.UUID, on: date, *, quarantined: bool
) -> Feedback:
    # A new pair for each: whoever opens one conversation has opened no other.
    public, private = sealing.new_keypair()
    feedback = Feedback(
        submission=submission,
        lookup=opened.lookup,
        received_on=on,
        language=content.language,
        restricted=content.is_restricted,
        quarantined=quarantined,
        answer_by=organisation.current().answer_by(on),
        reply_public=public,
        **content.consents,
    )
    cell = sealing.cell("feedback", "reply_private", feedback.pk)
    feedback.reply_private = sealing.wrap(private, opened.wrap_key, associated_data=cell)
    feedback.own_words = _own_words(content, feedback)
    return feedback


def _own_words(content: FeedbackContent, feedback: Feedback) -> bytes:
    """Return somebody's own words sealed to their code, or nothing where they did not ask for it."""
    if not content.reread:
        return b""
    packed = sealing.pack(content.own_words, block=sealing.CONTENT_BLOCK)
    cell = sealing.cell("feedback", "own_words", feedback.pk)
    return sealing.seal(packed, bytes(feedback.reply_public), associated_data=cell)


def _update_own_words(stored: Feedback, content: FeedbackContent) -> None:
    """Follow whoever sends the same words again with another choice about reading them: the last one counts."""
    if content.reread != bool(stored.own_words):
        Feedback.objects.filter(pk=stored.pk).update(own_words=_own_words(content, stored), shuffled=False)


def submit(  # noqa: PLR0913 - one transaction needs to know all of it
    *,
    content: FeedbackContent,
    code: str,
    submission: uuid.UUID,
    on: date,
    quarantined: bool = False,
    draft: bytes | None = None,
) -> Sent:
    """Store what somebody said, sealed. What it returns is not new when this very submission was stored before.

    The same submission sent twice, by a lost answer or a second press, is stored once; the same code works. `draft` is
    the lookup of a draft that is deleted once this is stored. Raises `NotStoredError` when the code opens other words,
    or something that was erased since, `CodeReplacedError` when these words are stored under a newer code,
    `FilesMissingError` when one of the files no longer waits.
    """
    # Outside the transaction: the derivation takes its time, and waits for its turn in a flood.
    opened = codes.opened(code)
    feedback = _feedback(content, opened, submission, on, quarantined=quarantined)
    feedback.body, data_key = seal_to_staff(
        content.sealed, table="feedback", column="body", row=feedback.pk, on=on, block=sealing.CONTENT_BLOCK
    )
    data_key.feedback = feedback
    presented = [opened.lookup]
    if draft:
        presented.append(draft)
    with transaction.atomic():
        queries.show_receipts(*presented)
        # The row policies let this transaction attach files of this visit alone.
        queries.show_files(content.files)
        # No error is raised for a submission that is there already, so no database log can quote it.
        Feedback.objects.bulk_create([feedback], ignore_conflicts=True)
        stored = Feedback.objects.filter(lookup=opened.lookup).first()
        if stored is None:
            # The only thing that can have been in the way of a new row is the same submission under another code.
            raise CodeReplacedError
        if stored.submission != submission or stored.status == Status.ERASED:
            raise NotStoredError
        if draft:
            Draft.objects.filter(lookup=draft).delete()
        if stored.pk != feedback.pk:
            _update_own_words(stored, content)
            return Sent(stored.pk, new=False)
        # The words and their key in one transaction: neither is ever there alone.
        DataKey.objects.bulk_create([data_key])
        Step.objects.bulk_create([Step(feedback=feedback, position=1, status=Status.RECEIVED, taken_on=on)])
        _attach(content.files, feedback)
    return Sent(feedback.pk, new=True)


def _attach(files: list[str], feedback: Feedback) -> None:
    """Let files that waited belong to what was sent, or raise `FilesMissingError`."""
    if not files:
        return
    waiting = File.objects.filter(pk__in=files, feedback=None)
    if waiting.update(feedback=feedback, kept_until=None) != len(files):
        raise FilesMissingError
