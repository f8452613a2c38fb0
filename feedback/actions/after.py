"""Where to say that an answer is ready. Nobody here can open it.

An address is sealed together with the number of the feedback it waits for, so that only the worker can see that the two
belong together.
"""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction

from feedback import queries, sealing
from feedback.actions.inserting import end_of_month, insert_unseen
from feedback.actions.submitting import NoSealingKeyError
from feedback.content import ContactDetails
from feedback.enums import KeyKind
from feedback.models import Contact

# Every contact is as long as the longest: 254 letters of four bytes and what is around them.
CONTACT_BLOCK = 2048


def kept_until(on: date) -> date:
    """Return the last day of an address given `on`: the end of a month, the same for all of a month or so."""
    return end_of_month(on + timedelta(days=settings.CONTACT_DAYS))


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
    return insert_unseen(Contact(pk=contact_id, kept_until=kept_until(on), sealed=sealed))
