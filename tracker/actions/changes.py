"""A policy change: planned, written, in force, seen by a council member, told to everybody it came from."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.models import User
from core.transitions import transition
from core.verdicts import Conflict, Verdict
from council.enums import LIVED
from council.queries import trusted
from notifications.actions import drop, queue
from notifications.enums import Kind
from notifications.keys import message_key
from people.queries.leaving import on_duty
from policies.models import Clause, PolicyDocument
from policies.versions import new_clause, next_version, restore
from tracker.enums import CHANGE_TRANSITIONS, ChangeStatus
from tracker.models import Decision, Doubt, PolicyChange
from tracker.outcomes import note_publication, notify_change
from tracker.rules import changes as rules
from translations.models import source_of
from translations.sources import write_source


def _move(change: PolicyChange, to: ChangeStatus, **fields: Any) -> None:
    """Move a change on from the state that its caller saw."""
    # The table alone would do for most moves, but everything may be taken back: from a page that saw a draft, nobody
    # may take back what has come into force since.
    transition(change, to, CHANGE_TRANSITIONS, only_from=ChangeStatus(change.status), **fields)


@transaction.atomic
def plan(*, decision: Decision, document: PolicyDocument, clause: Clause | None, by: User) -> PolicyChange:
    """Plan to change a clause, or to add one, because of a decision that something is to change."""
    rules.may_plan(by, document).enforce()
    # The form offers agreed decisions only, but this is called without a form as well.
    if not decision.is_yes:
        Verdict(_("Leaders did not agree to change this.")).enforce()
    change = PolicyChange.objects.create(
        decision=decision, document=document, before=clause, planned_on=timezone.localdate()
    )
    audit.record("planned a change", change, by=by)
    return change


@transaction.atomic
def write(  # noqa: PLR0913 - the words of a change
    *, change: PolicyChange, text: str, title: str, summary: str, by: User, reference: str = ""
) -> PolicyChange:
    """Write the new words of the clause, and what is different now, in one line and in short; until it is in force."""
    rules.may_write(by, change).enforce()
    # The policy and not the change: two changes of one policy share its one draft.
    PolicyDocument.objects.select_for_update().get(pk=change.document_id)
    if not rules.may_write(by, change):
        # Somebody else began the next version at the same time; one is written at a time.
        raise Conflict
    language = change.document.language
    if change.after is None:
        _move(change, ChangeStatus.DRAFTED, after=_draft_clause(change, reference))
    # Nothing new is written here: the count says whether it is still a draft, and nobody moves it until the end.
    elif PolicyChange.objects.filter(pk=change.pk, status=ChangeStatus.DRAFTED).update(after=change.after) != 1:
        raise Conflict
    assert change.after is not None  # noqa: S101 - for the type checker
    write_source(change.after, language, text=text)
    write_source(change, language, title=title, summary=summary)
    audit.record("wrote new words", change, by=by)
    return change


def _draft_clause(change: PolicyChange, reference: str) -> Clause:
    """Begin the next version of the policy, and return its clause that the new words go into."""
    version, clauses = next_version(change.document)
    if change.before is None:
        return new_clause(version, reference)
    # By its number: each version has clauses, and ids, of its own.
    return clauses[change.before.reference]


@transaction.atomic
def put_in_force(*, change: PolicyChange, on: date, evidence: str, by: User) -> PolicyChange:
    """Say from which day the new words are in force, and how one can see it; members are asked to look."""
    rules.may_put_in_force(by, change).enforce()
    # No task waits for the day: the public page would say at once that something to come is in force.
    if on > timezone.localdate():
        Verdict(_("This day is in the future. Put the change in force when that day has come.")).enforce()
    _move(change, ChangeStatus.IN_FORCE, in_force_on=on, evidence=evidence)
    assert change.after is not None  # noqa: S101 - the database says so
    version = change.after.version
    version.in_force_from = on
    version.save(update_fields=["in_force_from"])
    # Now, not by the worker in a minute: an erasure in between would take a version that people were told would stay.
    note_publication(change)
    _ask_members(change)
    audit.record("put in force", change, by=by, on=on.isoformat())
    return change


def _ask_members(change: PolicyChange) -> None:
    council = change.decision.recommendation.agenda_item.meeting.council_id
    # Those who may sign it, as the rule finds their seats; others would be sent to a page without a button.
    for seat in trusted(timezone.localdate()).filter(seat__council=council, seat__kind__in=sorted(LIVED)):
        queue(
            kind=Kind.CHANGE_TO_SIGN,
            recipient=seat.user,
            values={"path": reverse("tracker:change", args=[change.pk])},
            dedupe_key=message_key(Kind.CHANGE_TO_SIGN, change.pk, seat.user_id),
        )


@transaction.atomic
def show_evidence(*, change: PolicyChange, evidence: str, by: User) -> PolicyChange:
    """Say, or say better, how one can see that it is really so."""
    rules.may_show_evidence(by, change).enforce()
    if PolicyChange.objects.filter(pk=change.pk, status=change.status).update(evidence=evidence) != 1:
        raise Conflict
    change.refresh_from_db()
    audit.record("showed evidence", change, by=by)
    return change


@transaction.atomic
def sign(*, change: PolicyChange, by: User, seen: str = "") -> PolicyChange:
    """Confirm, as a member with lived experience, that it is really different now. Everybody it came from is told.

    `seen` is the change's `fingerprint` as the page showed it; what was changed since is not signed unseen.
    """
    rules.may_sign(by, change).enforce()
    # Locked, so that nobody rewrites the evidence between this look and the signature.
    now = PolicyChange.objects.select_for_update().get(pk=change.pk)
    if seen and seen != now.fingerprint:
        raise Conflict
    seat = rules.seat_for(by, change)
    assert seat is not None  # noqa: S101 - the rule says so
    _move(
        change,
        ChangeStatus.CONFIRMED,
        signed_by=seat,
        signed_on=timezone.localdate(),
    )
    # One signature is enough. The key ends before the member, so nobody is asked to look any more.
    drop(message_key(Kind.CHANGE_TO_SIGN, change.pk))
    notified = notify_change(change)
    audit.record("confirmed a change", change, by=by, told=notified)
    return change


@transaction.atomic
def doubt(*, change: PolicyChange, words: str, language: str, by: User) -> Doubt:
    """Say, as a member with lived experience, that it is not really different yet. The change stays as it is.

    The same words of the same member, sent twice, are stored once.
    """
    rules.may_doubt(by, change).enforce()
    seat = rules.seat_for(by, change)
    assert seat is not None  # noqa: S101 - the rule says so
    # Locked, so that of two requests with the same words the second finds what the first has stored.
    PolicyChange.objects.select_for_update().get(pk=change.pk)
    existing = Doubt.objects.filter(change=change, membership=seat, words=words).first()
    if existing is not None:
        return existing
    created = Doubt.objects.create(
        change=change, membership=seat, words=words, language=language, said_on=timezone.localdate()
    )
    # Somebody who is away is not asked: their stand-in is.
    steward = on_duty(change.document.steward)
    if steward is not None:
        queue(
            kind=Kind.CHANGE_DOUBTED,
            recipient=steward,
            values={"path": reverse("tracker:change", args=[change.pk])},
            dedupe_key=message_key(Kind.CHANGE_DOUBTED, created.pk),
        )
    audit.record("doubted a change", change, by=by, doubt=f"{created.pk}")
    return created


@transaction.atomic
def take_back(*, change: PolicyChange, reason: str, by: User) -> PolicyChange:
    """Take a change back and say why; what was in force is replaced by the words before it. Everybody is told."""
    rules.may_take_back(by, change).enforce()
    today = timezone.localdate()
    # What was public stays readable, with the reason; of a draft no version is left.
    if change.is_public:
        _move(change, ChangeStatus.REVERSED, reversed_on=today)
        _restore(change, today)
    else:
        draft = change.after
        # The link first: a clause that a change points to cannot be deleted.
        _move(change, ChangeStatus.REVERSED, reversed_on=today, after=None)
        if draft is not None:
            draft.version.delete()
    # Before the notices are made: they quote the reason.
    _write_reason(change, reason)
    drop(message_key(Kind.CHANGE_TO_SIGN, change.pk))
    notified = notify_change(change)
    audit.record("took a change back", change, by=by, told=notified)
    return change


def _restore(change: PolicyChange, on: date) -> None:
    """Put a next version in force that has the words from before the change; nothing where there were no new words."""
    if change.after is None:
        return
    # One version more instead of the old one again: what was in force in between stays readable under its number.
    version, clauses = next_version(change.document)
    clause = clauses.get(change.after.reference)
    if clause is not None and change.before is not None:
        restore(clause, change.before)
    # The change had added this clause.
    elif clause is not None:
        clause.delete()
    version.in_force_from = on
    version.save(update_fields=["in_force_from"])


def _write_reason(change: PolicyChange, reason: str) -> None:
    text = source_of(change.texts.all())
    if text is not None:
        language = change.document.language
        write_source(change, language, title=text.title, summary=text.summary, taken_back=reason)
        return
    # Nothing was written yet: people know the change by what the council had asked for.
    recommendation = change.decision.recommendation
    write_source(change, recommendation.language, title=recommendation.title, summary="", taken_back=reason)
