"""From feedback to change."""

from django.apps import AppConfig


class TrackerConfig(AppConfig):
    """Reading, sorting, answering, recommending, deciding, changing policies and keeping the promise."""

    name = "tracker"
