"""What somebody may add after sending. Nothing of it is joined to the words, and nobody here can open it.

A count is a number for a month. An address is sealed together with the number of the feedback it waits for, so that
only the worker can see that the two belong together.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, F, Q, Value, When

from feedback import queries, sealing
from feedback.actions.submitting import NoSealingKeyError
from feedback.content import ContactDetails
from feedback.enums import KeyKind
from feedback.equality import RATHER_NOT, Pack
from feedback.models import Contact, Tally

# Every contact is as long as the longest: 254 letters of four bytes and what is around them.
CONTACT_BLOCK = 2048


@transaction.atomic
def count(*, pack: Pack, answers: Mapping[str, Iterable[str]], on: date) -> int:
    """Add one to the number of each answer in this month, and return how many were counted.

    `answers` are names of answers by names of questions; what the pack does not know is not counted. Every row of
    the pack is there from the first answer of a month, and every row is written again each time: the versions of
    rows that a database keeps do not show which answers came last.
    """
    chosen = _known(pack, answers)
    if not chosen:
        return 0
    month = on.replace(day=1)
    tallies = []
    for question in pack.questions:
        for name, _words in question.choices:
            tallies.append(Tally(month=month, pack=pack.name, question=question.name, answer=name))
    Tally.objects.bulk_create(tallies, ignore_conflicts=True)
    rows = Tally.objects.filter(month=month, pack=pack.name)
    # Locked in one order, so that two people who answer at once wait for each other.
    list(rows.select_for_update().order_by("id").values_list("id"))
    cases = [When(Q(question=question, answer=answer), then=Value(1)) for question, answer in chosen]
    rows.update(number=F("number") + Case(*cases, default=Value(0)))
    return len(chosen)


def _known(pack: Pack, answers: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    known = []
    for question in pack.questions:
        given = set(answers.get(question.name, ()))
        names = [name for name, _words in question.answers if name in given]
        # Counted alone only: beside an answer something was said after all.
        if not names and RATHER_NOT[0] in given:
            names = [RATHER_NOT[0]]
        if not question.several:
            names = names[:1]
        known += [(question.name, name) for name in names]
    return known


def kept_until(on: date) -> date:
    """Return the last day of an address given `on`: the end of a month, the same for all of a month or so."""
    day = on + timedelta(days=settings.CONTACT_DAYS)
    # The 31st, or the last day there is in a shorter month.
    return day + relativedelta(day=31)


@transaction.atomic
def ask_to_be_told(*, contact_id: uuid.UUID, feedback_id: uuid.UUID, address: str, language: str, on: date) -> bool:
    """Store where to say that an answer is ready, sealed to the worker alone. Raises `NoSealingKeyError`.

    `contact_id` is random and has nothing to do with the feedback; sent twice it is stored once. Returns whether this
    address is the one that is stored: False where an earlier one is.
    """
    key = queries.current_key(on, KeyKind.NOTICES)
    if key is None:
        raise NoSealingKeyError
    details: ContactDetails = {"feedback": str(feedback_id), "address": address, "language": language}
    sealed = sealing.seal(
        sealing.pack(details, block=CONTACT_BLOCK),
        bytes(key.public_key),
        associated_data=sealing.cell("contact", "sealed", contact_id),
        number=bytes(key.number),
    )
    return _insert(Contact(pk=contact_id, kept_until=kept_until(on), sealed=sealed))


def _insert(contact: Contact) -> bool:
    """Insert a row unless it exists, and return whether it is new. The door's role may not look.

    By hand, because only the number of rows tells; and no error is raised, so no database log can quote one.
    """
    # In the order of the model, which is the order of the columns below.
    fields = Contact._meta.concrete_fields
    values = [field.get_db_prep_save(getattr(contact, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO feedback_contact (id, kept_until, sealed) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", values
        )
        return bool(cursor.rowcount == 1)
