"""A policy change: planned, written, in force, seen by a council member, told to everybody it came from."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.models import User
from core.verdicts import AlreadyMoved, Verdict
from council.enums import LIVED
from council.queries import trusted
from notifications.actions import drop, queue
from notifications.enums import Kind
from tracker.actions.policies import new_clause, next_version, restore
from tracker.actions.telling import note_publication, tell_change
from tracker.actions.texts import write_source
from tracker.enums import CHANGE_NEXT, ChangeStatus
from tracker.models import Clause, Decision, Doubt, PolicyChange, PolicyDocument
from tracker.models.texts import source_of
from tracker.rules import policies as rules


def _move(change: PolicyChange, to: ChangeStatus, **fields: Any) -> None:
    if to not in CHANGE_NEXT[ChangeStatus(change.status)]:
        raise AlreadyMoved
    if PolicyChange.objects.filter(pk=change.pk, status=change.status).update(status=to, **fields) != 1:
        raise AlreadyMoved
    change.refresh_from_db()


@transaction.atomic
def plan(*, decision: Decision, document: PolicyDocument, clause: Clause | None, by: User) -> PolicyChange:
    """Plan to change a clause, or to add one, because of a decision that something is to change."""
    rules.may_plan(by, document).enforce()
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
    PolicyDocument.objects.select_for_update().get(pk=change.document_id)
    if not rules.may_write(by, change):
        # Somebody else began the next version in the same moment; one is written at a time.
        raise AlreadyMoved
    language = change.document.language
    if change.after is None:
        version, clauses = next_version(change.document)
        clause = clauses[change.before.reference] if change.before else new_clause(version, reference)
        _move(change, ChangeStatus.DRAFTED, after=clause)
    elif PolicyChange.objects.filter(pk=change.pk, status=ChangeStatus.DRAFTED).update(after=change.after) != 1:
        raise AlreadyMoved
    assert change.after is not None  # noqa: S101 - for the type checker
    write_source(change.after, language, text=text)
    write_source(change, language, title=title, summary=summary)
    audit.record("wrote new words", change, by=by)
    return change


@transaction.atomic
def put_in_force(*, change: PolicyChange, on: date, evidence: str, by: User) -> PolicyChange:
    """Say from which day the new words are in force, and how one can see it; members are asked to look."""
    rules.may_put_in_force(by, change).enforce()
    if on > timezone.localdate():
        Verdict(_("This day has not come yet. Put it in force when it is really so.")).enforce()
    _move(change, ChangeStatus.IN_FORCE, in_force_on=on, evidence=evidence)
    assert change.after is not None  # noqa: S101 - the database says so
    version = change.after.version
    version.in_force_from = on
    version.save(update_fields=["in_force_from"])
    note_publication(change)
    _ask_members(change)
    audit.record("put in force", change, by=by, on=on.isoformat())
    return change


def _ask_members(change: PolicyChange) -> None:
    council = change.decision.recommendation.agenda_item.meeting.council_id
    for seat in trusted(timezone.localdate()).filter(seat__council=council, seat__kind__in=sorted(LIVED)):
        queue(
            kind=Kind.CHANGE_TO_SIGN,
            recipient=seat.user,
            values={"path": f"/follow-up/{change.pk}/"},
            dedupe_key=f"change_to_sign:{change.pk}:{seat.user_id}",
        )


@transaction.atomic
def show_evidence(*, change: PolicyChange, evidence: str, by: User) -> PolicyChange:
    """Say, or say better, how one can see that it is really so."""
    rules.may_show_evidence(by, change).enforce()
    if PolicyChange.objects.filter(pk=change.pk, status=change.status).update(evidence=evidence) != 1:
        raise AlreadyMoved
    change.refresh_from_db()
    audit.record("showed evidence", change, by=by)
    return change


@transaction.atomic
def sign(*, change: PolicyChange, by: User, seen: str = "") -> PolicyChange:
    """Confirm, as a member with lived experience, that it is really different now. Everybody it came from is told.

    `seen` is the change's `fingerprint` as the page showed it; what was changed meanwhile is not signed unseen.
    """
    rules.may_sign(by, change).enforce()
    now = PolicyChange.objects.select_for_update().get(pk=change.pk)
    if seen and seen != now.fingerprint:
        raise AlreadyMoved
    seat = rules.seat_for(by, change)
    assert seat is not None  # noqa: S101 - the rule says so
    _move(
        change,
        ChangeStatus.CONFIRMED,
        signed_by=seat,
        signed_name=seat.shown_name,
        signed_on=timezone.localdate(),
    )
    drop(f"change_to_sign:{change.pk}:")
    told = tell_change(change)
    audit.record("confirmed a change", change, by=by, told=told)
    return change


@transaction.atomic
def doubt(*, change: PolicyChange, words: str, language: str, by: User) -> Doubt:
    """Say, as a member with lived experience, that it is not really different yet. The change stays as it is.

    The same words of the same member, sent twice, are said once.
    """
    rules.may_doubt(by, change).enforce()
    seat = rules.seat_for(by, change)
    assert seat is not None  # noqa: S101 - the rule says so
    PolicyChange.objects.select_for_update().get(pk=change.pk)
    if there := Doubt.objects.filter(change=change, membership=seat, words=words).first():
        return there
    said = Doubt.objects.create(
        change=change, membership=seat, words=words, language=language, said_on=timezone.localdate()
    )
    if change.document.steward:
        queue(
            kind=Kind.CHANGE_DOUBTED,
            recipient=change.document.steward,
            values={"path": f"/follow-up/{change.pk}/"},
            dedupe_key=f"change_doubted:{said.pk}",
        )
    audit.record("doubted a change", change, by=by, doubt=f"{said.pk}")
    return said


@transaction.atomic
def take_back(*, change: PolicyChange, reason: str, by: User) -> PolicyChange:
    """Take a change back and say why; what was in force is replaced by the words before it. Everybody is told."""
    rules.may_take_back(by, change).enforce()
    today, was_public = timezone.localdate(), change.is_public
    after = change.after
    _move(change, ChangeStatus.REVERSED, reversed_on=today, **({} if was_public else {"after": None}))
    if after is not None and was_public:
        _restore(change, today)
    elif after is not None:
        after.version.delete()
    _say_why(change, reason)
    drop(f"change_to_sign:{change.pk}:")
    told = tell_change(change)
    audit.record("took a change back", change, by=by, told=told)
    return change


def _restore(change: PolicyChange, on: date) -> None:
    assert change.after is not None  # noqa: S101 - the database says so
    version, clauses = next_version(change.document)
    clause = clauses.get(change.after.reference)
    if clause is not None and change.before is not None:
        restore(clause, change.before)
    elif clause is not None:
        clause.delete()
    version.in_force_from = on
    version.save(update_fields=["in_force_from"])


def _say_why(change: PolicyChange, reason: str) -> None:
    told = source_of(change.texts.all())
    title, summary = (told.title, told.summary) if told else (change.decision.recommendation.title, "")
    language = change.document.language if told else change.decision.recommendation.language
    write_source(change, language, title=title, summary=summary, taken_back=reason)
