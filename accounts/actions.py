"""Everything that writes about people."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit, names, queries, rules, sessions
from accounts.enums import Need, NeedEventKind, PaperFormat, ReachBy, Role, Scope, SharedWith
from accounts.models import (
    AccessNeed,
    ApiToken,
    AuditBreak,
    ChosenName,
    ContactDetails,
    NeedEvent,
    RoleGrant,
    User,
)
from accounts.slots import NEEDS_CHANGED
from core.verdicts import Conflict, Refused

TOKEN_DAYS = 90


@transaction.atomic
def set_roles(*, person: User, roles: list[Role], is_active: bool, by: User) -> None:
    """Give exactly these roles, and set whether the person can sign in. If they cannot, their keys are deleted too."""
    rules.may_change_person(by, person).enforce()
    person.grants.exclude(role__in=roles).delete()
    for role in roles:
        RoleGrant.objects.get_or_create(user=person, role=role)
    User.objects.filter(pk=person.pk).update(is_active=is_active)
    if not is_active:
        # An inactive user is not loaded; an old session must not come back with the account either.
        sessions.end_all(person)
        ApiToken.objects.filter(user=person).delete()
    audit.record("set roles", person, by=by, roles=[role.value for role in roles], active=is_active)


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


@transaction.atomic
def note_looked(*, needs: Iterable[AccessNeed], by: User) -> None:
    """Let people know who has looked at what they need: once for each reader, need and day. Not for their own."""
    others = {(need.user_id, need.kind) for need in needs if need.user_id != by.pk}
    if not others:
        return
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
def look_into_break(*, found: AuditBreak, by: User) -> None:
    """Say that somebody looked into a break of the log. It stays on the page; the first who looked is named."""
    rules.may_read_audit(by).enforce()
    unseen = AuditBreak.objects.filter(pk=found.pk, seen_at=None)
    if unseen.update(seen_at=timezone.now(), seen_by=audit.named(by)):
        audit.record("looked into a break of the log", found, by=by)
