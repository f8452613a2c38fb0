"""Meetings of a council."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    """Agendas, invitations, access bookings and what was decided."""

    name = "meetings"

    def ready(self) -> None:
        """Add the entry of the navigation; fill the home page."""
        # Not at the top: models can be imported only once every app is known.
        enums = import_module("accounts.enums")
        add = import_module("accounts.navigation").add_nav_item
        section = import_module("core.slots").Section.COUNCIL
        add(_("Meetings"), "meetings:list", enums.COUNCIL | enums.STAFF, section=section)
        import_module("meetings.panels").fill_slots()
        needs = import_module("meetings.actions.needs")
        # After the tasks of council, to take back those that the list of bookings has.
        import_module("accounts.slots").NEEDS_CHANGED.fill("bookings", needs.need_changed, order=10)
        bookings = import_module("meetings.actions.bookings")
        import_module("core.slots").PERSON_CHANGED.fill("access bookings", bookings.person_changed)
        import_module("meetings.actions.booking_notices").register_checks()
        import_module("meetings.actions.to_do").register_checks()
        import_module("meetings.personal_data").register_all()
        import_module("meetings.queries.wanted").register_checks()
        import_module("meetings.retention").register_rules()
        import_module("meetings.translated").register_kinds()
        slots = import_module("core.slots")
        leaving = import_module("meetings.actions.leaving")
        slots.TERM_ENDED.fill("calendar", leaving.clear_calendar)
        slots.PERSON_CHANGED.fill("calendar", leaving.clear_after_change)
        slots.TERM_LENGTHENED.fill("calendar", leaving.fill_calendar)
        import_module("meetings.actions.undoing").declare()
        # Papers: their words come before the file, and arrive also where the file is too large.
        import_module("core.uploads").take_files_at("/meetings/papers/", asks_size=True)
