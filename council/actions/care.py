"""Care for members: talks that are offered, a plan for when it gets heavy, and papers at the end.

What is said in a talk is written down nowhere, and what a plan says is in no event of the log.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.enums import Role
from accounts.models import User
from accounts.queries import users_with_role
from core.verdicts import Conflict
from council import queries, rules
from council.enums import TalkStatus
from council.models import CheckIn, ExitTalk, Membership, ParticipationPlan
from notifications.actions import drop, queue
from notifications.enums import Kind
from notifications.keys import message_key

# A day that was missed is made up for; nobody who left long ago is written to.
OFFERED_FOR = timedelta(days=14)
OPEN = frozenset({TalkStatus.OFFERED, TalkStatus.ACCEPTED})


@transaction.atomic
def offer_check_in(*, term: Membership, by: User, about_meeting: UUID | None = None) -> CheckIn:
    """Offer a member a talk about how they are doing, perhaps after a meeting that was heavy."""
    # Locked, so that two coordinators do not offer two talks at once.
    Membership.objects.select_for_update().get(pk=term.pk)
    rules.may_offer_check_in(by, term).enforce()
    talk = CheckIn.objects.create(membership=term, offered_on=timezone.localdate(), about_meeting=about_meeting)
    queue(
        kind=Kind.TALK_OFFERED,
        recipient=term.user,
        values={"path": reverse("council:care")},
        dedupe_key=message_key(Kind.TALK_OFFERED, term.pk, talk.pk),
    )
    audit.record("offered a talk", term, by=by)
    return talk


@transaction.atomic
def answer_check_in(*, talk: CheckIn, wanted: bool, by: User) -> None:
    """Say whether a talk is wanted. No is an answer like yes, and can be changed until the talk was held."""
    rules.may_speak_for(by, talk.membership).enforce()
    status = TalkStatus.ACCEPTED if wanted else TalkStatus.DECLINED
    movable = CheckIn.objects.filter(pk=talk.pk).exclude(status=TalkStatus.HELD)
    if movable.update(status=status, answered_on=timezone.localdate()) != 1:
        raise Conflict
    talk.status = status
    if wanted:
        _tell_coordinators(talk.membership, f"{talk.pk}", by=by)
    # Not which answer: whether somebody wants to talk is between them and their coordinator.
    audit.record("answered the offer of a talk", talk.membership, by=by)


@transaction.atomic
def ask_for_talk(*, term: Membership, about_meeting: UUID) -> CheckIn:
    """Note that a member would like the talk that is offered after a meeting. Asked twice, it is one talk.

    Part of the acts of meetings, which have asked their rule: the member said it themselves.
    """
    # Locked, so that two presses do not ask for two talks.
    Membership.objects.select_for_update().get(pk=term.pk)
    existing = CheckIn.objects.filter(membership__user=term.user_id, about_meeting=about_meeting).first()
    if existing is not None and existing.status in {TalkStatus.ACCEPTED, TalkStatus.HELD}:
        return existing
    today = timezone.localdate()
    talk = existing or CheckIn(membership=term, offered_on=today, about_meeting=about_meeting)
    talk.status = TalkStatus.ACCEPTED
    talk.answered_on = today
    talk.save()
    _tell_coordinators(talk.membership, f"{talk.pk}", by=term.user)
    # Not whose: whether somebody wants to talk is between them and their coordinator.
    audit.record("asked for a talk after a meeting", f"Meeting {about_meeting}", by=None)
    return talk


@transaction.atomic
def take_back_talk(*, person: User, about_meeting: UUID) -> None:
    """Take back that a member would like a talk after a meeting. Raises Conflict where it took place already."""
    talks = CheckIn.objects.select_for_update().filter(membership__user=person, about_meeting=about_meeting)
    for talk in talks:
        if talk.status == TalkStatus.HELD:
            raise Conflict
        talk.status = TalkStatus.DECLINED
        talk.answered_on = timezone.localdate()
        talk.save(update_fields=["status", "answered_on"])
        drop(message_key(Kind.TALK_ANSWERED, talk.membership_id, talk.pk))
    audit.record("took back a talk after a meeting", f"Meeting {about_meeting}", by=None)


@transaction.atomic
def mark_check_in_held(*, talk: CheckIn, by: User) -> None:
    """Note that a talk took place. Nothing else is written down."""
    rules.may_mark_talk_held(by, talk).enforce()
    if CheckIn.objects.filter(pk=talk.pk, status__in=OPEN).update(status=TalkStatus.HELD) != 1:
        raise Conflict
    audit.record("held a talk", talk.membership, by=by)


@transaction.atomic
def offer_exit_talk(*, term: Membership, by: User) -> ExitTalk:
    """Offer somebody who leaves a last talk."""
    Membership.objects.select_for_update().get(pk=term.pk)
    rules.may_offer_exit_talk(by, term).enforce()
    return _offer_exit_talk(term, by)


@transaction.atomic
def offer_exit_talks() -> int:
    """Offer a last talk to everybody whose term ended in the last days and who has no other there; returns how many.

    It is offered once, and never for an earlier end: whoever left longer ago is asked by their coordinator or not.
    """
    today = timezone.localdate()
    terms = queries.left_without_talk((today - OFFERED_FOR, today - timedelta(days=1)))
    # Locked, so that a coordinator who offers it at the same time does not offer it twice.
    found = list(terms.select_for_update(of=("self",), skip_locked=True))
    for term in found:
        _offer_exit_talk(term, None)
    return len(found)


def _offer_exit_talk(term: Membership, by: User | None) -> ExitTalk:
    talk = ExitTalk.objects.create(membership=term, offered_on=timezone.localdate())
    queue(
        kind=Kind.TALK_OFFERED,
        recipient=term.user,
        values={"path": reverse("council:care"), "last_of": f"{term.pk}"},
        dedupe_key=message_key(Kind.TALK_OFFERED, term.pk, "last"),
    )
    audit.record("offered a last talk", term, by=by)
    return talk


@transaction.atomic
def answer_exit_talk(*, talk: ExitTalk, wanted: bool, for_the_council: str, by: User) -> None:
    """Say whether a last talk is wanted, and, if the member likes, what the council should learn."""
    rules.may_speak_for(by, talk.membership).enforce()
    status = TalkStatus.ACCEPTED if wanted else TalkStatus.DECLINED
    rows = ExitTalk.objects.filter(pk=talk.pk)
    moved = rows.exclude(status=TalkStatus.HELD).update(status=status, for_the_council=for_the_council)
    # After the talk the words may still be changed or taken back: they are the member's.
    if not moved and rows.update(for_the_council=for_the_council) != 1:
        raise Conflict
    talk.refresh_from_db()
    if moved and wanted:
        _tell_coordinators(talk.membership, "last", by=by)
    audit.record("answered the offer of a last talk", talk.membership, by=by)


@transaction.atomic
def mark_exit_talk_held(*, talk: ExitTalk, by: User) -> None:
    """Note that a last talk took place."""
    rules.may_mark_talk_held(by, talk).enforce()
    if ExitTalk.objects.filter(pk=talk.pk, status__in=OPEN).update(status=TalkStatus.HELD) != 1:
        raise Conflict
    audit.record("held a last talk", talk.membership, by=by)


@transaction.atomic
def write_plan(
    *, text: str, by: User, first_reader: User | None = None, second_reader: User | None = None
) -> ParticipationPlan:
    """Write what helps when it gets heavy, and say who may read it. Whoever is taken out loses it at once."""
    plan = ParticipationPlan.objects.select_for_update().filter(user=by).first() or ParticipationPlan(user=by)
    before = _readers(plan)
    # Whoever was named before may stay, also after they left the council; only new names are looked at.
    added = [reader for reader in (first_reader, second_reader) if reader is not None and reader.pk not in before]
    rules.may_name_readers(by, *added).enforce()
    if first_reader is not None and first_reader == second_reader:
        second_reader = None
    plan.text = text
    plan.first_reader = first_reader
    plan.second_reader = second_reader
    plan.save()
    # Neither what it says nor who reads it.
    event = audit.record("wrote their plan", "ParticipationPlan", by=by)
    for taken_out in before - _readers(plan):
        drop(message_key(Kind.PLAN_SHARED, by.pk, taken_out))
    for reader in added:
        # With the event: somebody who is named again later is told again.
        queue(
            kind=Kind.PLAN_SHARED,
            recipient=reader,
            values={"path": reverse("council:shared_plans")},
            dedupe_key=message_key(Kind.PLAN_SHARED, by.pk, reader.pk, event.pk),
        )
    return plan


@transaction.atomic
def destroy_plan(*, by: User) -> None:
    """Destroy one's own plan; nobody can read it any more."""
    ParticipationPlan.objects.filter(user=by).delete()
    drop(message_key(Kind.PLAN_SHARED, by.pk))
    audit.record("destroyed their plan", "ParticipationPlan", by=by)


@transaction.atomic
def note_paper(*, term: Membership, kind: str, by: User) -> None:
    """Write into the log that a certificate or a letter was made, without the name that is on it."""
    rules.may_speak_for(by, term).enforce()
    audit.record("made a paper about a term", term, by=by, kind=kind)


def _readers(plan: ParticipationPlan) -> set[UUID]:
    return {reader for reader in (plan.first_reader_id, plan.second_reader_id) if reader is not None}


def _tell_coordinators(term: Membership, about: str, *, by: User) -> None:
    """Tell whoever coordinates the council that somebody would like to talk; not who, which their page says."""
    for coordinator in users_with_role(Role.COORDINATOR, council=term.seat.council_id).exclude(pk=by.pk):
        queue(
            kind=Kind.TALK_ANSWERED,
            recipient=coordinator,
            values={"path": reverse("council:care_of_members")},
            dedupe_key=message_key(Kind.TALK_ANSWERED, term.pk, about, coordinator.pk),
        )
