"""What staff do by hand, person by person: a letter to print, a call with what to say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from accounts.enums import PaperFormat
from accounts.models import ContactDetails, User
from core.isolates import without_marks
from notifications import queries
from notifications.channels import wording
from notifications.enums import Channel
from notifications.models import OutboxMessage

LARGE = frozenset({PaperFormat.LARGE_PRINT})


@dataclass(frozen=True, slots=True)
class HandRow:
    """One letter or call. The words are in the person's language."""

    message: OutboxMessage
    words: wording.Wording

    @property
    def is_call(self) -> bool:
        """Return whether it is read out and not posted."""
        return self.message.channel == Channel.PHONE


@dataclass(frozen=True, slots=True)
class Batch:
    """What waits for one person. Where the place to reach them is missing, `address` or `phone` is empty."""

    person: User
    language: str
    contact: ContactDetails
    rows: list[HandRow] = field(default_factory=list)

    @property
    def is_large(self) -> bool:
        """Return whether the person reads large print."""
        return self.contact.paper_format in LARGE

    @property
    def has_letters(self) -> bool:
        """Return whether anything is to be printed."""
        return any(not row.is_call for row in self.rows)

    @property
    def has_calls(self) -> bool:
        """Return whether anything is to be said on the phone."""
        return any(row.is_call for row in self.rows)

    @property
    def number(self) -> str:
        """Return the phone number, without the marks that somebody may have pasted with it."""
        return without_marks(self.contact.phone)


def batches(messages: Iterable[OutboxMessage]) -> list[Batch]:
    """Return what waits, person by person, in the order of `messages`."""
    found: dict[object, Batch] = {}
    for message in messages:
        person = message.recipient
        if person is None:
            continue
        language = queries.language_of(person)
        contact = getattr(person, "contact", None) or ContactDetails(user=person)
        batch = found.setdefault(person.pk, Batch(person, language, contact))
        batch.rows.append(HandRow(message, wording.of(message, language)))
    return list(found.values())
