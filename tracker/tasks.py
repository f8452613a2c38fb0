"""What the worker does for the tracker by itself."""

from celery import shared_task
from django.utils import timezone

from tracker import actions, keys


@shared_task(name="tracker.collect")
def collect() -> None:
    """Fetch what came in at the door."""
    actions.collect()


@shared_task(name="tracker.keep_keys")
def keep_keys() -> None:
    """Make this month's and next month's key where they are missing."""
    keys.keep(timezone.localdate())


@shared_task(name="tracker.warn_of_promises")
def warn_of_promises() -> None:
    """Tell the desk how many promises need care."""
    actions.warn_of_promises()
