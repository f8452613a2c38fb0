"""What the worker does about the log and about sessions that are over."""

from __future__ import annotations

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore

from accounts import verification


@shared_task(name="accounts.verify_log")
def verify_log() -> None:
    """Link events that wait, verify new ones, and a batch of the whole log."""
    verification.verify_some()


@shared_task(name="accounts.forget_sessions")
def forget_sessions() -> None:
    """Destroy sessions that are over: besides who it was they hold what was searched for, and an act to undo."""
    # Django only stops reading them.
    SessionStore.clear_expired()
