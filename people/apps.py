"""How people come, what hangs on them, and how they leave."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Invitations, codes to sign in, the first sign-in, handing over, and my data."""

    name = "people"

    def ready(self) -> None:
        """Say which messages are still wanted, and add the entry of the navigation."""
        # Not at the top: models can be imported only once every app is known.
        import_module("people.wanted").register_checks()
        role = import_module("accounts.enums").Role
        add = import_module("accounts.navigation").add_nav_item
        section = import_module("core.slots").Section.ORGANISATION
        add(_("Invitations"), "people:invitations", {role.ADMIN, role.COORDINATOR}, section=section, order=15)
