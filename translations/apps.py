"""Texts in several languages."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TranslationsConfig(AppConfig):
    """Source texts, their translations, and the translator's desk."""

    name = "translations"

    def ready(self) -> None:
        """Add the entry of the navigation; fill the home page."""
        # Not at the top: models can be imported only once every app is known.
        role = import_module("accounts.enums").Role
        add = import_module("accounts.navigation").add_nav_item
        section = import_module("core.slots").Section.ORGANISATION
        add(_("Translations"), "translations:list", {role.TRANSLATOR, role.COORDINATOR}, section=section, order=30)
        import_module("translations.panels").fill_slots()
