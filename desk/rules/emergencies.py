"""Who may open in an emergency what is kept from them, and who agrees."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from core.verdicts import YES, Verdict
from desk.models import Case, EmergencyAccess
from desk.queries import emergencies
from desk.queries.emergencies import TOLD
from desk.rules.cases import has_words, may_open, may_open_name


def may_ask(user: User, case: Case) -> Verdict:
    """A reader who is kept from a case asks to open it in an emergency."""
    if not (verdict := has_words(user, case)):
        return verdict
    if may_open(user, case):
        return Verdict(_("You can open this already."))
    if emergencies.waiting_of(user, case):
        return Verdict(_("You have asked already. A coordinator has to agree."))
    return YES


def may_look_at_name(user: User, access: EmergencyAccess) -> Verdict:
    """A coordinator looks who is named before agreeing; nobody else can tell whether it is one of the two."""
    if not user.has_role(Role.COORDINATOR):
        return Verdict(_("Only a coordinator can agree to this."))
    if access.asked_by_id == user.pk:
        return Verdict(_("Someone else has to agree to what you asked for."))
    if not access.is_waiting:
        return Verdict(_("This is not waiting for an answer any more."))
    return may_open_name(user, access.case)


def may_agree(user: User, access: EmergencyAccess) -> Verdict:
    """A second person agrees, a coordinator who has looked who is named."""
    if not (verdict := may_look_at_name(user, access)):
        return verdict
    if access.name_seen_by_id != user.pk:
        return Verdict(_("Look first who is named."))
    return YES


def may_end(user: User, access: EmergencyAccess) -> Verdict:
    """A coordinator or an administrator refuses a request, or ends what is open before its hour is over."""
    if not user.has_role(*TOLD):
        return Verdict(_("Only coordinators and administrators can end this."))
    if access.is_waiting or access.is_open:
        return YES
    return Verdict(_("This is over already."))


def may_look_into(user: User, access: EmergencyAccess) -> Verdict:
    """A third person, neither who asked nor who agreed, looks into what was opened."""
    if not user.has_role(*TOLD):
        return Verdict(_("Only coordinators and administrators look into this."))
    if access.agreed_at is None:
        return Verdict(_("Nobody has agreed, so nothing was opened."))
    if user.pk in {access.asked_by_id, access.agreed_by_id}:
        return Verdict(_("A third person looks into this, not one of the two who agreed on it."))
    if access.seen_at is not None:
        return Verdict(_("Someone has looked into this already."))
    return YES
