"""How people come, what hangs on them, and how they leave."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Invitations, codes to sign in, the first sign-in, handing over, and my data."""

    name = "people"

    def ready(self) -> None:
        """Register what hangs on people, what is held about them and how long, and the entries of the navigation."""
        # Not at the top: models can be imported only once every app is known.
        import_module("people.wanted").register_checks()
        import_module("people.departures").register()
        import_module("people.responsibilities").register_all()
        import_module("people.personal_data").register_all()
        import_module("people.retention").register_rules()
        own = ("my_data", "download", "leave", "erase", "receipt", "receipt_text")
        import_module("accounts.gate").let_reach(*(f"people:{name}" for name in own))
        enums = import_module("accounts.enums")
        add = import_module("accounts.navigation").add_nav_item
        section = import_module("core.slots").Section
        inviting = {enums.Role.ADMIN, enums.Role.COORDINATOR}
        invitations = {"section": section.ORGANISATION, "order": 15, "of_one_council": True}
        add(_("Invitations"), "people:invitations", inviting, **invitations)
        add(_("My data"), "people:my_data", None, section=section.ACCOUNT, order=60)
        working = enums.STAFF | {enums.Role.TRANSLATOR}
        add(_("Handed over"), "people:handovers", working, section=section.ACCOUNT, order=70)
        add(_("Stand-ins"), "people:stand_ins", working, section=section.ACCOUNT, order=80)
