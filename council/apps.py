"""Councils of people with lived experience."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CouncilConfig(AppConfig):
    """Councils, seats, terms and membership."""

    name = "council"

    def ready(self) -> None:
        """Add the entry of the navigation; fill the home page."""
        # Not at the top: models can be imported only once every app is known.
        enums = import_module("accounts.enums")
        add = import_module("accounts.navigation").add_nav_item
        section = import_module("core.slots").Section.COUNCIL
        add(_("Seats and members"), "council:council", enums.COUNCIL | enums.STAFF, section=section, order=10)
        add(_("My seat and my name"), "council:me", enums.COUNCIL, section=section, order=20)
        import_module("council.panels").fill_slots()
        import_module("core.slots").ROLE_SCOPES.fill("councils", import_module("council.queries").role_scopes)
