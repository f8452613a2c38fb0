"""Who may translate, and who may say that a translation is checked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from core.verdicts import YES, Verdict
from translations.queries import TRANSLATORS


def may_translate(user: User) -> Verdict:
    """Translators and coordinators write translations."""
    if user.has_role(*TRANSLATORS):
        return YES
    return Verdict(_("Ask a translator or a coordinator to do this."))


def may_see(user: User) -> Verdict:
    """Whoever writes translations sees what is to be translated."""
    return may_translate(user)


def may_vouch(user: User) -> Verdict:
    """Only a translator can say that a qualified person has checked the words."""
    if user.has_role(Role.TRANSLATOR):
        return YES
    return Verdict(_("Only a translator can say that a translation is checked. It is saved as a draft."))
