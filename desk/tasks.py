"""What the worker does for the desk by itself."""

from celery import shared_task

from desk.actions import answer_reminders, collecting, equality, sanitising
from feedback.actions import forget_log
from feedback.queries import has_unshuffled


@shared_task(name="desk.collect")
def collect() -> None:
    """Fetch what came in at the door, and let nothing tell in which order it came."""
    is_new = has_unshuffled()
    collecting.collect()
    answer_reminders.exchange_contacts()
    if is_new:
        forget_log()


@shared_task(name="desk.collect_everything")
def collect_everything() -> None:
    """Look at all feedback once a day, for what a crash may have left."""
    collecting.collect(everything=True)


@shared_task(name="desk.make_safe")
def make_safe() -> None:
    """Re-encode recordings, pictures and documents that came in at the door."""
    sanitising.make_safe()


@shared_task(name="desk.send_answer_reminders")
def send_answer_reminders() -> None:
    """Tell people who asked for it that their answer is ready."""
    answer_reminders.send_answer_reminders()


@shared_task(name="desk.warn_of_promises")
def warn_of_promises() -> None:
    """Tell the desk how many promises need care."""
    collecting.warn_of_promises()


@shared_task(name="desk.count_equality_answers")
def count_equality_answers() -> None:
    """Add up answers about equality, many people's at once."""
    equality.count_answers()
