"""Who may set the service up, and when its door may open."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from core.verdicts import YES, Verdict
from pages import queries
from pages.queries import Facts


def may_set_up(user: User) -> Verdict:
    """Administrators set the service up."""
    if user.has_role(Role.ADMIN):
        return YES
    return Verdict(_("Only administrators can set up the service."))


def may_open(user: User, facts: Facts) -> Verdict:
    """Nothing may be missing that people rely on who write to us."""
    if not (verdict := may_set_up(user)):
        return verdict
    if not facts.is_ready:
        return Verdict(_("Something is still missing. The list on this page says what."))
    return YES


def may_confirm_mail(user: User) -> Verdict:
    """A test message goes to the reader's own address."""
    if not (verdict := may_set_up(user)):
        return verdict
    if not user.email:
        return Verdict(_("You have no email address here, so the message would reach nobody."))
    return YES


def may_make_first_council(user: User) -> Verdict:
    """The set-up makes the first council; those who coordinate make the others."""
    if not (verdict := may_set_up(user)):
        return verdict
    if queries.has_council():
        return Verdict(_("There is a council already. Coordinators make others on the pages of the council."))
    return YES
