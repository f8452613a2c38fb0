"""The whole service on one machine."""

from django.apps import AppConfig


class EmbeddedConfig(AppConfig):
    """Makes the page of sent messages known."""

    name = "embedded"
