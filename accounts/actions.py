"""Everything that writes about people."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit, rules
from accounts.enums import Role, Scope, SharedWith
from accounts.models import AccessNeed, ApiToken, RoleGrant, User
from core.verdicts import AlreadyMoved

TOKEN_DAYS = 90


@transaction.atomic
def invite(*, email: str, name: str, language: str, roles: list[Role], by: User) -> User:
    """Make an account without a password; the person signs in with a code sent to their address.

    Raises AlreadyMoved when somebody else just made one with the same address.
    """
    rules.may_manage_people(by).enforce()
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, name=name, language=language)
    except IntegrityError:
        raise AlreadyMoved from None
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role) for role in roles)
    audit.record("invited", user, by=by, roles=[role.value for role in roles])
    return user


@transaction.atomic
def set_roles(*, person: User, roles: list[Role], is_active: bool, by: User) -> None:
    """Give exactly these roles, and say whether the person can sign in. Who cannot loses their keys as well."""
    rules.may_change_person(by, person).enforce()
    person.grants.exclude(role__in=roles).delete()
    for role in roles:
        RoleGrant.objects.get_or_create(user=person, role=role)
    User.objects.filter(pk=person.pk).update(is_active=is_active)
    if not is_active:
        ApiToken.objects.filter(user=person).delete()
    audit.record("set roles", person, by=by, roles=[role.value for role in roles], active=is_active)


@transaction.atomic
def change_address(*, person: User, email: str, by: User) -> None:
    """Change where somebody signs in and is written to. What was ever proven about either address is forgotten.

    Raises AlreadyMoved when somebody else has the address.
    """
    rules.may_change_person(by, person).enforce()
    old, email = person.email, email.lower()
    try:
        with transaction.atomic():
            User.objects.filter(pk=person.pk).update(email=email)
    except IntegrityError:
        raise AlreadyMoved from None
    EmailAddress.objects.filter(Q(user=person) | Q(email=email)).delete()
    audit.record("changed an address", person, by=by, old=old, new=email)


@transaction.atomic
def change_profile(*, name: str, language: str, time_zone: object, by: User) -> None:
    """Change how somebody is called, their language and their time zone."""
    User.objects.filter(pk=by.pk).update(name=name, language=language, time_zone=time_zone)
    audit.record("changed own profile", by, by=by)


@transaction.atomic
def keep_need(*, kind: str, note: str, shared_with: SharedWith, by: User) -> AccessNeed:
    """Keep something a person needs; said twice, the later words count."""
    need = AccessNeed.objects.filter(user=by, kind=kind).exclude(kind="other").first()
    if need is None:
        need = AccessNeed(user=by, kind=kind)
    need.note, need.shared_with = note, shared_with
    need.save()
    audit.record("kept an access need", by, by=by)
    return need


@transaction.atomic
def forget_need(*, need: AccessNeed, by: User) -> None:
    """Forget something a person needed. Only their own."""
    AccessNeed.objects.filter(pk=need.pk, user=by).delete()
    audit.record("forgot an access need", by, by=by)


@transaction.atomic
def make_token(*, name: str, scopes: list[Scope], by: User) -> tuple[ApiToken, str]:
    """Make a key for a programme, valid for 90 days. Returns the row and the key, which is shown once."""
    key = "ans_" + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=by,
        name=name,
        digest=hashlib.sha256(key.encode()).digest(),
        scopes=[scope.value for scope in scopes],
        expires_on=timezone.localdate() + timedelta(days=TOKEN_DAYS),
    )
    audit.record("made a token", token, by=by, scopes=token.scopes)
    return token, key


@transaction.atomic
def revoke_token(*, token_id: UUID, by: User) -> None:
    """End a key of one's own at once."""
    ApiToken.objects.filter(pk=token_id, user=by).delete()
    audit.record("revoked a token", f"ApiToken {token_id}", by=by)
