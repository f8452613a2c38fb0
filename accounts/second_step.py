"""Who needs a second step at sign-in, and who has one."""

from __future__ import annotations

from datetime import date

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts.enums import STAFF, Role
from accounts.models import User

# Spare codes alone are none: they are what is left when one of these is lost.
STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

# In a session.
ADDED_HERE = "second_step_added"


def is_asked_of(person: User) -> bool:
    """Return whether somebody's roles ask for a second step, also one for a single council."""
    if not settings.SECOND_FACTOR or not person.is_active:
        return False
    return any(Role(grant.role) in STAFF for grant in person.running_grants)


def holds_from() -> date | None:
    """Return the day from which nobody on the staff goes on without one; None: it holds already."""
    day: date | None = settings.SECOND_FACTOR_FROM
    if day is None or day <= timezone.localdate():
        return None
    return day


def note_added(request: HttpRequest) -> None:
    """Remember that a second step was added in this session: it was in the hands of whoever is signed in."""
    request.session[ADDED_HERE] = True


def is_shown(request: HttpRequest, person: User) -> bool:
    """Return whether a session has seen the second step of its person.

    Not so one that began before there was any, or before a role asked for it, with a password, a mailed code or a slip
    of paper alone.
    """
    if not has_own(person):
        # The directory asks for it.
        return True
    if request.session.get(ADDED_HERE):
        return True
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, person))


def way_to_show(person: User) -> str:
    """Return the name of the page on which somebody shows their second step once more."""
    if Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists():
        return "mfa_reauthenticate"
    return "mfa_reauthenticate_webauthn"


def is_set_up(person: User) -> bool:
    """Return whether somebody has an app or a passkey, or a directory that asks for a second step itself."""
    # Who is bound to the directory signs in there and in no other way.
    if settings.OIDC_ISSUER and settings.OIDC_SECOND_FACTOR and SocialAccount.objects.filter(user=person).exists():
        return True
    return has_own(person)


def has_own(person: User) -> bool:
    """Return whether somebody has an app or a passkey here."""
    return bool(Authenticator.objects.filter(user=person, type__in=STEPS).exists())


def has_any(person: User) -> bool:
    """Return whether anything of a second step is left, be it spare codes alone."""
    return bool(Authenticator.objects.filter(user=person).exists())


def is_missing(person: User) -> bool:
    """Return whether a second step is asked of somebody who has none, whatever the day."""
    return is_asked_of(person) and not is_set_up(person)


def wants_to_be_shown(request: HttpRequest, person: User) -> bool:
    """Return whether somebody has a second step that this session has not seen, and needs it."""
    return holds_from() is None and is_asked_of(person) and not is_shown(request, person)


def keeps_out(person: User) -> bool:
    """Return whether somebody must add a second step before anything else."""
    return holds_from() is None and is_missing(person)
