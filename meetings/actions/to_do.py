"""What is to be done after a meeting: given, reminded, passed on, done, dropped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.enums import Role
from accounts.models import User
from accounts.queries import users_with_role
from core.transitions import transition
from council.models import Membership
from council.queries import chairing, trusted
from meetings.enums import ACTION_NEXT, ActionStatus, MeetingStatus, OwnerRole
from meetings.models import ActionItem, AgendaItem, Meeting
from meetings.rules import room
from notifications import actions as outbox
from notifications import wanted
from notifications.enums import Kind
from notifications.keys import message_key
from notifications.models import OutboxMessage

# So many days before its day the owner is reminded.
REMIND_BEFORE = timedelta(days=3)


def register_checks() -> None:
    """Let the outbox ask before it sends. Called from `AppConfig.ready`."""
    for kind in (Kind.ACTION_GIVEN, Kind.ACTION_DUE, Kind.ACTION_LATE):
        wanted.register(kind, is_still_theirs)


def is_still_theirs(message: OutboxMessage) -> bool:
    """Return whether something is still to be done, and its message for whoever has to know today."""
    pk = message.values.get("action")
    if pk is None:
        return True
    action = _with_names().filter(pk=UUID(pk), status=ActionStatus.OPEN).first()
    if action is None:
        return False
    people = told_when_late(action.meeting) if message.kind == Kind.ACTION_LATE else owners_of(action)
    return any(person.pk == message.recipient_id for person in people)


@transaction.atomic
def add_action(  # noqa: PLR0913 - what is to be done
    *,
    meeting: Meeting,
    text: str,
    language: str,
    due_on: date,
    by: User,
    owner: Membership | None = None,
    owner_role: OwnerRole | str = "",
    item: AgendaItem | None = None,
) -> ActionItem:
    """Write down what is to be done, by whom and by when, and tell them."""
    room.may_add_action(by, meeting).enforce()
    room.may_own(meeting, owner, owner_role).enforce()
    action = ActionItem.objects.create(
        meeting=meeting,
        item=item,
        text=text.strip(),
        language=language,
        due_on=due_on,
        owner=owner,
        owner_role=owner_role,
    )
    _tell(Kind.ACTION_GIVEN, action, owners_of(action))
    audit.record("added something to do", action, by=by, meeting=str(meeting.pk), due=f"{due_on}")
    return action


@transaction.atomic
def reassign_action(
    *, action: ActionItem, due_on: date, by: User, owner: Membership | None = None, owner_role: OwnerRole | str = ""
) -> ActionItem:
    """Give it to somebody else, or another day. Whoever has it now is told; reminders begin again."""
    action = _locked(action)
    room.may_reassign(by, action).enforce()
    room.may_own(action.meeting, owner, owner_role).enforce()
    is_passed_on = (action.owner_id, action.owner_role) != (owner.pk if owner else None, owner_role)
    _drop_messages(action)
    action.owner = owner
    action.owner_role = owner_role
    action.due_on = due_on
    action.reminded_on = None
    action.escalated_on = None
    action.save(update_fields=["owner", "owner_role", "due_on", "reminded_on", "escalated_on"])
    if is_passed_on:
        _tell(Kind.ACTION_GIVEN, action, owners_of(action))
    audit.record("passed on something to do", action, by=by, due=f"{due_on}")
    return action


@transaction.atomic
def finish_action(*, action: ActionItem, by: User) -> None:
    """Say that it is done."""
    action = _locked(action)
    room.may_finish(by, action).enforce()
    transition(action, ActionStatus.DONE, ACTION_NEXT, ended_on=timezone.localdate())
    _drop_messages(action)
    audit.record("finished something to do", action, by=by)


@transaction.atomic
def drop_action(*, action: ActionItem, reason: str, by: User) -> None:
    """Drop it, and say why."""
    action = _locked(action)
    room.may_reassign(by, action).enforce()
    transition(action, ActionStatus.DROPPED, ACTION_NEXT, ended_on=timezone.localdate(), drop_reason=reason.strip())
    _drop_messages(action)
    audit.record("dropped something to do", action, by=by)


@transaction.atomic
def reopen_action(*, action: ActionItem, by: User) -> None:
    """Open again what was done or dropped by mistake."""
    action = _locked(action)
    room.may_reopen(by, action).enforce()
    transition(action, ActionStatus.OPEN, ACTION_NEXT, ended_on=None, drop_reason="")
    audit.record("opened again something to do", action, by=by)


def remind_of_actions() -> int:
    """Remind owners some days ahead, and tell the chair when something is late; each once. Returns how many."""
    today = timezone.localdate()
    open_actions = ActionItem.objects.filter(status=ActionStatus.OPEN).exclude(meeting__status=MeetingStatus.CANCELLED)
    due = open_actions.filter(reminded_on=None, due_on__lte=today + REMIND_BEFORE)
    late = open_actions.filter(escalated_on=None, due_on__lt=today)
    reminded = sum(_remind(pk, today) for pk in list(due.values_list("pk", flat=True)))
    return reminded + sum(_escalate(pk, today) for pk in list(late.values_list("pk", flat=True)))


@transaction.atomic
def _remind(pk: UUID, today: date) -> bool:
    # The count of the update decides: of two workers one sends.
    if ActionItem.objects.filter(pk=pk, status=ActionStatus.OPEN, reminded_on=None).update(reminded_on=today) != 1:
        return False
    action = _with_names().get(pk=pk)
    _tell(Kind.ACTION_DUE, action, owners_of(action))
    return True


@transaction.atomic
def _escalate(pk: UUID, today: date) -> bool:
    if ActionItem.objects.filter(pk=pk, status=ActionStatus.OPEN, escalated_on=None).update(escalated_on=today) != 1:
        return False
    action = _with_names().get(pk=pk)
    _tell(Kind.ACTION_LATE, action, told_when_late(action.meeting))
    return True


def owners_of(action: ActionItem) -> list[User]:
    """Return who has to do it today; where its member has left, whoever chairs the council."""
    # Of this council: whoever sits on another one by now is told nothing of what this one does.
    seated = trusted(timezone.localdate()).filter(seat__council=action.meeting.council_id)
    if action.owner is not None and seated.filter(user=action.owner.user_id).exists():
        return [action.owner.user]
    if action.owner_role == OwnerRole.COORDINATOR:
        return _coordinators(action.meeting)
    return told_when_late(action.meeting)


def told_when_late(meeting: Meeting) -> list[User]:
    """Return whoever chairs the council, and its coordinators where nobody does."""
    return _chairs(meeting) or _coordinators(meeting)


def _chairs(meeting: Meeting) -> list[User]:
    today = timezone.localdate()
    terms = chairing(trusted(today), today).filter(seat__council=meeting.council_id).select_related("user")
    return [term.user for term in terms.order_by("seat__number", "pk")]


def _coordinators(meeting: Meeting) -> list[User]:
    return list(users_with_role(Role.COORDINATOR, council=meeting.council_id))


def _tell(kind: Kind, action: ActionItem, people: Iterable[User]) -> None:
    for person in people:
        values = {
            "action": str(action.pk),
            "title": action.text,
            "council": str(action.meeting.council),
            "answer_by": action.due_on.isoformat(),
            "path": reverse("meetings:action", args=[action.pk]),
        }
        outbox.queue(
            kind=kind,
            recipient=person,
            values=values,
            # With the day: whoever is given another one is told and reminded again.
            dedupe_key=message_key(kind, action.pk, action.due_on, person.pk),
        )


def _drop_messages(action: ActionItem) -> None:
    for kind in (Kind.ACTION_GIVEN, Kind.ACTION_DUE, Kind.ACTION_LATE):
        outbox.drop(message_key(kind, action.pk))


def _with_names() -> QuerySet[ActionItem]:
    return ActionItem.objects.select_related("meeting__council", "owner__user__chosen_name", "owner__seat")


def _locked(action: ActionItem) -> ActionItem:
    found = ActionItem.objects.select_for_update(of=("self",))
    return found.select_related("meeting__council", "owner__user__chosen_name").get(pk=action.pk)
