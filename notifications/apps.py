"""What we tell whom."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """The outbox: by which channel, in which language, and when not."""

    name = "notifications"

    def ready(self) -> None:
        """Register how long messages are kept, and add the entries of the navigation; fill the home page."""
        # Not at the top: models can be imported only once every app is known.
        import_module("notifications.retention").register_rule()
        role = import_module("accounts.enums").Role
        add = import_module("accounts.navigation").add_nav_item
        section = import_module("core.slots").Section
        add(_("Messages and quiet hours"), "notifications:mine", None, section=section.ACCOUNT, order=30)
        by_hand = {role.COORDINATOR}
        letters = {"section": section.ORGANISATION, "order": 35, "of_one_council": True}
        add(_("Letters and calls"), "by_hand:list", by_hand, **letters)
        unsent = {role.COORDINATOR, role.ADMIN}
        add(_("Unsent messages"), "notifications:unsent", unsent, section=section.ORGANISATION, order=40)
        import_module("notifications.panels").fill_slots()
        tell = import_module("notifications.actions").tell_of_removed_second_step
        import_module("core.slots").SECOND_STEP_REMOVED.fill("message", tell)
