"""Hand over what hangs on somebody, so that nothing is left with a person who can no longer see to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from accounts import actions as accounts
from accounts import audit
from accounts.enums import Role
from accounts.models import RoleGrant, User
from accounts.queries import users_with_role
from core.verdicts import Verdict
from notifications.actions import queue
from notifications.enums import Kind
from notifications.keys import message_key
from notifications.queries import language_of
from people import hanging
from people.hanging import Departure, Going
from people.models import Handover, StandIn
from people.queries import leaving as queries
from people.queries.leaving import Group
from people.rules import leaving as rules

# (name of the responsibility, id of the thing): who takes it over, None for nobody yet.
Choices = Mapping[tuple[str, str], User | None]
# For so long a day that was missed is made up for.
MADE_UP_FOR = timedelta(days=14)
Taken = dict[User | None, list[dict[str, str]]]


@transaction.atomic
def hand_over(*, going: Going, choices: Choices, note: str, by: User) -> list[Handover]:
    """Give what hangs on somebody to whoever was chosen; what was not chosen for, or came since, is left open.

    Each successor gets one message with the list. The words of a handover survive what they are about.
    """
    rules.may_hand_over(by, going).enforce()
    # So that of two who hand over at the same time the second finds nothing left.
    User.objects.select_for_update().get(pk=going.person.pk)
    taken: Taken = {}
    for group in queries.hanging_on(going):
        _give(group, going, choices, by, taken)
    made = [_write_down(going.person, to, things, note) for to, things in taken.items()]
    for handover in made:
        _tell(handover, by)
    audit.record("handed over", going.person, by=by, things=sum(len(made.things) for made in made))
    return made


@transaction.atomic
def leave(  # noqa: PLR0913 - a departure is several things
    *, departure: Departure, person: User, data: Mapping[str, str], choices: Choices, note: str, by: User
) -> None:
    """Hand over what hangs on somebody and let them go, both or neither."""
    departure.may(by, person, data).enforce()
    going = departure.going(person, data)
    if queries.hanging_on(going):
        hand_over(going=going, choices=choices, note=note, by=by)
    departure.perform(person, data, by)


@transaction.atomic
def release(*, person: User, by: User | None) -> int:
    """Leave open what somebody can no longer see to since they lost a role or the account; returns how much it was.

    Called after every such change, so that nothing freezes where no page asked first.
    """
    going = Going(person, _kept(person))
    count = 0
    taken: list[dict[str, str]] = []
    for group in queries.hanging_on(going):
        if group.responsibility.hand_over is None or group.responsibility.candidates is None:
            continue
        ids = [thing.pk for thing in group.things]
        group.responsibility.hand_over(ids=ids, of=person, to=None, by=by)
        taken += _lines(group, ids)
        count += len(ids)
    leave_open(person=person, things=taken, by=by)
    return count


@transaction.atomic
def leave_open(*, person: User, things: list[dict[str, str]], by: User | None) -> Handover | None:
    """Write down what nobody sees to since somebody went, and tell coordinators; None where there is nothing."""
    if not things:
        return None
    made = Handover.objects.create(left_by=person, things=things)
    audit.record("left open what hung on somebody", person, by=by, things=len(things))
    for coordinator in users_with_role(Role.COORDINATOR):
        if coordinator not in (by, person):
            _tell_left_open(made, coordinator)
    return made


@transaction.atomic
def release_ended() -> int:
    """Do for roles that are over by their date what is done when one is taken by hand; returns for how many people.

    Doing it again finds nothing: what was left open hangs on nobody any more.
    """
    today = timezone.localdate()
    ended = RoleGrant.objects.filter(ends_on__lt=today, ends_on__gte=today - MADE_UP_FOR)
    people = User.objects.filter(pk__in=ended.values("user")).order_by("pk")
    for person in people:
        accounts.settle(person=person, by=None)
    return len(people)


@transaction.atomic
def arrange_stand_in(*, person: User, stand_in: User, starts_on: date, ends_on: date | None, by: User) -> StandIn:
    """Say who stands in for somebody from a day on, until a day or until it is ended; the days before it end others."""
    rules.may_stand_in(by, person, stand_in).enforce()
    # The person's row, so that two who arrange at once do not leave two stand-ins for the same days.
    User.objects.select_for_update().get(pk=person.pk)
    same = StandIn.objects.filter(user=person).filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
    if ends_on is not None:
        same = same.filter(starts_on__lte=ends_on)
    if same.exists():
        Verdict(_in_these_days()).enforce()
    made = StandIn.objects.create(user=person, stand_in=stand_in, starts_on=starts_on, ends_on=ends_on)
    audit.record("arranged a stand-in", person, by=by, stand_in=audit.label(stand_in))
    return made


@transaction.atomic
def end_stand_in(*, stand_in: StandIn, by: User) -> None:
    """End a stand-in with yesterday; one that has not begun is taken back."""
    rules.may_end_stand_in(by, stand_in).enforce()
    last_day = timezone.localdate() - timedelta(days=1)
    if last_day < stand_in.starts_on:
        StandIn.objects.filter(pk=stand_in.pk).delete()
    else:
        StandIn.objects.filter(pk=stand_in.pk).update(ends_on=last_day)
    audit.record("ended a stand-in", stand_in.user, by=by, stand_in=audit.label(stand_in.stand_in))


def _in_these_days() -> str:
    return translation.gettext("Somebody stands in on these days already. End that first, or choose other days.")


def _kept(person: User) -> frozenset[Role]:
    """Return the roles that somebody holds now, read again: the caller's object may have been loaded before."""
    fresh = User.objects.prefetch_related("grants").get(pk=person.pk)
    if not fresh.is_active:
        return frozenset()
    return frozenset(Role(grant.role) for grant in fresh.running_grants)


