"""What people do to their own ways of signing in happens in allauth; here it is written down."""

from __future__ import annotations

from functools import partial

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.dispatch import Signal

from accounts import audit
from accounts.models import User

ACTS: dict[str, Signal] = {
    "set own password": account.password_set,
    "changed own password": account.password_changed,
    "reset own password by mail": account.password_reset,
    "added a way to sign in": mfa.authenticator_added,
    "removed a way to sign in": mfa.authenticator_removed,
    "made a way to sign in anew": mfa.authenticator_reset,
}


@transaction.atomic
def _write_down(action: str, *, user: User, authenticator: Authenticator | None = None, **_kwargs: object) -> None:
    details = {"kind": str(authenticator.type)} if authenticator else {}
    audit.record(action, user, by=user, **details)


def listen() -> None:
    """Hear of every such act from now on."""
    for action, signal in ACTS.items():
        signal.connect(partial(_write_down, action), weak=False, dispatch_uid=action)
