"""Answers about equality: sealed at the door, opened by the worker alone, counted many at a time.

What was answered is in no row, no version of a row and no log of changes: every set is as long as every other, and the
numbers move only when several people's answers are added at once.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Case, F, Q, Value, When

from feedback import queries, sealing
from feedback.actions.inserting import end_of_month, insert_unseen
from feedback.actions.submitting import NoSealingKeyError
from feedback.enums import KeyKind
from feedback.equality import PACKS, RATHER_NOT, Pack
from feedback.models import EqualityAnswers, LinkedAnswers, SealingKey, Tally

# Longer than every answer of every pack together.
ANSWERS_BLOCK = 2048
# Days that answers wait for those of enough others.
WAITING_DAYS = 180

# Names of questions and of answers.
Given = tuple[str, str]


@transaction.atomic
def store_answers(
    *, pack: Pack, answers: Mapping[str, Iterable[str]], linked_to: uuid.UUID | None = None, on: date
) -> int:
    """Store a set of answers, sealed to the worker alone, and return how many are in it.

    `answers` are names of answers by names of questions; what the pack does not know is left out, and nothing is stored
    where nothing is left. `linked_to` is the feedback that they may also be kept beside. Raises `NoSealingKeyError`.
    """
    known = known_answers(pack, answers)
    if not known:
        return 0
    key = queries.current_key(on, KeyKind.EQUALITY)
    if key is None:
        raise NoSealingKeyError
    insert_unseen(waiting(pack, known, key, on))
    if linked_to is not None:
        insert_unseen(_linked(pack, known, key, linked_to))
    return len(known)


def waiting(pack: Pack, known: list[Given], key: SealingKey, on: date) -> EqualityAnswers:
    """Return a row that is not stored yet, with the day on which it goes at the latest."""
    row = EqualityAnswers(kept_until=end_of_month(on + timedelta(days=WAITING_DAYS)))
    row.sealed = _sealed(pack, known, key, sealing.cell("equality_answers", "sealed", row.pk))
    return row


def _linked(pack: Pack, known: list[Given], key: SealingKey, feedback_id: uuid.UUID) -> LinkedAnswers:
    row = LinkedAnswers(feedback_id=feedback_id)
    # With the feedback too: beside another one it does not open.
    row.sealed = _sealed(pack, known, key, linked_cell(row.pk, feedback_id))
    return row


def linked_cell(row_id: uuid.UUID, feedback_id: uuid.UUID) -> str:
    """Return what linked answers are bound to: their row and their feedback."""
    return f"{sealing.cell('linked_answers', 'sealed', row_id)}|{feedback_id}"


def _sealed(pack: Pack, known: list[Given], key: SealingKey, associated_data: str) -> bytes:
    packed = sealing.pack({"pack": pack.name, "answers": known}, block=ANSWERS_BLOCK)
    return sealing.seal(packed, bytes(key.public_key), associated_data=associated_data, number=bytes(key.number))


def known_answers(pack: Pack, answers: Mapping[str, Iterable[str]]) -> list[Given]:
    """Return the answers that a pack knows, in its order: one to a question, unless it says that several may be."""
    known = []
    for question in pack.questions:
        given = set(answers.get(question.name, ()))
        names = [name for name, _words in question.answers if name in given]
        # Alone only: beside an answer something was said after all.
        if not names and RATHER_NOT[0] in given:
            names = [RATHER_NOT[0]]
        if not question.several:
            names = names[:1]
        known += [(question.name, name) for name in names]
    return known


def opened_answers(sealed: bytes, private: bytes, associated_data: str) -> tuple[Pack, list[Given]]:
    """Return what one set holds, or raise `DecryptionError`. The worker's side only.

    The door may have been taken over, so nothing in it is believed: what the pack does not know is left out.
    """
    content = sealing.unpack(sealing.unseal(sealed, private, associated_data=associated_data), block=ANSWERS_BLOCK)
    try:
        pack = PACKS[content["pack"]]
        answers: dict[str, set[str]] = {}
        for question, answer in content["answers"]:
            answers.setdefault(question, set()).add(answer)
    except (KeyError, TypeError, ValueError) as error:
        raise sealing.DecryptionError from error
    return pack, known_answers(pack, answers)


@transaction.atomic
def add_to_tallies(*, pack: Pack, counts: Mapping[Given, int], on: date) -> None:
    """Add the answers of several people to the numbers of a month. Staff's side only.

    Every row of the pack is there from the first answer of a month, and every row is written again each time: the
    versions of rows that a database keeps do not show which answers were among them.
    """
    month = on.replace(day=1)
    tallies = []
    for question in pack.questions:
        for name, _words in question.choices:
            tallies.append(Tally(month=month, pack=pack.name, question=question.name, answer=name))
    Tally.objects.bulk_create(tallies, ignore_conflicts=True)
    rows = Tally.objects.filter(month=month, pack=pack.name)
    # Locked in one order, so that two workers at once wait for each other.
    list(rows.select_for_update().order_by("id").values_list("id"))
    cases = [When(Q(question=question, answer=answer), then=Value(more)) for (question, answer), more in counts.items()]
    rows.update(number=F("number") + Case(*cases, default=Value(0)))
