"""What people want to be told, and that the worker is alive."""

from __future__ import annotations

from datetime import time

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from notifications.models import Heartbeat, Preference


@transaction.atomic
def set_preferences(*, email: bool, reminders: bool, quiet_from: time, quiet_until: time, by: User) -> Preference:
    """Keep what a person wants to be told. Only their own."""
    wishes = {"email": email, "reminders": reminders, "quiet_from": quiet_from, "quiet_until": quiet_until}
    preference, _new = Preference.objects.update_or_create(user=by, defaults=wishes)
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
