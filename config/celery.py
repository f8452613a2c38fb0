"""The Celery application of the members' site, its worker and its beat. The door never imports this module."""

import os
import resource

from celery import Celery
from celery.signals import task_prerun, worker_ready
from celery.worker.consumer import Consumer
from django.utils import timezone

from config import broker

# What lies in memory, words and keys, is written to no disk when a process falls over.
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

broker.use()
app = Celery("answerable")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Without this only the importing thread knows the application, and a web thread would look for another broker.
app.set_default()
app.autodiscover_tasks()


@task_prerun.connect
def use_the_zone(**_kwargs: object) -> None:
    """Let days begin in the organisation's time zone, as on pages."""
    # Here and not above: this module is loaded before the settings are.
    from core import organisation  # noqa: PLC0415

    timezone.activate(organisation.current().zone)


@worker_ready.connect
def say_alive(sender: Consumer, **_kwargs: object) -> None:
    """Run the heartbeat once through the queue, so that /healthz turns green soon after the start, not a beat later."""
    sender.app.send_task("notifications.heartbeat")
