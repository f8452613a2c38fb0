"""Everything that the set-up writes."""

from __future__ import annotations

import secrets
import smtplib
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.enums import Role
from accounts.models import RoleGrant, User
from core import organisation
from core.models import Organisation
from core.verdicts import Conflict, Refused
from council.actions.councils import Translations, kept_translations
from council.enums import LIVED, SeatKind
from council.models import Council, Seat
from pages import queries, rules
from pages.models import SetupLink
from people import actions as people

LINK_HOURS = 24


@transaction.atomic
def make_link() -> str:
    """Make the link for the first administrator and return its token; one that was made before ends.

    Whoever has the server's shell may, at any time: it is also the way back for an organisation that is locked out.
    """
    _row()
    token = secrets.token_urlsafe(32)
    until = timezone.now() + timedelta(hours=LINK_HOURS)
    SetupLink.objects.update_or_create(
        id=1, defaults={"digest": queries.digest(token), "expires_at": until, "used_at": None}
    )
    audit.record("made a link for the set-up", "SetupLink 1", by=None)
    return token


@transaction.atomic
def begin(*, token: str, email: str, name: str, password: str, language: str) -> User:
    """Use the link up and make an administrator's account. Without a password they sign in with a code by mail.

    Raises Conflict where the link was used or replaced in between, Refused where the address is taken.
    """
    # By its state, so that of two who press at the same time one comes too late.
    if not queries.working_links(token).update(used_at=timezone.now()):
        raise Conflict
    try:
        with transaction.atomic():
            person = User.objects.create_user(email, password or None, name=name, language=language)
    except IntegrityError:
        raise Refused(
            _("There is an account with this address already. Sign in with it, or use another one.")
        ) from None
    RoleGrant.objects.create(user=person, role=Role.ADMIN)
    audit.record("used the link for the set-up", person, by=person)
    return person


@transaction.atomic
def save_organisation(  # noqa: PLR0913 - what an organisation is
    *,
    names: Mapping[str, str],
    region: str,
    time_zone: str,
    languages: Sequence[str],
    contact: str,
    outside_contact: str,
    acknowledge_days: int,
    answer_days: int,
    by: User,
) -> Organisation:
    """Say whose service this is. Help lines of another region have to be checked again."""
    rules.may_set_up(by).enforce()
    row = _row()
    if not row.names:
        # Whoever came before the organisation had said its zone was given the machine's.
        User.objects.filter(time_zone=row.time_zone).update(time_zone=time_zone)
    if region != row.region:
        row.help_checked_on = None
        row.help_checked_by = ""
    row.names = dict(names)
    row.region = region
    row.time_zone = time_zone
    row.languages = list(languages)
    row.contact = contact
    row.outside_contact = outside_contact
    row.acknowledge_days = acknowledge_days
    row.answer_days = answer_days
    _save(row)
    audit.record("changed the organisation", row, by=by, region=region, zone=time_zone, languages=list(languages))
    return row


@transaction.atomic
def save_help(*, local_help_lines: str, is_checked: bool, by: User) -> None:
    """Keep the organisation's own crisis lines, and that somebody has dialled every line that pages show."""
    rules.may_set_up(by).enforce()
    row = _row()
    row.local_help_lines = local_help_lines
    row.help_checked_on = None
    row.help_checked_by = ""
    if is_checked:
        row.help_checked_on = timezone.localdate()
        row.help_checked_by = by.known_as[:120]
    _save(row)
    audit.record("changed the crisis lines", row, by=by, checked=is_checked)


@transaction.atomic
def invite(*, email: str, name: str, language: str, roles: Sequence[Role], by: User) -> None:
    """Invite somebody who works at the desk. Raises Refused where an invitation is open."""
    rules.may_set_up(by).enforce()
    people.invite(email=email, name=name, language=language, roles=[{"role": role.value} for role in roles], by=by)


@transaction.atomic
def make_council(  # noqa: PLR0913 - what a council is
    *,
    name: str,
    purpose: str,
    language: str,
    seats: Mapping[SeatKind, int],
    by: User,
    translations: Translations | None = None,
) -> Council:
    """Make the first council with seats of each kind. Those for lived experience vote."""
    # Locked, so that of two who begin at once one comes second.
    _row()
    rules.may_make_first_council(by).enforce()
    kept = kept_translations(translations, language)
    made = Council.objects.create(name=name, purpose=purpose, language=language, translations=kept)
    number = 0
    for kind, count in seats.items():
        for _seat in range(count):
            number += 1
            Seat.objects.create(council=made, number=number, kind=kind, votes=kind in LIVED)
    audit.record("made a council", made, by=by, seats=number)
    return made


def send_test_mail(*, by: User) -> None:
    """Send a message to the reader's own address, at once and past the outbox: it is to show whether mail works.

    Raises Refused with what to do where the mail server does not take it.
    """
    rules.may_confirm_mail(by).enforce()
    name = organisation.current().name
    subject = _("Test message from %(organisation)s") % {"organisation": name}
    text = _("Mail works. Please go back to the page for setting up and press “It arrived”.")
    try:
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [str(by.email)])
    except (OSError, smtplib.SMTPException):
        raise Refused(
            _("The mail server did not take the message. Whoever runs the server can look at EMAIL_URL.")
        ) from None


@transaction.atomic
def confirm_mail(*, by: User) -> None:
    """Keep that a test message arrived."""
    rules.may_confirm_mail(by).enforce()
    row = _row()
    row.mail_checked_on = timezone.localdate()
    row.mail_checked_by = by.known_as[:120]
    _save(row)
    audit.record("saw that mail arrives", row, by=by)


@transaction.atomic
def open_door(*, by: User) -> None:
    """Let the door take feedback from now on."""
    row = _row()
    rules.may_open(by, queries.facts(row, by)).enforce()
    if row.opened_on is not None:
        return
    row.opened_on = timezone.localdate()
    _save(row)
    audit.record("opened the door", row, by=by)


@transaction.atomic
def close_door(*, by: User) -> None:
    """Let the door take nothing more, until it is opened again. What was said is read and answered on."""
    rules.may_set_up(by).enforce()
    row = _row()
    if row.opened_on is None:
        return
    row.opened_on = None
    _save(row)
    audit.record("closed the door", row, by=by)


def _row() -> Organisation:
    """Return the organisation's row, locked; made from the variables of the environment where there is none."""
    given = organisation.of_environment()
    # A service with people in it is running already: making the row must not close its door.
    opened_on = timezone.localdate() if queries.has_people() else None
    row, is_new = Organisation.objects.select_for_update().get_or_create(
        id=1,
        defaults={
            "region": given.region,
            "time_zone": given.time_zone,
            "contact": given.contact,
            "outside_contact": given.outside_contact,
            "local_help_lines": given.local_help_lines,
            "acknowledge_days": given.acknowledge_days,
            "answer_days": given.answer_days,
            "opened_on": opened_on,
        },
    )
    if is_new:
        _forget()
    return row


def _save(row: Organisation) -> None:
    row.save()
    _forget()


def _forget() -> None:
    organisation.forget()
    # Again: another thread may have read the old row before the commit.
    transaction.on_commit(organisation.forget)
