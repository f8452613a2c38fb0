"""What the worker does about people."""

from __future__ import annotations

from celery import shared_task

from people import actions
from people.actions import leaving


@shared_task(name="people.ask_about_needs")
def ask_about_needs() -> None:
    """Ask people whether what they need is still the same."""
    actions.ask_about_needs()


@shared_task(name="people.release_ended")
def release_ended() -> None:
    """Leave open what hung on people whose role ended by its date."""
    leaving.release_ended()
