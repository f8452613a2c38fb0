"""What the worker does for the tracker by itself."""

from celery import shared_task

from notifications.actions.preferences import beat
from tracker import outcomes, quotes
from tracker.queries.quotes import QUOTES


@shared_task(name="tracker.refresh_quotes")
def refresh_quotes() -> None:
    """Bring the words of people in meeting papers up to date with what they want, and note what is public."""
    quotes.refresh_quotes()
    beat(name=QUOTES)
    outcomes.note_publications()
