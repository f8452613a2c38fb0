"""Councils of people with lived experience."""

from django.apps import AppConfig


class CouncilConfig(AppConfig):
    """Councils, seats, terms and membership."""

    name = "council"
