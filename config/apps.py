"""The wiring between apps: settings, addresses, processes, and the commands of those who run the service."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Makes the management commands in this folder known."""

    name = "config"
    label = "wiring"
