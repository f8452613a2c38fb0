"""What the worker does for the keys by itself."""

from celery import shared_task
from django.utils import timezone

from keys.actions import making


@shared_task(name="keys.make_missing")
def make_missing() -> None:
    """Make the keys that are missing: this month, the next, files and reminders."""
    making.keep(timezone.localdate())
