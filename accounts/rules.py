"""Who may do what to accounts."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import names, queries, second_step
from accounts.enums import COUNCIL, OF_A_COUNCIL, STAFF, Role
from accounts.models import ChosenName, RoleGrant, User
from core.verdicts import YES, Verdict

NAME_TAKEN = _("Somebody here has a name that looks like this one. Please choose another, or add to it.")


def may_manage_people(user: User) -> Verdict:
    """Administrators invite people and give roles."""
    if user.has_role(Role.ADMIN):
        return YES
    return Verdict(_("Only administrators can invite people and give roles."))


def may_change_person(user: User, person: User) -> Verdict:
    """Nobody changes their own roles, so that none is locked out by a mistake."""
    if not (verdict := may_manage_people(user)):
        return verdict
    if user == person:
        return Verdict(_("Ask another administrator to change your own roles."))
    return YES


def may_give_role(  # noqa: PLR0913 - what a role is
    user: User, person: User, role: Role, *, council: UUID | None, starts_on: date, ends_on: date | None
) -> Verdict:
    """For one council only what there is in a council; days in order; none twice at a time."""
    if not (verdict := may_change_person(user, person)):
        return verdict
    if council is not None and role not in OF_A_COUNCIL:
        return Verdict(_("This role is for the whole organisation. Choose that, or another role."))
    if ends_on is not None and ends_on < starts_on:
        return Verdict(_("The last day is before the first one. Please check both."))
    if council is not None and queries.grants_between(person, role, council, starts_on, ends_on).exists():
        return Verdict(_("They hold this role in this council on some of these days. Take that one away first."))
    return YES


def may_take_role(user: User, grant: RoleGrant) -> Verdict:
    """What the directory gives is taken there, or the next sign-in would bring it back."""
    if not (verdict := may_change_person(user, grant.user)):
        return verdict
    if grant.from_directory:
        return Verdict(_("The organisation’s own sign-in gives this role. It can only be taken away there."))
    return YES


def may_remove_second_step(user: User, person: User) -> Verdict:
    """Another administrator, who has a second step and so can show that it is them."""
    if not (verdict := may_manage_people(user)):
        return verdict
    if user == person:
        return Verdict(_("Ask another administrator: nobody removes their own second step here."))
    if not second_step.has_own(user):
        return Verdict(_("Add a second step to your own account first. You are asked for it here."))
    if not second_step.has_any(person):
        return Verdict(_("This person has no second step, so there is nothing to remove."))
    return YES


def may_do_without_administrator(person: User) -> Verdict:
    """Somebody else can give roles, today and without an end."""
    if queries.lasting_administrators().exclude(pk=person.pk).exists():
        return YES
    return Verdict(_("This is the last administrator. Make somebody else an administrator first, without a last day."))


def may_read_audit(user: User) -> Verdict:
    """Administrators and auditors: the log names accounts, so its readers could find out who is behind a name."""
    if user.has_role(Role.ADMIN, Role.AUDITOR):
        return YES
    return Verdict(_("Only administrators and auditors can see the log."))


def may_choose_name(user: User, name: str) -> Verdict:
    """A name can be read, turns nothing round, and looks like nobody else's on the council or the staff."""
    if names.has_hidden_marks(name):
        return Verdict(_("This name has signs in it that nobody can see. Please type it again, without copying it."))
    if names.is_blank(name):
        return Verdict(_("Please choose a name with at least one letter that others can read."))
    if len(names.skeleton(name)) > names.LONGEST:
        return Verdict(_("Please choose a shorter name."))
    if is_name_taken(names.skeleton(name), but=user):
        return Verdict(NAME_TAKEN)
    return YES


def is_name_taken(skeleton: str, *, but: User) -> bool:
    """Return whether somebody else of council or staff has a name that looks the same."""
    if ChosenName.objects.filter(skeleton=skeleton).exclude(user=but).exists():
        return True
    # Nobody may pass for a chair or a coordinator by their own name either, also of those whose role is over.
    known = RoleGrant.objects.filter(Q(role__in=COUNCIL) | Q(role__in=STAFF)).values("user")
    written = User.objects.filter(pk__in=known).exclude(pk=but.pk).exclude(name="").values_list("name", flat=True)
    return any(names.skeleton(name) == skeleton for name in written.iterator())
