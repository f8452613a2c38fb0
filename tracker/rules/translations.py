"""Who may translate, and who may say that a translation is checked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from core.verdicts import YES, Verdict


def may_translate(user: User) -> Verdict:
    """Translators and coordinators write translations."""
    if user.has_role(Role.TRANSLATOR, Role.COORDINATOR):
        return YES
    return Verdict(_("Only translators and coordinators can write translations."))


def may_vouch(user: User) -> Verdict:
    """Only a translator can say that a qualified person has checked the words."""
    if user.has_role(Role.TRANSLATOR):
        return YES
    return Verdict(_("Only a translator can say that a translation is checked. It is kept as a draft."))
