"""People who would like to join: what they sent, how far it has come, and the answer they get."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import audit
from accounts.enums import ReachBy
from accounts.models import User
from core.transitions import transition
from core.verdicts import Conflict, Refused
from council import rules
from council.enums import APPLICATION_NEXT, ApplicationStatus, CameBy, DeclineReason
from council.models import Application, Council, Membership
from notifications import actions as outbox
from notifications.enums import Kind
from notifications.keys import message_key


@transaction.atomic
def apply(*, council: Council, **answers: Any) -> tuple[Application, str]:
    """Keep what somebody sent on the public page; returns it and the secret of the link by which they look after it."""
    rules.may_apply(council).enforce()
    return _keep(council, came_by=CameBy.PAGE, **answers)


@transaction.atomic
def write_down_application(
    *, council: Council, came_by: CameBy, helper_relation: str, consented: bool, by: User, **answers: Any
) -> Application:
    """Keep what somebody said by phone or sent on paper, who helped, and that the person agreed."""
    rules.may_write_down_application(by, council).enforce()
    if not consented:
        raise Refused(_("Ask the person first. Nothing is written down without their agreement."))
    kept = {"came_by": came_by, "helper_relation": helper_relation, "consented": True}
    application, _token = _keep(council, **kept, **answers)
    audit.record("wrote down an application", application, by=by, came_by=came_by.value)
    return application


@transaction.atomic
def move_application(*, application: Application, to: ApplicationStatus, by: User) -> Application:
    """Note how far it has come. Declining and joining have acts of their own."""
    if to in {ApplicationStatus.DECLINED, ApplicationStatus.JOINED}:
        raise Conflict
    rules.may_move_application(by, application, to).enforce()
    _move(application, to, ApplicationStatus(application.status))
    audit.record("moved an application", application, by=by, to=to.value)
    return application


@transaction.atomic
def decline_application(*, application: Application, reason: DeclineReason, words: str, by: User) -> Application:
    """Say no, kindly and really: by e-mail at once, otherwise on the list of letters and calls."""
    rules.may_move_application(by, application, ApplicationStatus.DECLINED).enforce()
    if not words.strip():
        raise Refused(_("Please write to the person why."))
    _move(
        application,
        ApplicationStatus.DECLINED,
        ApplicationStatus(application.status),
        decline_reason=reason,
        decline_words=words,
        # Sent by the outbox; a letter or a call is ticked by whoever did it.
        answered_on=timezone.localdate() if is_written_to(application) else None,
    )
    if is_written_to(application):
        _queue(Kind.APPLICATION_ANSWER, application, {"words": words}, timezone.now().isoformat())
    audit.record("declined an application", application, by=by, reason=reason.value)
    return application


@transaction.atomic
def note_answered(*, application: Application, by: User) -> Application:
    """Note that the letter was posted, or the call was made."""
    rules.may_handle(by, application).enforce()
    waiting = Application.objects.filter(pk=application.pk, status=ApplicationStatus.DECLINED, answered_on=None)
    if waiting.update(answered_on=timezone.localdate()) != 1:
        raise Conflict
    application.refresh_from_db()
    audit.record("answered an application by hand", application, by=by)
    return application


@transaction.atomic
def join_application(*, application: Application, user: User, by: User) -> Application:
    """Note that somebody has joined, and who they are here."""
    rules.may_move_application(by, application, ApplicationStatus.JOINED).enforce()
    if not Membership.objects.filter(user=user, seat__council=application.council_id).exists():
        raise Refused(_("This person has no seat on this council yet. Appoint them first."))
    _move(application, ApplicationStatus.JOINED, ApplicationStatus.OFFERED, user=user)
    audit.record("noted that an applicant joined", application, by=by)
    return application


@transaction.atomic
def withdraw_application(*, application: Application) -> Application:
    """Let the person take back what they sent; they hold the link, and need no account."""
    transition(application, ApplicationStatus.WITHDRAWN, APPLICATION_NEXT, or_stay=True, moved_on=timezone.localdate())
    # Nobody is signed in: the log says what happened and not who did it.
    audit.record("withdrew an application", application, by=None)
    return application


def note_joined(term: Membership) -> None:
    """Note that somebody joined to whom a seat was offered, where their address says that it is they."""
    if not term.user.email:
        return
    offered = Application.objects.filter(
        council=term.seat.council_id, status=ApplicationStatus.OFFERED, email__iexact=term.user.email
    )
    offered.update(status=ApplicationStatus.JOINED, user=term.user, moved_on=timezone.localdate())


def is_written_to(application: Application) -> bool:
    """Return whether the person is answered by e-mail."""
    return application.reach_by == ReachBy.EMAIL and bool(application.email)


def kind_words(reason: DeclineReason, application: Application) -> str:
    """Return what is written to somebody unless staff find better words, in the person's language."""
    # The name of the council too: a lazy sentence would be put together in the language of staff.
    with translation.override(application.language):
        thanks = _("Thank you for offering to join “%(council)s”. It takes courage to offer your experience.") % {
            "council": application.council
        }
        later = _("We keep what you wrote for six months, and then delete it.")
        return f"{thanks}\n\n{_why(reason)}\n\n{later}"


def _why(reason: DeclineReason) -> str:
    if reason == DeclineReason.NO_SEAT:
        return _("At the moment no seat is free. This says nothing about you or about what you have lived through.")
    if reason == DeclineReason.OTHER_PATH:
        return _(
            "We think that another way of taking part may suit you better, and we would like to talk with you about it."
        )
    if reason == DeclineReason.NOT_THIS_COUNCIL:
        return _("This council works on something else than what you would like to change.")
    return _("We cannot offer you a seat now.")


def _keep(council: Council, **answers: Any) -> tuple[Application, str]:
    token = secrets.token_urlsafe(24)
    application = Application.objects.create(
        council=council, token_digest=hashlib.sha256(token.encode()).digest(), **answers
    )
    if is_written_to(application):
        with translation.override(application.language):
            path = reverse("apply:status", args=[token])
        _queue(Kind.APPLICATION_RECEIVED, application, {"path": path})
    return application, token


def _move(application: Application, to: ApplicationStatus, read: ApplicationStatus, **fields: Any) -> None:
    """Move an application from the state in which the caller saw it."""
    transition(application, to, APPLICATION_NEXT, only_from=read, moved_on=timezone.localdate(), **fields)


def _queue(kind: Kind, application: Application, values: dict[str, object], *about: object) -> None:
    with translation.override(application.language):
        council = str(application.council)
    outbox.queue_to_address(
        kind=kind,
        address=application.email,
        language=application.language,
        name=application.name,
        values={"council": council, **values},
        dedupe_key=message_key(kind, application.pk, *about),
    )
