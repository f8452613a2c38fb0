"""What the worker does about retention by itself."""

from celery import shared_task
from django.utils import timezone

from retention import actions


@shared_task(name="retention.apply")
def apply_retention() -> None:
    """Destroy what is past its time, with receipts."""
    # Sweeps compare days, so it does no harm to run this more often than once on one.
    actions.apply_retention(on=timezone.localdate())
