"""The leaf below every other app: no models, no opinion about councils."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Components, the look of forms, verdicts, language and disclosure control."""

    name = "core"
