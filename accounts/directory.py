"""What the organisation's directory says of somebody, in our words; and who is bound to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.enums import Role
from accounts.models import ApiToken, DirectoryLink, User

# The one directory there is, under the name that its accounts are stored with and its addresses have.
PROVIDER = "directory"


def is_on() -> bool:
    """Return whether there is a directory."""
    return bool(settings.OIDC_ISSUER)


def mapping() -> dict[str, Role]:
    """Return which group gives which role; raises `ImproperlyConfigured` for what is none."""
    found = {}
    for pair in filter(None, (part.strip() for part in settings.OIDC_ROLES.split(";"))):
        group, equals, role = pair.rpartition("=")
        if not equals or role.strip() not in Role.values:
            message = f"OIDC_ROLES: {pair!r} is not group=role; the roles are {', '.join(Role.values)}."
            raise ImproperlyConfigured(message)
        found[group.strip()] = Role(role.strip())
    return found


def roles_in(claims: Mapping[str, Any]) -> frozenset[Role]:
    """Return the roles that somebody's groups give."""
    groups = claims.get(settings.OIDC_GROUPS_CLAIM) or []
    if isinstance(groups, str):
        groups = [groups]
    known = mapping()
    return frozenset(known[group] for group in map(str, groups) if group in known)


def address_in(claims: Mapping[str, Any]) -> str:
    """Return the address that the directory vouches for, or nothing."""
    email = str(claims.get("email") or "").lower()
    # Some directories say it as a word.
    is_verified = str(claims.get("email_verified", "")).lower() == "true"
    if is_verified or settings.OIDC_VOUCHES_FOR_ADDRESSES:
        return email
    return ""


def is_bound(person: User) -> bool:
    """Return whether somebody signs in through the directory, and so in no other way while there is one."""
    return is_on() and bool(SocialAccount.objects.filter(user=person, provider=PROVIDER).exists())


def subject_of(person: User) -> str:
    """Return who somebody is in the directory; nothing for whom it does not know."""
    subjects = SocialAccount.objects.filter(user=person, provider=PROVIDER).values_list("uid", flat=True)
    return str(subjects.first() or "")


def vouches_for(person: User) -> bool:
    """Return whether keys for programs of somebody work: always, but for those whom the directory has to name."""
    if not is_bound(person):
        return True
    lately = timezone.now() - timedelta(minutes=settings.OIDC_SESSION_MINUTES)
    return DirectoryLink.objects.filter(user=person, vouched_at__gte=lately).exists()


def to_ask_about() -> QuerySet[DirectoryLink]:
    """Return everybody whom the directory can be asked about, those first who have waited longest."""
    return DirectoryLink.objects.exclude(refresh_token=b"").select_related("user").order_by("asked_at")


def no_longer_needed() -> QuerySet[DirectoryLink]:
    """Return the links of people whose session is over by now and who have no key for programs."""
    over = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    keys = ApiToken.objects.filter(user=OuterRef("user"))
    return DirectoryLink.objects.filter(~Exists(keys), signed_in_at__lt=over)
