"""E-mail over SMTP: plain text, one kept connection for a batch."""

from __future__ import annotations

import contextlib
import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from notifications import queries
from notifications.channels import calendar_part, wording
from notifications.channels.errors import Unreachable
from notifications.models import OutboxMessage

# Not the fault of one message: the others would fare no better. (Every SMTPException is an OSError too.)
_NO_SERVER = (smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError)


def connect() -> BaseEmailBackend:
    """Return a connection that opens with its first message and stays open until `close`."""
    # Not silently: an error that is swallowed here would count as sent.
    return get_connection(fail_silently=False)


def close(connection: BaseEmailBackend) -> None:
    """Close a connection, whatever state it is in."""
    with contextlib.suppress(OSError):
        connection.close()


def send(message: OutboxMessage, *, connection: BaseEmailBackend) -> None:
    """Send one message. Raises `Unreachable` where no mail can be sent at all, and other errors for this one."""
    mail = compose(message)
    mail.connection = connection
    try:
        connection.open()
    except OSError as error:
        close(connection)
        raise Unreachable from error
    try:
        mail.send()
    except OSError as error:
        # A half-finished SMTP dialogue is dropped; the next message begins a new one.
        close(connection)
        if isinstance(error, _NO_SERVER) or not isinstance(error, smtplib.SMTPException):
            raise Unreachable(had_begun=True) from error
        raise


def compose(message: OutboxMessage) -> EmailMultiAlternatives:
    """Return the e-mail in the recipient's language; the same message always has the same Message-ID."""
    # Should a message be sent twice after a crash, mail programs can recognise the second copy.
    language = queries.language_for(message)
    words = wording.of(message, language)
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    mail = EmailMultiAlternatives(
        subject=words.subject,
        body=words.body,
        to=[_address_of(message)],
        reply_to=[address] if (address := message.values.get("reply_to")) else None,
        headers={
            "Message-ID": f"<{message.pk}@{domain}>",
            # Programs that write notes of absence leave such a message unanswered (RFC 3834).
            "Auto-Submitted": "auto-generated",
            "Content-Language": language,
        },
    )
    calendar_part.attach(mail, message.values.get("attachments", {}))
    return mail


def _address_of(message: OutboxMessage) -> str:
    """Return where a message goes. Raises `LookupError` for somebody without an address."""
    if message.recipient is None:
        return message.address
    if not message.recipient.email:
        raise LookupError(message.channel)
    return message.recipient.email
