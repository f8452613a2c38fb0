"""Invite people by a link that works once, send it again, withdraw it, and let them accept."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.enums import Role
from accounts.models import RoleGrant, User
from accounts.queries import users_with_role
from core.transitions import transition
from core.verdicts import Conflict, Refused
from notifications import actions as outbox
from notifications.enums import Kind
from notifications.keys import message_key
from notifications.queries import language_of
from people import joining, rules
from people.enums import INVITATION_NEXT, InvitationStatus
from people.models import Invitation
from people.queries.joining import digest_of

ALREADY_OPEN = _("There is an open invitation to this address already. Send that one again.")
TOO_OLD = _("This invitation is too old. Please ask for a new one.")
NOT_YOURS = _("This invitation is for somebody else. Please sign out first, then open the link again.")


@transaction.atomic
def invite(  # noqa: PLR0913 - what an invitation is
    *,
    email: str,
    name: str,
    language: str,
    by: User,
    roles: Sequence[Mapping[str, str]] = (),
    then: Mapping[str, Any] | None = None,
) -> Invitation:
    """Send somebody a link by which they join; nothing is made before they accept.

    `roles` are `{"role": ...}`, with `"council": "<id>"` for one council alone. `then` is what else is done, by the
    handlers of `joining`. Raises Refused where an invitation to the address is open.
    """
    rules.may_invite(by, roles).enforce()
    token, until = _fresh()
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                email=email.lower(),
                name=name,
                language=language,
                roles=[dict(given) for given in roles],
                then=dict(then or {}),
                token_digest=digest_of(token),
                expires_at=until,
                invited_by=by,
            )
    except IntegrityError:
        raise Refused(str(ALREADY_OPEN)) from None
    _send(invitation, token)
    audit.record("invited", invitation, by=by, roles=invitation.roles)
    return invitation


@transaction.atomic
def resend(*, invitation: Invitation, by: User, email: str = "") -> Invitation:
    """Send it again with another link, perhaps to another address; the earlier link opens nothing any more."""
    rules.may_change_invitation(by, invitation).enforce()
    token, until = _fresh()
    fields: dict[str, Any] = {
        "email": (email or invitation.email).lower(),
        "token_digest": digest_of(token),
        "expires_at": until,
        "sent_on": timezone.localdate(),
        "times_sent": invitation.times_sent + 1,
    }
    if not rules.may_still_invite(invitation):
        # From now on they answer for what it gives.
        fields["invited_by"] = by
    # As it was read: of two who press at once, one link would be dead on arrival.
    unchanged = Invitation.objects.filter(pk=invitation.pk, times_sent=invitation.times_sent, status=invitation.status)
    try:
        with transaction.atomic():
            moved = unchanged.update(status=InvitationStatus.SENT, **fields)
    except IntegrityError:
        raise Refused(str(ALREADY_OPEN)) from None
    if moved != 1:
        raise Conflict
    outbox.drop(message_key(Kind.JOIN_INVITATION, invitation.pk))
    invitation.refresh_from_db()
    _send(invitation, token)
    audit.record("sent an invitation again", invitation, by=by, times=invitation.times_sent)
    return invitation


@transaction.atomic
def withdraw(*, invitation: Invitation, by: User) -> None:
    """Let a link open nothing any more; a message that waits is not sent."""
    rules.may_change_invitation(by, invitation).enforce()
    transition(invitation, InvitationStatus.WITHDRAWN, INVITATION_NEXT)
    outbox.drop(message_key(Kind.JOIN_INVITATION, invitation.pk))
    audit.record("withdrew an invitation", invitation, by=by)


@transaction.atomic
def accept(*, invitation: Invitation, by: User | None) -> User:
    """Let somebody join: with a new account, or with their own where they have one and are signed in as `by`.

    Raises Refused where the link is too old or somebody else's, Conflict where it was used or withdrawn.
    """
    if invitation.has_expired:
        raise Refused(str(TOO_OLD))
    rules.may_still_invite(invitation).enforce()
    existing = User.objects.filter(email=invitation.email).first()
    if by != existing:
        raise Refused(str(NOT_YOURS))
    # First of all: of two who press at once, the second waits here and gets the Conflict.
    transition(invitation, InvitationStatus.ACCEPTED, INVITATION_NEXT, only_from=InvitationStatus.SENT)
    person = existing or _account(invitation)
    Invitation.objects.filter(pk=invitation.pk).update(user=person)
    for given in invitation.roles:
        council = UUID(given["council"]) if given.get("council") else None
        _grant(person, Role(given["role"]), council)
    audit.record("accepted an invitation", invitation, by=person)
    _do_the_rest(invitation, person)
    return person


@transaction.atomic
def ask_for_new_one(*, invitation: Invitation) -> None:
    """Tell whoever sent an invitation that its link no longer works; once for each link."""
    # Where whoever sent it has left, or may not give any more what it gives, administrators hear of it.
    readers = list(users_with_role(Role.ADMIN))
    if invitation.invited_by is not None and rules.may_still_invite(invitation):
        readers = [invitation.invited_by]
    for reader in readers:
        outbox.queue(
            kind=Kind.JOIN_ASKED_AGAIN,
            recipient=reader,
            values={"path": reverse("people:resend", args=[invitation.pk])},
            dedupe_key=message_key(Kind.JOIN_ASKED_AGAIN, invitation.pk, invitation.times_sent, reader.pk),
        )


def _fresh() -> tuple[str, datetime]:
    """Return a new link's secret, and until when it works."""
    return secrets.token_urlsafe(32), timezone.now() + timedelta(days=settings.INVITATION_DAYS)


