"""Pages that belong to no app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    """The first page, the home page, and what we promise about access and privacy."""

    name = "pages"

    def ready(self) -> None:
        """Add the entry of the navigation."""
        section = import_module("core.slots").Section.HOME
        import_module("accounts.navigation").add_nav_item(_("Home"), "home", None, section=section)
