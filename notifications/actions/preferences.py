"""What people want to be notified of, and that the worker is alive."""

from __future__ import annotations

from datetime import time

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from notifications.models import Heartbeat, Preference


@transaction.atomic
def set_preferences(*, reminders: bool, quiet_from: time, quiet_until: time, by: User, **channels: bool) -> Preference:
    """Store which messages a person wants, by which channels, and their quiet hours. Only their own."""
    fields = {"reminders": reminders, "quiet_from": quiet_from, "quiet_until": quiet_until, **channels}
    preference, _created = Preference.objects.update_or_create(user=by, defaults=fields)
    audit.record("changed what to be told", by, by=by)
    return preference


@transaction.atomic
def stop_reminders(*, by: User) -> None:
    """Never remind this person of meetings, in one press."""
    Preference.objects.update_or_create(user=by, defaults={"reminders": False})
    audit.record("stopped reminders", by, by=by)


@transaction.atomic
def beat(*, name: str) -> None:
    """Note that a part of the system worked just now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": timezone.now()})