def _send(invitation: Invitation, token: str) -> None:
    outbox.queue_to_address(
        kind=Kind.JOIN_INVITATION,
        address=invitation.email,
        language=invitation.language,
        name=invitation.name,
        values={
            "path": reverse("people:accept", args=[token]),
            "answer_by": timezone.localdate(invitation.expires_at).isoformat(),
            "invitation": str(invitation.pk),
            "times_sent": invitation.times_sent,
        },
        dedupe_key=message_key(Kind.JOIN_INVITATION, invitation.pk, invitation.times_sent),
        useful_until=invitation.expires_at,
    )


def _account(invitation: Invitation) -> User:
    try:
        with transaction.atomic():
            person = User.objects.create_user(invitation.email, name=invitation.name, language=invitation.language)
    except IntegrityError:
        # Made since: they sign in with that account and open the link again.
        raise Conflict from None
    # The link came to this address, so it is theirs.
    EmailAddress.objects.create(user=person, email=invitation.email, verified=True, primary=True)
    return person


def _grant(person: User, role: Role, council: UUID | None) -> None:
    """Give a role from today on; who holds it already keeps it as it is."""
    today = timezone.localdate()
    held = RoleGrant.objects.filter(user=person, role=role, council=council)
    if any(grant.runs_on(today) for grant in held):
        return
    if council is None:
        RoleGrant.objects.update_or_create(
            user=person, role=role, council=None, defaults={"starts_on": today, "ends_on": None}
        )
        return
    RoleGrant.objects.update_or_create(
        user=person, role=role, council=council, starts_on=today, defaults={"ends_on": None}
    )


def _do_the_rest(invitation: Invitation, person: User) -> None:
    """Do what the invitation promised besides; where that is no longer possible, tell who sent it."""
    for name, handler in joining.handlers_of(invitation.then):
        try:
            # A refusal is read by whoever sent it, in their language.
            with transaction.atomic(), translation.override(_language(invitation.invited_by)):
                handler(person, invitation.then, invitation.invited_by)
        except (Refused, Conflict) as reason:
            # The person is here all the same: a seat that was filled since is no reason to send them away.
            audit.record("could not do all of an invitation", invitation, by=None, what=name)
            _tell_what_is_missing(invitation, person, str(reason))


def _language(inviter: User | None) -> str:
    return language_of(inviter) if inviter else settings.LANGUAGE_CODE


def _tell_what_is_missing(invitation: Invitation, person: User, reason: str) -> None:
    if invitation.invited_by is None:
        return
    outbox.queue(
        kind=Kind.JOIN_INCOMPLETE,
        recipient=invitation.invited_by,
        values={"title": person.known_as, "reason": reason, "path": reverse("people:invitations")},
        dedupe_key=message_key(Kind.JOIN_INCOMPLETE, invitation.pk),
    )
