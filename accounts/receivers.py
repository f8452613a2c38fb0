"""People change their own ways of signing in through allauth; its signals are recorded in the log here."""

from __future__ import annotations

from functools import partial

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import Signal
from django.http import HttpRequest

from accounts import actions, audit, second_step, sessions
from accounts.directory_adapter import ask_again_later
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
    if authenticator is None:
        audit.record(action, user, by=user)
    else:
        audit.record(action, user, by=user, kind=str(authenticator.type))


def _count_from_now(*, request: HttpRequest, user: User, **_kwargs: object) -> None:
    sessions.begin(request.session, user_agent=request.headers.get("User-Agent", ""))
    for record in get_authentication_records(request, user):
        if record.get("method") == "socialaccount":
            ask_again_later(request.session, user)
        if record.get("method") == "code" and record.get("email"):
            actions.confirm_address(person=user, email=record["email"])


def _has_read_mail(*, user: User, **_kwargs: object) -> None:
    # The link counts for the address it was sent to: it stops working when the address is changed.
    actions.confirm_address(person=user, email=user.email or "")


def _seen_here(*, request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: object) -> None:
    # The first alone: of somebody who has one already, that one is asked for.
    others = Authenticator.objects.filter(user=user, type__in=second_step.STEPS).exclude(pk=authenticator.pk)
    if authenticator.type in second_step.STEPS and not others.exists():
        second_step.note_added(request)


def listen() -> None:
    """Record every such act from now on, and count the hours of each session."""
    user_logged_in.connect(_count_from_now, dispatch_uid="count the hours of a session")
    mfa.authenticator_added.connect(_seen_here, dispatch_uid="a second step that was added in a session")
    account.password_reset.connect(_has_read_mail, dispatch_uid="an address whose mail is read")
    for action, signal in ACTS.items():
        # A partial is referenced from nowhere else, so a weak reference would be gone at once.
        signal.connect(partial(_write_down, action), weak=False, dispatch_uid=action)
