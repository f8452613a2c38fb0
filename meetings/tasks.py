"""What the worker does about meetings."""

from __future__ import annotations

from celery import shared_task

from meetings import actions


@shared_task(name="meetings.remind")
def remind() -> None:
    """Remind people of meetings that begin within a day."""
    actions.remind()


@shared_task(name="meetings.remind_of_polls")
def remind_of_polls() -> None:
    """Ask whoever has not answered about a date once more."""
    actions.remind_of_polls()


@shared_task(name="meetings.settle_bookings")
def settle_bookings() -> None:
    """See to what is booked for people who are not expected at a meeting any more."""
    actions.settle_absent()


@shared_task(name="meetings.count_votes")
def count_votes() -> None:
    """Publish the key for ballots, close votes whose time is over, and count secret ones."""
    actions.count_votes()


@shared_task(name="meetings.count_answers_after")
def count_answers_after() -> None:
    """Count what people answered after meetings, where the time for it is over."""
    actions.count_answers_after()


@shared_task(name="meetings.remind_of_actions")
def remind_of_actions() -> None:
    """Remind owners of what is to be done, and tell the chair what is late."""
    actions.remind_of_actions()
