"""What the worker does about messages. The queue carries neither times nor texts."""

from __future__ import annotations

from celery import shared_task

from notifications import actions


@shared_task(name="notifications.send_due")
def send_due() -> None:
    """Send what is due."""
    actions.send_due()


@shared_task(name="notifications.heartbeat")
def heartbeat() -> None:
    """Show that a worker takes tasks."""
    actions.beat(name="worker")
