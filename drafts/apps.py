"""Typed words are kept until they are sent."""

from importlib import import_module

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """What signed-in people typed and could not send: kept sealed, shown again, thrown away."""

    name = "drafts"

    def ready(self) -> None:
        """Register how long unsent words are kept."""
        # Not at the top: models can be imported only once every app is known.
        import_module("drafts.retention").register_rule()
