"""What goes when its time is over. Staff's side says for which conversations it is; the door keeps no clock."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from feedback.actions.returning import add_step
from feedback.enums import CONSENTS, MessageKind, Status
from feedback.models import (
    Contact,
    DataKey,
    Draft,
    EqualityAnswers,
    Feedback,
    File,
    LinkedAnswers,
    Message,
    Step,
    Tally,
)

# Free text goes first; what was decided and what changed stays, so that the code still answers what came of it.
FREE_TEXT = (MessageKind.REPLY, MessageKind.SHAREABLE, MessageKind.FROM_PERSON)


@transaction.atomic
def forget_waiting(*, on: date) -> tuple[list[uuid.UUID], ...]:
    """Destroy what was never sent or used and whose day has passed. Returns the numbers of each.

    In this order: drafts, files, addresses, answers about equality.
    """
    # Somebody can destroy their words and answer after that, as long as the page is open.
    LinkedAnswers.objects.filter(feedback__body=b"").delete()
    drafts = Draft.objects.filter(kept_until__lt=on)
    files = File.objects.filter(feedback=None, kept_until__lt=on)
    contacts = Contact.objects.filter(kept_until__lt=on)
    answers = EqualityAnswers.objects.filter(kept_until__lt=on)
    return _delete(drafts), _delete(files), _delete(contacts), _delete(answers)


def _delete(expired: QuerySet[Any]) -> list[uuid.UUID]:
    numbers = list(expired.values_list("pk", flat=True))
    expired.delete()
    return numbers


@transaction.atomic
def forget_words(*, feedback_ids: Iterable[uuid.UUID]) -> None:
    """Destroy words, files and free text of these conversations, by their keys first. Where it went stays."""
    ids = list(feedback_ids)
    DataKey.objects.filter(feedback__in=ids).delete()
    LinkedAnswers.objects.filter(feedback__in=ids).delete()
    File.objects.filter(feedback__in=ids).delete()
    Message.objects.filter(feedback__in=ids, kind__in=FREE_TEXT).update(sealed=b"")
    Feedback.objects.filter(pk__in=ids).update(body=b"", own_words=b"")


@transaction.atomic
def erase_again(*, feedback_ids: Iterable[uuid.UUID], on: date) -> int:
    """Erase what a restored backup brought back. Returns how many were there again."""
    back = list(Feedback.objects.filter(pk__in=list(feedback_ids)).exclude(status=Status.ERASED))
    forget_words(feedback_ids=[feedback.pk for feedback in back])
    Message.objects.filter(feedback__in=back).update(sealed=b"")
    for feedback in back:
        Feedback.objects.filter(pk=feedback.pk).update(
            status=Status.ERASED, reply_private=b"", **dict.fromkeys((*CONSENTS, "shuffled"), False)
        )
        add_step(feedback, Status.ERASED, on)
    return len(back)


@transaction.atomic
def withhold_again(*, given: Mapping[uuid.UUID, Collection[str]]) -> int:
    """Take back consents that a restored backup brought back; `given` says which were given. Returns how many rows.

    Nothing is ever given here: a consent counts only where both say so.
    """
    changed = 0
    for feedback in Feedback.objects.filter(pk__in=list(given)).only("pk", *CONSENTS):
        kept = {name: getattr(feedback, name) and name in given[feedback.pk] for name in CONSENTS}
        changed += Feedback.objects.filter(pk=feedback.pk).exclude(**kept).update(**kept, shuffled=False)
    return changed


@transaction.atomic
def forget_conversations(*, feedback_ids: Iterable[uuid.UUID]) -> None:
    """Let codes open nothing any more. An empty row stays for what staff's side points to."""
    ids = list(feedback_ids)
    forget_words(feedback_ids=ids)
    Message.objects.filter(feedback__in=ids).delete()
    Step.objects.filter(feedback__in=ids).delete()
    for pk in ids:
        # A number that no code leads to, so that an old code cannot be recognised either.
        Feedback.objects.filter(pk=pk).update(
            lookup=secrets.token_bytes(32), submission=uuid.uuid4(), reply_private=b"", reply_public=b""
        )


def forget_tallies(*, before: date) -> list[uuid.UUID]:
    """Destroy counts of months before this day, and return their numbers."""
    old = Tally.objects.filter(month__lt=before)
    numbers = list(old.values_list("pk", flat=True))
    old.delete()
    return numbers
