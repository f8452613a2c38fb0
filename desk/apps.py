"""The desk: every piece of feedback is read with care and answered."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """Collecting, reading, coding, sharing, replying, entering for somebody, files and places."""

    name = "desk"

    def ready(self) -> None:
        """Register how long feedback is kept, and add the entries of the navigation; fill the home page."""
        # Not at the top: models can be imported only once every app is known.
        import_module("desk.retention").register_rules()
        enums = import_module("accounts.enums")
        add = import_module("accounts.navigation").add_nav_item
        section = import_module("core.slots").Section
        add(_("Desk"), "desk:queue", enums.DESK, section=section.FEEDBACK, order=10)
        add(_("Enter feedback"), "desk:enter", enums.DESK, section=section.FEEDBACK, order=30)
        add(_("Places"), "desk:places", {enums.Role.COORDINATOR, enums.Role.ADMIN}, section=section.FEEDBACK, order=40)
        import_module("desk.panels").fill_slots()
        import_module("desk.actions.undoing").declare()
        is_erased = import_module("desk.queries.cases").is_about_erased
        import_module("drafts.interface").keep_none_about("cases", is_erased)
