"""Codes to sign in with, for people without e-mail; staff hand them over."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.enums import STAFF
from accounts.models import RoleGrant, User
from core import crockford
from people import rules
from people.models import SignInCode
from people.queries.joining import code_of, digest_of

# 100 random bits. Each code works once and staff hand over a new one each time: a slip of paper lies about, in a
# library or a kitchen, and once used it opens nothing. Whoever comes often adds a passkey after the first sign-in.
CODE_LETTERS = 20
GROUP_LETTERS = 4


@transaction.atomic
def make_code(*, person: User, by: User) -> tuple[SignInCode, str]:
    """Make a code that works once. Returns the row and the code, which is shown once; earlier ones end."""
    rules.may_hand_over_code(by, person).enforce()
    now = timezone.now()
    SignInCode.objects.filter(user=person, used_at=None, expires_at__gt=now).update(expires_at=now)
    letters = "".join(secrets.choice(crockford.ALPHABET) for _letter in range(CODE_LETTERS))
    made = SignInCode.objects.create(
        user=person,
        digest=digest_of(letters),
        made_by=by,
        expires_at=now + timedelta(days=settings.SIGN_IN_CODE_DAYS),
    )
    audit.record("made a code to sign in with", person, by=by)
    return made, in_groups(letters)


@transaction.atomic
def use_code(*, typed: str) -> User | None:
    """Use a code up and return whose it is; None for one that opens nothing."""
    found = code_of(typed)
    if found is None:
        return None
    # Somebody who was given a role since: a second step is asked of staff, and a slip of paper is none.
    if RoleGrant.objects.filter(user=found.user, role__in=STAFF).exists():
        return None
    # The count of the update decides: of two who type it at once, one is let in.
    unused = SignInCode.objects.filter(pk=found.pk, used_at=None)
    if unused.update(used_at=timezone.now()) != 1:
        return None
    audit.record("signed in with a code", found.user, by=found.user)
    return found.user


def in_groups(letters: str) -> str:
    """Return a code as it is printed: groups that can be read out."""
    starts = range(0, len(letters), GROUP_LETTERS)
    return "-".join(letters[start : start + GROUP_LETTERS] for start in starts)
