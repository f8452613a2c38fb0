"""What the worker does for the tracker by itself."""

from celery import shared_task
from django.utils import timezone

from tracker import actions, keys
from tracker.actions.retention import keep_the_clocks


@shared_task(name="tracker.collect")
def collect() -> None:
    """Fetch what came in at the door."""
    actions.collect()


@shared_task(name="tracker.take_out_of_papers")
def take_out() -> None:
    """Bring meetings' papers up to date with what people want: soon, not only when the door is asked."""
    actions.take_out_of_papers()


@shared_task(name="tracker.make_safe")
def make_safe() -> None:
    """Draw recordings, pictures and documents anew that came in at the door."""
    actions.make_safe()


@shared_task(name="tracker.keep_keys")
def keep_keys() -> None:
    """Make the keys that are missing: this month, the next, files and reminders."""
    keys.keep(timezone.localdate())


@shared_task(name="tracker.tell_those_who_asked")
def tell_those_who_asked() -> None:
    """Tell people who asked for it that their answer is ready."""
    actions.tell_those_who_asked()


@shared_task(name="tracker.warn_of_promises")
def warn_of_promises() -> None:
    """Tell the desk how many promises need care."""
    actions.warn_of_promises()


@shared_task(name="tracker.keep_the_clocks")
def destroy_past_its_time() -> None:
    """Destroy what is past its time, with receipts."""
    keep_the_clocks(on=timezone.localdate())
