"""Everything that writes about people."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit, directory, granting, names, queries, rules, sealing, sessions
from accounts.enums import Need, NeedEventKind, PaperFormat, ReachBy, Role, Scope, SharedWith
from accounts.models import (
    AccessNeed,
    ApiToken,
    AuditBreak,
    ChosenName,
    ContactDetails,
    DirectoryLink,
    NeedEvent,
    RoleGrant,
    User,
)
from accounts.slots import NEEDS_CHANGED
from core.slots import PERSON_CHANGED, SECOND_STEP_REMOVED
from core.verdicts import Conflict, Refused

TOKEN_DAYS = 90


@transaction.atomic
def set_roles(*, person: User, roles: list[Role], is_active: bool, by: User) -> None:
    """Give exactly these roles for the whole organisation, and set whether the person can sign in.

    What they hold for one council stays, and so does what the directory gives. If they cannot sign in, their keys are
    deleted too.
    """
    rules.may_change_person(by, person).enforce()
    held = granting.of_organisation(person)
    if Role.ADMIN in held and (Role.ADMIN not in roles or not is_active):
        granting.keep_an_administrator(but=person)
    for role, grant in held.items():
        if role not in roles and not grant.from_directory:
            granting.end(grant)
    for role in roles:
        if role not in held:
            granting.give(person, role)
    User.objects.filter(pk=person.pk).update(is_active=is_active)
    if not is_active:
        # An inactive user is not loaded; an old session must not come back with the account either.
        sessions.end_all(person)
        ApiToken.objects.filter(user=person).delete()
    audit.record("set roles", person, by=by, roles=[role.value for role in roles], active=is_active)
    settle(person=person, by=by)


@transaction.atomic
def settle(*, person: User, by: User | None) -> None:
    """Let the apps above see to what somebody can no longer do; after every change of roles or of the account."""
    for then in PERSON_CHANGED:
        then(person, by)


@transaction.atomic
def give_role(  # noqa: PLR0913 - what a role is
    *, person: User, role: Role, council: UUID | None, starts_on: date, ends_on: date | None, by: User
) -> RoleGrant:
    """Give a role from a day on, perhaps until one, for the whole organisation or for one council."""
    rules.may_give_role(by, person, role, council=council, starts_on=starts_on, ends_on=ends_on).enforce()
    if role == Role.ADMIN and (ends_on is not None or starts_on > timezone.localdate()):
        granting.keep_an_administrator(but=person)
    grant = granting.give(person, role, council=council, starts_on=starts_on, ends_on=ends_on)
    audit.record("gave a role", person, by=by, role=role.value, **_extent(grant))
    return grant


@transaction.atomic
def take_role(*, grant: RoleGrant, by: User) -> None:
    """Take a role away from now on. It stays in the person's history, unless it has never counted."""
    rules.may_take_role(by, grant).enforce()
    if grant.role == Role.ADMIN and grant.council is None:
        granting.keep_an_administrator(but=grant.user)
    extent = _extent(grant)
    granting.end(grant)
    audit.record("took a role", grant.user, by=by, role=grant.role, **extent)
    settle(person=grant.user, by=by)


def _extent(grant: RoleGrant) -> dict[str, str]:
    """Return for what and for which days a role is, as the log keeps it."""
    return {
        "council": str(grant.council or ""),
        "starts_on": grant.starts_on.isoformat(),
        "ends_on": grant.ends_on.isoformat() if grant.ends_on else "",
    }


@transaction.atomic
def change_address(*, person: User, email: str, by: User) -> None:
    """Change the address somebody signs in with and is written to. Neither address counts as verified afterwards.

    Raises Conflict when somebody else has the address.
    """
    rules.may_change_person(by, person).enforce()
    new = email.lower()
    try:
        with transaction.atomic():
            User.objects.filter(pk=person.pk).update(email=new)
    except IntegrityError:
        raise Conflict from None
    EmailAddress.objects.filter(Q(user=person) | Q(email=new)).delete()
    # As the caller read it: the update above changed the row, not the object.
    audit.record("changed an address", person, by=by, old=person.email or "", new=new)


@transaction.atomic
def confirm_address(*, person: User, email: str) -> None:
    """Note that somebody reads the mail of their address: they used a code or a link that was sent there.

    Theirs alone: what was mailed to an earlier address says nothing about this one.
    """
    if not person.email or person.email != email.lower():
        return
    EmailAddress.objects.filter(user=person).exclude(email=person.email).delete()
    # Somebody else's row of this address is left over from the time when it was theirs.
    EmailAddress.objects.filter(email=person.email).exclude(user=person).delete()
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})


