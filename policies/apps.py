"""The register of policies."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    """Documents, their versions and clauses. It can be used without feedback."""

    name = "policies"

    def ready(self) -> None:
        """Register the texts to translate, and the entry of the navigation; fill the home page."""
        # Not at the top: models can be imported only once every app is known.
        import_module("policies.translated").register_kinds()
        enums = import_module("accounts.enums")
        readers = enums.COUNCIL | enums.STAFF | {enums.Role.TRANSLATOR}
        add = import_module("accounts.navigation").add_nav_item
        section = import_module("core.slots").Section.CHANGES
        add(_("Policies"), "policies:list", readers, section=section, order=20)
        import_module("policies.panels").fill_slots()
