"""Reads about messages that more than one caller needs."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.models import User
from core.language import supported
from notifications.enums import Status
from notifications.models import OutboxMessage, Preference


def visible_to(user: User) -> QuerySet[OutboxMessage]:
    """Return a person's own messages, the newest first, without those that were no longer needed."""
    # The newest by when it became due: a message has no other time before it is sent.
    mine = OutboxMessage.objects.filter(recipient=user).select_related("recipient")
    return mine.exclude(status=Status.DROPPED).order_by("-due_at", "id")


def due(now: datetime) -> QuerySet[OutboxMessage]:
    """Return what waits to be sent at `now`, the longest waiting first."""
    waiting = OutboxMessage.objects.filter(status=Status.PENDING, due_at__lte=now)
    return waiting.select_related("recipient__preference").order_by("due_at", "id")


def unsent() -> QuerySet[OutboxMessage]:
    """Return what could not be sent so far: given up first, then what is tried again. For staff."""
    stuck = Q(status=Status.DEAD) | Q(status=Status.PENDING, first_failed_at__isnull=False)
    return OutboxMessage.objects.filter(stuck).select_related("recipient").order_by("status", "first_failed_at", "id")


def preference_of(user: User) -> Preference:
    """Return what a person wants to be told, or the usual (not saved) where they said nothing."""
    return getattr(user, "preference", None) or Preference(user=user)


def language_of(user: User) -> str:
    """Return the language to write to somebody in: theirs where we ship it."""
    return supported(user.language) or settings.LANGUAGE_CODE


def sent_before(day: date) -> QuerySet[OutboxMessage]:
    """Return messages that were sent before a day, and those that were no longer needed since."""
    dropped = Q(status=Status.DROPPED, due_at__date__lt=day)
    return OutboxMessage.objects.filter(Q(status=Status.SENT, sent_at__date__lt=day) | dropped)
