"""Keeping what somebody says, sealed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from core.workingdays import add_working_days
from feedback import codes, queries, sealing
from feedback.enums import CONSENTS, Channel, Lane, Status
from feedback.models import Draft, Feedback, File, ItemKey, Step


class NotKept(Exception):  # noqa: N818 - reads as the sentence it is raised in
    """These words were not kept: the code belongs to something else by now, or the conversation is full or erased."""


class Moved(NotKept):
    """These words are kept, and another code opens them by now: the person has taken a new one since."""


class FilesGone(Exception):  # noqa: N818 - reads as the sentence it is raised in
    """Not every file is there any more, so nothing was kept: nobody is told "we have it" of something we have not."""


class NoKey(Exception):  # noqa: N818 - reads as the sentence it is raised in
    """There is no key to seal to, so nothing is accepted: words are never kept in clear."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Words:
    """What somebody says. Every part may be empty, but not all of text, helped, better, ratings, face and files.

    `place_id` is one of the organisation's list, `place` somebody's own words; `ratings` holds degrees by item,
    `notes` content notes, `keep_from` who is not to read it, `files` the numbers of files that wait to be sent, and
    `reread` whether the person wants to read their words again with their code.
    """

    text: str = ""
    helped: str = ""
    better: str = ""
    place: str = ""
    place_id: str = ""
    about: str = ""
    relation: str = ""
    watched: bool = False
    keep_from: str = ""
    notes: list[str] = field(default_factory=list)
    ratings: dict[str, str] = field(default_factory=dict)
    face: str = ""
    channel: str = Channel.WEB
    language: str = "en"
    for_team: bool = False
    for_council: bool = False
    for_public: bool = False
    for_training: bool = False
    files: list[str] = field(default_factory=list)
    reread: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """What was kept: its number, and whether it is new. Counts as true when it is new."""

    id: uuid.UUID
    new: bool

    def __bool__(self) -> bool:
        """Return whether it is new."""
        return self.new


# Columns of their own, or rows of their own: the rest is sealed together.
_NOT_SEALED = frozenset({*CONSENTS, "files", "reread"})
# What somebody can read again, if they asked for it.
OWN = ("text", "helped", "better")
SEALED = tuple(part.name for part in fields(Words) if part.name not in _NOT_SEALED)


def sealed_item(  # noqa: PLR0913 - a cell has a table, a column and a row
    words: dict[str, Any], *, table: str, column: str, row: uuid.UUID, on: date, block: int = sealing.BLOCK
) -> tuple[bytes, ItemKey]:
    """Return words under a key of their own, and that key sealed to this month's key. Raises `NoKey`."""
    month = queries.current_key(on)
    if month is None:
        raise NoKey
    number, key = bytes(month.number), sealing.new_key()
    padded = sealing.padded(words, block=block)
    body = sealing.wrap(padded, key, place=sealing.place_of(table, column, row), number=number)
    sealed = sealing.seal(key, bytes(month.public_key), place=sealing.item_key_place(row), number=number)
    return body, ItemKey(opens=row, sealing_key=month, sealed=sealed)


def _feedback(words: Words, opened: codes.Opened, submission: uuid.UUID, on: date, lane: Lane) -> Feedback:
    public, private = sealing.new_keypair()
    feedback = Feedback(
        submission=submission,
        lookup=opened.lookup,
        received_on=on,
        language=words.language,
        for_team=words.for_team,
        for_council=words.for_council,
        for_public=words.for_public,
        for_training=words.for_training,
        restricted=bool(words.keep_from),
        lane=lane,
        answer_by=add_working_days(on, settings.ANSWER_WORKING_DAYS, settings.REGION),
        reply_public=public,
    )
    feedback.reply_private = sealing.wrap(
        private, opened.wrap_key, place=sealing.place_of("feedback", "reply_private", feedback.pk)
    )
    feedback.own_words = _own(words, feedback) if words.reread else b""
    return feedback


def _own(words: Words, feedback: Feedback) -> bytes:
    """Return somebody's own words sealed to their code."""
    own = {name: getattr(words, name) for name in OWN if getattr(words, name)}
    place = sealing.place_of("feedback", "own_words", feedback.pk)
    return sealing.seal(sealing.padded(own, block=sealing.WORDS_BLOCK), bytes(feedback.reply_public), place=place)


def _reread(kept: Feedback, words: Words) -> None:
    """Follow whoever sends the same words again with another choice about reading them: the last one counts."""
    if words.reread != bool(kept.own_words):
        own = _own(words, kept) if words.reread else b""
        Feedback.objects.filter(pk=kept.pk).update(own_words=own)


def submit(  # noqa: PLR0913 - one transaction needs to know all of it
    *,
    words: Words,
    code: str,
    submission: uuid.UUID,
    on: date,
    lane: Lane = Lane.OPEN,
    draft: bytes | None = None,
) -> Sent:
    """Keep what somebody said, sealed. What it returns is not new when this very submission was kept before.

    The same submission sent twice, by a lost answer or a second press, is kept once; the same code works. `draft` is
    the place of a draft that is gone once this is kept. Raises `NotKept` when the code opens other words, or
    something that was erased since, `Moved` when these words are kept under a newer code, `FilesGone` when one of the
    files no longer waits.
    """
    opened = codes.opened(code)
    feedback = _feedback(words, opened, submission, on, lane)
    said = {name: getattr(words, name) for name in SEALED}
    feedback.body, item_key = sealed_item(
        said, table="feedback", column="body", row=feedback.pk, on=on, block=sealing.WORDS_BLOCK
    )
    item_key.feedback = feedback
    with transaction.atomic():
        queries.show_receipts(opened.lookup, *([draft] if draft else []))
        queries.show_files(words.files)
        # No error is raised for a submission that is there already, so no database log can quote it.
        Feedback.objects.bulk_create([feedback], ignore_conflicts=True)
        kept = Feedback.objects.filter(lookup=opened.lookup).first()
        if kept is None:
            # The only thing that can have been in the way of a new row is the same submission under another code.
            raise Moved
        if kept.submission != submission or kept.status == Status.ERASED:
            raise NotKept
        if draft:
            Draft.objects.filter(lookup=draft).delete()
        if kept.pk != feedback.pk:
            _reread(kept, words)
            return Sent(kept.pk, new=False)
        ItemKey.objects.bulk_create([item_key])
        Step.objects.bulk_create([Step(feedback=feedback, position=1, status=Status.RECEIVED, taken_on=on)])
        if words.files:
            waiting = File.objects.filter(pk__in=words.files, feedback=None)
            if waiting.update(feedback=feedback, kept_until=None) != len(words.files):
                raise FilesGone
    return Sent(feedback.pk, new=True)
