"""From a recommendation to a change."""

from importlib import import_module

from django.apps import AppConfig


class TrackerConfig(AppConfig):
    """Agenda links, recommendations, decisions, changes, outcome notices and the public pages."""

    name = "tracker"

    def ready(self) -> None:
        """Register the texts to translate, and show on lower pages what belongs there."""
        # Not at the top: models can be imported only once every app is known.
        import_module("tracker.translated").register_kinds()
        import_module("tracker.panels").fill_slots()
        import_module("tracker.personal_data").register_all()
        import_module("tracker.responsibilities").register_all()
        slots = import_module("core.slots")
        leaving = import_module("tracker.actions.leaving")
        slots.TERM_ENDED.fill("changes to sign", leaving.drop_after_term)
        slots.PERSON_CHANGED.fill("decisions and signatures", leaving.drop_after_change)
