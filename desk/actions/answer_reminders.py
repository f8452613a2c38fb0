"""Telling people who left an address that their answer is ready: one message without content, then no address.

The address is in this process for as long as one message takes. It is written into no log, no error and no other row.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from random import Random, SystemRandom
from time import monotonic
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from nacl.public import PrivateKey

from desk.actions.collecting import SENDING_TIMES
from desk.queries import answer_reminders as queries
from feedback import sealing
from feedback.actions.after import CONTACT_BLOCK
from feedback.models import Contact
from notifications.channels import email

# After so many seconds a run leaves the rest to the next one.
TIME_BUDGET_S = 120.0
# Contacts that are exchanged together with what is new.
EXCHANGED_WITH = 1000


@dataclass(frozen=True, slots=True, repr=False)
class OpenedContact:
    """What a contact holds: whose answer it waits for, and where to. Never printed."""

    feedback: UUID
    address: str
    language: str


def send_answer_reminders(now: datetime | None = None, rng: Random | None = None) -> int:
    """Send one message to everybody whose answer is ready, and destroy their address; returns how many were sent.

    Only with CONTACT_KEY, and only in the hours that messages leave in; shuffled. What is too old, or waits for
    feedback that was erased, is destroyed unsent. What cannot be sent now waits for the next time.
    """
    now = now or timezone.now()
    key = getattr(settings, "CONTACT_KEY", None)
    # At fixed hours, or the moment of a message would tell when its answer was written.
    if not key or timezone.localtime(now).hour not in {sending.hour for sending in SENDING_TIMES}:
        return 0
    # First, so that nobody gets a message after the day on which we said that the address is gone.
    Contact.objects.filter(kept_until__lt=timezone.localdate(now)).delete()
    waiting = list(Contact.objects.values_list("pk", flat=True))
    if not waiting:
        return 0
    # Shuffled, so that the order of the messages does not tell in which order people asked for them.
    (rng or SystemRandom()).shuffle(waiting)
    return _send_waiting(waiting, key)


def _send_waiting(waiting: list[UUID], key: bytes) -> int:
    # Both lists are read once and whole: a query for one contact would name the feedback that it waits for.
    existing = queries.existing()
    answered = queries.answered()
    sent = 0
    started = monotonic()
    connection = email.connect()
    try:
        for contact_id in waiting:
            if monotonic() - started > TIME_BUDGET_S:
                break
            try:
                sent += _settle(contact_id, key, answered, existing, connection)
            # The rest would each wait for the same timeout.
            except _NoServerError:
                break
            # It is tried again at the next hour, and keeps nobody else waiting.
            except _NotSentError:
                continue
    finally:
        email.close(connection)
    return sent


class _NotSentError(Exception):
    """One message could not be sent now. Never with a cause: an error of a mail server quotes addresses."""


class _NoServerError(_NotSentError):
    """No message can be sent now."""


@transaction.atomic
def exchange_contacts(rng: Random | None = None) -> int:
    """Exchange new contacts, and others with them, for rows that nobody can tell from each other. Returns how many.

    A contact is added a minute after its feedback, and removed when its message leaves: whoever reads the log of
    changes beside the mail server's could join the two. The same content gets another number and is sealed again, in
    shuffled order. Only with CONTACT_KEY.
    """
    key = getattr(settings, "CONTACT_KEY", None)
    if not key or not Contact.objects.filter(shuffled=False).exists():
        return 0
    others = Contact.objects.filter(shuffled=True).order_by("?").values_list("pk", flat=True)[:EXCHANGED_WITH]
    chosen = Contact.objects.filter(Q(shuffled=False) | Q(pk__in=list(others)))
    rows = list(chosen.select_for_update(skip_locked=True).order_by("id"))
    (rng or SystemRandom()).shuffle(rows)
    exchanged = list(filter(None, (_exchanged(row, key) for row in rows)))
    # What does not open waits for its day, and is not looked at again.
    Contact.objects.filter(pk__in=[row.pk for row in rows]).update(shuffled=True)
    Contact.objects.filter(pk__in=[old.pk for old, _new in exchanged]).delete()
    Contact.objects.bulk_create([new for _old, new in exchanged])
    return len(exchanged)


def _exchanged(old: Contact, key: bytes) -> tuple[Contact, Contact] | None:
    """Return a contact and the row that takes its place, or None where it cannot be opened."""
    try:
        content = sealing.unseal(old.sealed, key, associated_data=sealing.cell("contact", "sealed", old.pk))
    except sealing.DecryptionError:
        return None
    new = Contact(kept_until=old.kept_until, shuffled=True)
    new.sealed = sealing.seal(
        content,
        bytes(PrivateKey(key).public_key),
        associated_data=sealing.cell("contact", "sealed", new.pk),
        number=sealing.number_of(old.sealed),
    )
    return old, new


@transaction.atomic
def _settle(
    contact_id: UUID, key: bytes, answered: set[UUID], existing: set[UUID], connection: BaseEmailBackend
) -> bool:
    """Send and delete in one transaction; returns whether a message was sent.

    A crash between the two sends once more, never less than once. Another worker passes by a row that is locked.
    """
    contact = Contact.objects.select_for_update(skip_locked=True).filter(pk=contact_id).first()
    if contact is None:
        return False
    opened = opened_contact(contact, key)
    if opened is None:
        return False
    exists = opened.feedback in existing
    if exists and opened.feedback not in answered:
        return False
    if exists:
        _send(_message(opened, contact, key), connection)
    contact.delete()
    return exists


def opened_contact(contact: Contact, key: bytes) -> OpenedContact | None:
    """Return what a contact holds; None when it was changed or sealed to another key: then it waits for its day."""
    try:
        associated_data = sealing.cell("contact", "sealed", contact.pk)
        content = sealing.unseal(contact.sealed, key, associated_data=associated_data)
        values = sealing.unpack(content, block=CONTACT_BLOCK)
        feedback = UUID(values["feedback"])
        address = values["address"]
        language = values["language"]
    except (sealing.DecryptionError, KeyError, ValueError, TypeError, AttributeError):
        return None
    # It comes from the door, which may be taken over: nothing in it is believed, and nobody waits because of it.
    is_address = isinstance(address, str) and "@" in address
    is_language = language in [code for code, _name in settings.LANGUAGES]
    if not is_address or not is_language:
        return None
    return OpenedContact(feedback, address, language)


def _message(opened: OpenedContact, contact: Contact, key: bytes) -> EmailMessage:
    """Return the message. It names no service, and its number cannot be found from a row without the key."""
    # The bare address: a sender's name would say on a locked phone which service this is (ADR 16).
    sender = settings.CONTACT_FROM_EMAIL or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    number = hashlib.blake2b(contact.pk.bytes, key=key, digest_size=16).hexdigest()
    with translation.override(opened.language):
        subject = render_to_string("desk/answer_reminder.subject.txt").strip()
        body = render_to_string("desk/answer_reminder.body.txt").strip()
    return EmailMessage(
        subject=subject,
        body=body + "\n",
        from_email=sender,
        to=[opened.address],
        headers={
            "Message-ID": f"<{number}@{sender.rpartition('@')[2] or 'localhost'}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": opened.language,
        },
    )


def _send(message: EmailMessage, connection: BaseEmailBackend) -> None:
    message.connection = connection
    failure: type[_NotSentError] = _NoServerError
    with contextlib.suppress(Exception):  # whatever it says, it may quote the address
        connection.open()
        failure = _NotSentError
        message.send()
        return
    # Outside the handler, so that the error that quotes the address is not its context.
    email.close(connection)
    raise failure