@transaction.atomic
def change_profile(*, name: str, language: str, time_zone: object, by: User) -> None:
    """Change how somebody is called, their language and their time zone."""
    User.objects.filter(pk=by.pk).update(name=name, language=language, time_zone=time_zone)
    audit.record("changed own profile", by, by=by)


@transaction.atomic
def choose_name(*, name: str, to_members: bool, in_minutes: bool, in_public: bool, by: User) -> ChosenName:
    """Choose the name others see, and which of them do; holds for every seat, term and office. Nobody does it for them.

    The log keeps that it was chosen, not the name.
    """
    name = " ".join(name.split())
    rules.may_choose_name(by, name).enforce()
    answers = {"to_members": to_members, "in_minutes": in_minutes, "in_public": in_public}
    try:
        with transaction.atomic():
            chosen, _made = ChosenName.objects.update_or_create(
                user=by, defaults={"name": name, "skeleton": names.skeleton(name), **answers}
            )
    except IntegrityError:
        # Chosen by somebody else since the rule looked.
        raise Refused(str(rules.NAME_TAKEN)) from None
    # Without the id of anything: whoever reads the log must not learn who stands behind a name.
    audit.record("chose the name others see", "Name", by=by)
    return chosen


@transaction.atomic
def withdraw_name(*, by: User) -> None:
    """Take the chosen name back: from now on others see "A member", wherever it was shown."""
    ChosenName.objects.filter(user=by).delete()
    audit.record("withdrew the name others see", "Name", by=by)


@transaction.atomic
def note_unsent_words(*, person_id: UUID, existing: bool) -> None:
    """Note whether somebody may have words that were not sent. No act of theirs, so it is not in the log."""
    User.objects.filter(pk=person_id).exclude(has_unsent_words=existing).update(has_unsent_words=existing)


@transaction.atomic
def change_contact(  # noqa: PLR0913 - all the ways of reaching somebody
    *,
    by: User,
    person: User | None = None,
    reach_by: str = ReachBy.EMAIL,
    phone: str = "",
    postal_address: str = "",
    paper_format: str = PaperFormat.STANDARD,
    support_name: str = "",
    support_relation: str = "",
    support_contact: str = "",
) -> ContactDetails:
    """Store how somebody is reached: `by` themselves, or `person` where staff write down what they said."""
    fields = {
        "reach_by": reach_by,
        "phone": phone.strip(),
        "postal_address": postal_address.strip(),
        "paper_format": paper_format,
        "support_name": support_name.strip(),
        "support_relation": support_relation.strip(),
        "support_contact": support_contact.strip(),
    }
    owner = person or by
    contact, _made = ContactDetails.objects.update_or_create(user=owner, defaults=fields)
    # That it was changed, and not to what: a number or an address is nobody's business in the log.
    audit.record("changed how somebody is reached", owner, by=by)
    return contact


@transaction.atomic
def mark_welcomed(*, by: User) -> None:
    """Note that somebody answered the questions of the first sign-in, or passed them over."""
    User.objects.filter(pk=by.pk, welcomed_on=None).update(welcomed_on=timezone.localdate())
    audit.record("finished the first sign-in", by, by=by)


@transaction.atomic
def keep_need(  # noqa: PLR0913 - a need, whose it is and who helped to say it
    *,
    kind: str,
    note: str,
    by: User,
    shared_with: SharedWith = SharedWith.BOOKING,
    person: User | None = None,
    helper: str = "",
) -> AccessNeed:
    """Store something a person needs. The same need again replaces its note and who may know, and confirms it.

    Of "something else" there may be several, told apart by their words. `person` is given where staff write down what
    somebody said, and `helper` is who helped them to say it.
    """
    owner = person or by
    # Said a second time, "something else" is one more thing, unless the words are the same.
    which = {"note": note} if kind == Need.OTHER else {}
    wishes = {"note": note, "shared_with": shared_with}
    need, is_new = AccessNeed.objects.get_or_create(user=owner, kind=kind, **which, defaults=wishes)
    event = NeedEventKind.TOLD
    if not is_new:
        is_same = (need.note, need.shared_with) == (note, shared_with)
        event = NeedEventKind.CONFIRMED if is_same else NeedEventKind.CHANGED
        need.note = note
        need.shared_with = shared_with
        # Saved also where nothing changed: that is how it is confirmed.
        need.save()
    _note_need(need, event, by=helper)
    # That one was kept, and not which: a need is for those alone whom its owner names.
    audit.record("kept an access need", owner, by=by)
    return need


