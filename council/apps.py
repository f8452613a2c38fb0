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
        coordinators = frozenset({enums.Role.COORDINATOR})
        add(_("Board of seats"), "council:board", coordinators, section=section, order=12)
        add(_("Applications"), "council:applications", coordinators, section=section, order=14)
        add(_("My seat and my name"), "council:me", enums.COUNCIL, section=section, order=20)
        joining = import_module("people.joining")
        acts = import_module("council.actions.joining")
        joining.register("seat", acts.take_seat, acts.seat_in_words)
        joining.offer_councils(import_module("council.queries").councils_to_invite_for)
        panels = import_module("council.panels")
        panels.fill_slots()
        panels.fill_navigation()
        add(_("My welcome"), "council:welcome", enums.COUNCIL, section=section, order=30)
        add(_("Talks and my plan"), "council:care", enums.COUNCIL, section=section, order=40)
        add(_("My interests"), "council:interests", enums.COUNCIL, section=section, order=50)
        add(_("Money and fares"), "council:claims", enums.COUNCIL, section=section, order=60)
        # Photographs of receipts.
        import_module("core.uploads").take_files_at("/council/claims/")
        import_module("council.responsibilities").register_all()
        import_module("council.departures").register()
        import_module("council.wanted").register_checks()
        tasks = import_module("council.actions.need_tasks")
        import_module("accounts.slots").NEEDS_CHANGED.fill("tasks", tasks.need_changed)
        import_module("council.resting").register()
        import_module("council.personal_data").register_all()
        import_module("council.retention").register_rules()
        import_module("core.slots").ROLE_SCOPES.fill("councils", import_module("council.queries").role_scopes)
