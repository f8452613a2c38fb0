"""The keys that feedback is sealed to."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KeysConfig(AppConfig):
    """Making, escrow, opening and retiring keys."""

    name = "keys"

    def ready(self) -> None:
        """Add the entry of the navigation; fill the home page."""
        roles = {import_module("accounts.enums").Role.ADMIN}
        add = import_module("accounts.navigation").add_nav_item
        section = import_module("core.slots").Section.ORGANISATION
        add(_("Keys"), "keys:overview", roles, section=section, order=60)
        import_module("keys.panels").fill_slots()