@transaction.atomic
def confirm_need(*, need: AccessNeed, by: User) -> AccessNeed:
    """Say that somebody still needs what they told us. Only their own."""
    mine = AccessNeed.objects.filter(pk=need.pk, user=by).first()
    if mine is None:
        raise Conflict
    mine.save()
    _note_need(mine, NeedEventKind.CONFIRMED)
    audit.record("confirmed an access need", by, by=by)
    return mine


@transaction.atomic
def forget_need(*, need: AccessNeed, by: User) -> None:
    """Delete something a person needed. Only their own."""
    mine = AccessNeed.objects.filter(pk=need.pk, user=by).first()
    if mine is not None:
        _note_need(mine, NeedEventKind.TAKEN_BACK)
        mine.delete()
    audit.record("forgot an access need", by, by=by)


def _note_need(need: AccessNeed, event: NeedEventKind, *, by: str = "") -> None:
    """Write what happened into the history of a need, and let the apps above know."""
    NeedEvent.objects.create(user=need.user, kind=need.kind, event=event, by=by)
    for changed in NEEDS_CHANGED:
        changed(need.user, need, event)


def note_looked(*, needs: Iterable[AccessNeed], by: User) -> None:
    """Let people know who has looked at what they need: once for each reader, need and day. Not for their own."""
    others = {(need.user_id, need.kind) for need in needs if need.user_id != by.pk}
    if not others:
        return
    # One statement writes, and a page that shows nobody's needs opens no transaction.
    name = queries.name_of_reader(by)
    today = timezone.localdate()
    owners = {owner for owner, _kind in others}
    seen = NeedEvent.objects.filter(user__in=owners, event=NeedEventKind.SEEN, by=name, at__date=today)
    new = others - set(seen.values_list("user_id", "kind"))
    events = [NeedEvent(user_id=owner, kind=kind, event=NeedEventKind.SEEN, by=name) for owner, kind in sorted(new)]
    NeedEvent.objects.bulk_create(events)


@transaction.atomic
def note_review_asked(*, needs: Iterable[AccessNeed]) -> None:
    """Note that their owners were asked today whether it is still so; that confirms and takes away nothing."""
    # An update, not a save: saving would confirm them.
    AccessNeed.objects.filter(pk__in=[need.pk for need in needs]).update(review_asked_on=timezone.localdate())


@transaction.atomic
def make_token(*, name: str, scopes: list[Scope], by: User) -> tuple[ApiToken, str]:
    """Make a key for a program, valid for `TOKEN_DAYS`. Returns the row and the key, which is shown once."""
    # The prefix lets scanners for leaked secrets recognise our keys.
    key = "ans_" + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=by,
        name=name,
        # No slow hash: the key has 256 random bits, which nobody tries out.
        digest=hashlib.sha256(key.encode()).digest(),
        scopes=[scope.value for scope in scopes],
        expires_on=timezone.localdate() + timedelta(days=TOKEN_DAYS),
    )
    audit.record("made a token", token, by=by, scopes=token.scopes)
    return token, key


@transaction.atomic
def revoke_token(*, token_id: UUID, by: User) -> None:
    """Delete a key of the caller's own; it stops working at once."""
    ApiToken.objects.filter(pk=token_id, user=by).delete()
    # In words, because the row is gone by now.
    audit.record("revoked a token", f"ApiToken {token_id}", by=by)


@transaction.atomic
def end_session(*, name: str, by: User) -> bool:
    """End one of the caller's own sessions; returns whether it was still there."""
    ended = sessions.end(by, name)
    if ended:
        audit.record("ended an own session", by, by=by)
    return ended


@transaction.atomic
def end_other_sessions(*, but: str | None, by: User) -> int:
    """End all of the caller's own sessions but the one they are in; returns how many."""
    count = sessions.end_all(by, but=but)
    if count:
        audit.record("ended own other sessions", by, by=by, count=count)
    return count


