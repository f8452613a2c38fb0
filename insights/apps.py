"""How well the promise is kept."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """Measures; reads everything, owns nothing else."""

    name = "insights"
