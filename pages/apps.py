"""Pages that belong to no app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    """The first page, the home page, and what we promise about access and privacy."""

    name = "pages"

    def ready(self) -> None:
        """Add the entry of the navigation; fill the home page."""
        section = import_module("core.slots").Section.HOME
        import_module("accounts.navigation").add_nav_item(_("Home"), "home", None, section=section)
        roles = {import_module("accounts.enums").Role.ADMIN}
        organisation = import_module("core.slots").Section.ORGANISATION
        import_module("accounts.navigation").add_nav_item(
            _("Setting up"), "setup:overview", roles, section=organisation, order=90
        )
        # But for its page of people: whoever comes next is invited with a second step.
        steps = ("begin", "council", "door", "help", "mail", "organisation", "overview", "places")
        import_module("accounts.gate").let_reach(*(f"setup:{step}" for step in steps))
        import_module("pages.panels").fill_slots()
