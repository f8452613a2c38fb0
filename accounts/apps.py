"""Who people are."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """User, roles, access needs, sign-in, tokens and the audit log."""

    name = "accounts"

    def ready(self) -> None:
        """Write down what allauth does to ways of signing in, and add the entry of the navigation."""
        # Imported only here: these modules need the models, which are not loaded when Django reads this one.
        import_module("accounts.receivers").listen()
        roles = {import_module("accounts.enums").Role.ADMIN}
        add = import_module("accounts.navigation").add_nav_item
        section = import_module("core.slots").Section.ORGANISATION
        add(_("People"), "accounts:people", roles, section=section, order=10)
        readers = {*roles, import_module("accounts.enums").Role.AUDITOR}
        add(_("Activity log"), "accounts:log", readers, section=section, order=20)
        account = import_module("core.slots").Section.ACCOUNT
        add(_("Your account"), "accounts:me", None, section=account, order=10)
        add(_("My access needs"), "accounts:needs", None, section=account, order=20)
        council = import_module("accounts.enums").COUNCIL
        add(_("The name others see"), "accounts:name", council, section=account, order=12)
        add(_("How we reach you"), "accounts:contact", None, section=account, order=15)
        add(_("Where I am signed in"), "accounts:sessions", None, section=account, order=35)
        add(_("API keys"), "accounts:tokens", None, section=account, order=40)
        import_module("accounts.panels").fill_slots()
        # A role that is mistyped is said when the service starts, not when somebody signs in.
        import_module("accounts.directory").mapping()