@transaction.atomic
def remove_second_step(*, person: User, reason: str, by: User) -> None:
    """Take away every second step of somebody who lost theirs, and end their sessions; they add a new one.

    The caller has shown just now that it is them.
    """
    rules.may_remove_second_step(by, person).enforce()
    Authenticator.objects.filter(user=person).delete()
    sessions.end_all(person)
    event = audit.record("removed a lost second step", person, by=by, reason=reason)
    for tell in SECOND_STEP_REMOVED:
        tell(person.pk, event.pk)


@transaction.atomic
def look_into_break(*, found: AuditBreak, by: User) -> None:
    """Say that somebody looked into a break of the log. It stays on the page; the first who looked is named."""
    rules.may_read_audit(by).enforce()
    unseen = AuditBreak.objects.filter(pk=found.pk, seen_at=None)
    if unseen.update(seen_at=timezone.now(), seen_by=audit.named(by)):
        audit.record("looked into a break of the log", found, by=by)


@transaction.atomic
def join_from_directory(*, email: str, name: str, language: str) -> User:
    """Make an account for somebody whom the directory knows and we do not yet.

    Raises Conflict when there is an account with the same address by now.
    """
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, name=name, language=language)
    except IntegrityError:
        raise Conflict from None
    audit.record("came from the directory", user, by=None)
    return user


@transaction.atomic
def bind_to_directory(*, person: User, subject: str) -> None:
    """Note who somebody is in the directory: from now on they sign in there, and their password opens nothing.

    Raises Conflict when the account belongs to somebody else of the directory.
    """
    account, is_new = SocialAccount.objects.get_or_create(
        provider=directory.PROVIDER, user=person, defaults={"uid": subject}
    )
    if account.uid != subject:
        raise Conflict
    if is_new:
        if person.email:
            confirm_address(person=person, email=person.email)
        audit.record("was found in the directory", person, by=person)


@transaction.atomic
def keep_directory_answer(*, person: User, roles: Collection[Role], refresh_token: str, signs_in: bool) -> None:
    """Give exactly the roles that the directory says, besides those given by hand, and keep what asks it again."""
    now = timezone.now()
    values: dict[str, Any] = {"refresh_token": sealing.seal(refresh_token, user=person.pk), "vouched_at": now}
    if signs_in:
        values |= {"signed_in_at": now, "asked_at": now}
    DirectoryLink.objects.update_or_create(
        user=person, defaults=values, create_defaults={**values, "signed_in_at": now, "asked_at": now}
    )
    _give_by_directory(person, roles)


@transaction.atomic
def leave_directory(*, person: User) -> None:
    """The directory does not vouch for somebody any more: their roles from there end, and so do their sessions."""
    DirectoryLink.objects.filter(user=person).delete()
    _give_by_directory(person, ())
    sessions.end_all(person)
    audit.record("was refused by the directory", person, by=None)


def _give_by_directory(person: User, roles: Collection[Role]) -> None:
    held = granting.of_organisation(person)
    taken = [grant for role, grant in held.items() if grant.from_directory and role not in roles]
    given = [role for role in Role if role in roles and role not in held]
    for grant in taken:
        granting.end(grant)
    for role in given:
        granting.give(person, role, from_directory=True)
    if not (taken or given):
        return
    audit.record(
        "roles came from the directory",
        person,
        by=None,
        given=[role.value for role in given],
        taken=[str(grant.role) for grant in taken],
    )
    if not taken:
        return
    # What a page showed while they held it is not shown again.
    sessions.end_all(person)
    # By the rows: the object may have been read before.
    if not RoleGrant.objects.filter(queries.running(), user=person).exists():
        ApiToken.objects.filter(user=person).delete()


@transaction.atomic
def begin_to_ask(*, link: DirectoryLink) -> bool:
    """Return whether it is the caller who asks the directory now: a token may work only once."""
    mine = DirectoryLink.objects.filter(pk=link.pk, asked_at=link.asked_at).update(asked_at=timezone.now())
    return mine == 1


@transaction.atomic
def end_unvouched_sessions(*, link: DirectoryLink) -> None:
    """End the sessions of somebody about whom the directory has not answered for too long."""
    too_long = timezone.now() - timedelta(minutes=settings.OIDC_SESSION_MINUTES)
    if link.vouched_at < too_long:
        sessions.end_all(link.user)


@transaction.atomic
def forget_links() -> None:
    """Destroy tokens of the directory that nobody needs any more."""
    directory.no_longer_needed().delete()
