"""How long records are kept."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RetentionConfig(AppConfig):
    """Applies the retention rules of every app, and keeps a receipt for what was destroyed."""

    name = "retention"

    def ready(self) -> None:
        """Add the entry of the navigation."""
        # Not at the top: models can be imported only once every app is known.
        role = import_module("accounts.enums").Role
        add = import_module("accounts.navigation").add_nav_item
        section = import_module("core.slots").Section.ORGANISATION
        add(_("Retention"), "retention:overview", {role.ADMIN, role.COORDINATOR}, section=section, order=50)
