"""How well the promise is kept."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightsConfig(AppConfig):
    """Measures; reads everything, owns nothing else."""

    name = "insights"

    def ready(self) -> None:
        """Add the entry of the navigation."""
        enums = import_module("accounts.enums")
        add = import_module("accounts.navigation").add_nav_item
        section = import_module("core.slots").Section.RESULTS
        add(_("Results"), "insights:overview", enums.COUNCIL | enums.STAFF, section=section)
