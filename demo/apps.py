"""Invented people and their story."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Makes the command that loads the demo known."""

    name = "demo"
