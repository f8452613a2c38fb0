"""The wiring between apps: settings, addresses, processes, and the commands of those who run the service."""

from importlib import import_module

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Makes the management commands in this folder known."""

    name = "config"
    label = "wiring"

    def ready(self) -> None:
        """Let every process, commands too, know the queue it may nudge."""
        import_module("config.celery")
