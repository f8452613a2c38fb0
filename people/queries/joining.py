"""Invitations and codes: by what somebody holds in their hand, and for those who look after them."""

from __future__ import annotations

import hashlib

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.enums import STAFF, Role
from accounts.models import RoleGrant, User
from core import crockford
from people.models import Invitation, SignInCode


def digest_of(secret: str) -> bytes:
    """Return what is stored of a link or a code."""
    # No slow hash: each has at least 100 random bits, which nobody tries out.
    return hashlib.sha256(secret.encode()).digest()


def by_token(token: str) -> Invitation | None:
    """Return the invitation of a link, in whatever state it is; None for a link that was replaced or never sent."""
    found = Invitation.objects.select_related("invited_by", "user").filter(token_digest=digest_of(token))
    return found.first()


def invitations_visible_to(user: User) -> QuerySet[Invitation]:
    """Return what somebody may look after: administrators all; coordinators theirs and those of other coordinators."""
    invitations = Invitation.objects.select_related("invited_by")
    if user.has_role(Role.ADMIN):
        return invitations
    own = Q(invited_by=user)
    if user.has_role(Role.COORDINATOR):
        coordinators = RoleGrant.objects.filter(role=Role.COORDINATOR).values("user")
        administrators = RoleGrant.objects.filter(role=Role.ADMIN).values("user")
        own |= Q(invited_by__in=coordinators) & ~Q(invited_by__in=administrators)
    elif not user.councils_as(Role.COORDINATOR):
        return invitations.none()
    return invitations.filter(own)


def without_email(user: User) -> QuerySet[User]:
    """Return the people without an address whom somebody may hand a code to."""
    staff = RoleGrant.objects.filter(role__in=STAFF).values("user")
    people = User.objects.filter(email=None, is_active=True).exclude(pk__in=staff).order_by("name", "pk")
    if user.has_role(Role.ADMIN, Role.COORDINATOR):
        return people
    own = user.councils_as(Role.COORDINATOR)
    # With the code one is signed in as the person: whoever sits elsewhere too is looked after by those who may see all.
    today = timezone.localdate()
    held = RoleGrant.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today))
    here = held.filter(council__in=own).values("user")
    elsewhere = held.exclude(council__in=own).values("user") | held.filter(council=None).values("user")
    # Also whom they added themselves and nobody has given a seat yet.
    added = Q(entry__entered_by=user) & ~Q(pk__in=held.values("user"))
    return people.filter((Q(pk__in=here) & ~Q(pk__in=elsewhere)) | added)


def code_of(typed: str) -> SignInCode | None:
    """Return the code that somebody typed, if it still opens something. Case, hyphens and spaces do not matter."""
    letters = "".join(letter for letter in crockford.fold(typed) if letter in crockford.ALPHABET)
    # One look by a digest, whatever was typed: a wrong code takes as long as a right one.
    found = SignInCode.objects.filter(digest=digest_of(letters), used_at=None, expires_at__gt=timezone.now())
    return found.select_related("user").filter(user__is_active=True).first()