def _give(group: Group, going: Going, choices: Choices, by: User, taken: Taken) -> None:
    """Give the things of one kind to whoever was chosen, each taker once."""
    responsibility = group.responsibility
    if responsibility.hand_over is None or responsibility.candidates is None:
        return
    chosen: dict[User | None, list[str]] = {}
    for thing in group.things:
        to = choices.get((responsibility.name, thing.pk))
        if to is not None:
            rules.may_take_over(to, group.candidates).enforce()
        chosen.setdefault(to, []).append(thing.pk)
    for to, ids in chosen.items():
        responsibility.hand_over(ids=ids, of=going.person, to=to, by=by)
        taken.setdefault(to, []).extend(_lines(group, ids))


def _lines(group: Group, ids: list[str]) -> list[dict[str, str]]:
    """Return things in words that survive them."""
    kind = group.responsibility.name
    return [
        {"kind": kind, "id": thing.pk, "title": thing.title, "href": thing.href}
        for thing in group.things
        if thing.pk in ids
    ]


def _write_down(person: User, to: User | None, things: list[dict[str, str]], note: str) -> Handover:
    return Handover.objects.create(left_by=person, taken_by=to, things=things, note=note.strip())


def _tell(handover: Handover, by: User) -> None:
    """Tell the successor; whoever takes it over themselves knows it already."""
    if handover.taken_by is None or handover.taken_by == by:
        return
    with translation.override(language_of(handover.taken_by)):
        lines = _counted(handover.things)
    queue(
        kind=Kind.HANDED_OVER,
        recipient=handover.taken_by,
        # Kinds and numbers: titles and the note stay on the page, because a message may be read by others.
        values={"lines": lines, "path": reverse("people:handover", args=[handover.pk])},
        dedupe_key=message_key(Kind.HANDED_OVER, handover.pk),
    )


def _tell_left_open(handover: Handover, coordinator: User) -> None:
    with translation.override(language_of(coordinator)):
        lines = _counted(queries.open_to_coordinators(handover.things))
    if not lines:
        return
    queue(
        kind=Kind.LEFT_OPEN,
        recipient=coordinator,
        values={"lines": lines, "path": reverse("people:handover", args=[handover.pk])},
        dedupe_key=message_key(Kind.LEFT_OPEN, handover.pk, coordinator.pk),
    )


def _counted(things: list[dict[str, str]]) -> list[str]:
    """Return how many things of each kind there are, a line for each."""
    labels = {one.name: str(one.label) for one in hanging.responsibilities()}
    counts = Counter(thing["kind"] for thing in things)
    return [f"{labels.get(kind, kind)}: {count}" for kind, count in counts.items()]
