"""Telling people who left an address that their answer is ready: one message without content, then no address.

The address is in this process for as long as one message takes. It stands in no log, no error and no other row.
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
from django.template.loader import render_to_string
from django.utils import timezone, translation

from feedback import sealing
from feedback.actions.after import CONTACT_BLOCK
from feedback.models import Contact
from notifications.channels import email
from tracker.actions.collecting import SLOTS
from tracker.queries import ready

BUDGET = 120.0  # seconds after which a run leaves the rest to the next one


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """What a contact holds. Never printed."""

    feedback: UUID
    address: str
    language: str


def tell_those_who_asked(now: datetime | None = None, rng: Random | None = None) -> int:
    """Send one message to everybody whose answer is ready, and destroy their address; returns how many were sent.

    Only with CONTACT_KEY, and only in the hours that messages leave in; shuffled. What is too old, or waits for
    feedback that was erased, is destroyed unsent. What cannot be sent now waits for the next time.
    """
    now, key = now or timezone.now(), getattr(settings, "CONTACT_KEY", None)
    if not key or timezone.localtime(now).hour not in {slot.hour for slot in SLOTS}:
        return 0
    Contact.objects.filter(kept_until__lt=timezone.localdate(now)).delete()
    waiting = list(Contact.objects.values_list("pk", flat=True))
    (rng or SystemRandom()).shuffle(waiting)
    return _go_through(waiting, key) if waiting else 0


def _go_through(waiting: list[UUID], key: bytes) -> int:
    answered, there = ready.answered(), ready.there()
    sent, started, connection = 0, monotonic(), email.connect()
    try:
        for number in waiting:
            if monotonic() - started > BUDGET:
                break
            try:
                sent += _settle(number, key, answered, there, connection)
            except _NoServer:
                break
            except _NotNow:
                continue
    finally:
        email.close(connection)
    return sent


class _NotNow(Exception):  # noqa: N818 - reads as the sentence it is raised in
    """One contact could not be told now. Never with a cause: an error of a mail server quotes addresses."""


class _NoServer(_NotNow):
    """Nobody could be told now."""


@transaction.atomic
def _settle(number: UUID, key: bytes, answered: set[UUID], there: set[UUID], connection: BaseEmailBackend) -> bool:
    """Send and delete in one transaction; returns whether a message was sent.

    A crash between the two sends once more, never less than once. Another worker passes by a row that is held.
    """
    contact = Contact.objects.select_for_update(skip_locked=True).filter(pk=number).first()
    told = _opened(contact, key) if contact else None
    if contact is None or told is None:
        return False
    is_there = told.feedback in there
    if is_there and told.feedback not in answered:
        return False
    if is_there:
        _send(_message(told, contact, key), connection)
    contact.delete()
    return is_there


def _opened(contact: Contact, key: bytes) -> Told | None:
    """Return what a contact holds; None when it was changed or sealed to another key: then it waits for its day."""
    try:
        place = sealing.place_of("contact", "sealed", contact.pk)
        held = sealing.unpadded(sealing.unseal(contact.sealed, key, place=place), block=CONTACT_BLOCK)
        feedback, address, language = UUID(held["feedback"]), held["address"], held["language"]
    except (sealing.CannotOpen, KeyError, ValueError, TypeError, AttributeError):
        return None
    # It comes from the door, which may be taken over: nothing in it is believed, and nobody waits because of it.
    is_address = isinstance(address, str) and "@" in address
    is_sound = is_address and language in [code for code, _name in settings.LANGUAGES]
    return Told(feedback, address, language) if is_sound else None


def _message(told: Told, contact: Contact, key: bytes) -> EmailMessage:
    """Return the message. It names no service, and its number cannot be found from a row without the key."""
    sender = settings.CONTACT_FROM_EMAIL or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    number = hashlib.blake2b(contact.pk.bytes, key=key, digest_size=16).hexdigest()
    with translation.override(told.language):
        subject, body = (render_to_string(f"tracker/ready.{part}.txt").strip() for part in ("subject", "body"))
    return EmailMessage(
        subject=subject,
        body=body + "\n",
        from_email=sender,
        to=[told.address],
        headers={
            "Message-ID": f"<{number}@{sender.rpartition('@')[2] or 'localhost'}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": told.language,
        },
    )


def _send(message: EmailMessage, connection: BaseEmailBackend) -> None:
    message.connection = connection
    failed: type[_NotNow] = _NoServer
    with contextlib.suppress(Exception):  # whatever it says, it may quote the address
        connection.open()
        failed = _NotNow
        message.send()
        return
    email.close(connection)
    raise failed
