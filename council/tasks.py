"""What the worker does about councils."""

from __future__ import annotations

from celery import shared_task

from council import actions


@shared_task(name="council.remind_of_endings")
def remind_of_endings() -> None:
    """Tell members and coordinators of terms that end in six, three and one months, and offer a talk after the last."""
    actions.remind_of_endings()
    actions.offer_exit_talks()


@shared_task(name="council.release_ended")
def release_ended() -> None:
    """See to what hung on terms that ended by their date."""
    actions.release_ended()
