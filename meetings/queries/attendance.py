"""Reads about who is at a meeting, and whether they are enough to decide."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from council.enums import LIVED, RecusalAnswer
from council.models import Membership, Recusal
from council.queries import seated, taking_part
from meetings.models import ActionItem, AgendaItem, Attendance, AttendanceChange, Meeting, RoomCard, Vote
from meetings.queries import councils_planned_by, visible_to

# The words by which a recusal says what it is about.
ITEM = "agenda_item"
VOTE = "vote"


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many members in filled seats for lived experience and carers are in the room, and how many have to be."""

    present: int
    needed: int
    filled: int

    @property
    def is_met(self) -> bool:
        """Return whether they are enough. Without anybody in such a seat there is nothing that could be reached."""
        return self.filled > 0 and self.present >= self.needed


def attendances_of(meeting: Meeting) -> QuerySet[Attendance]:
    """Return who is or was at a meeting, by seat, then everybody without one."""
    return Attendance.objects.filter(meeting=meeting).select_related(
        "meeting", "membership__seat", "membership__user__chosen_name"
    )


def attendances_visible_to(user: User) -> QuerySet[Attendance]:
    """Return the attendances of meetings whose planning a person sees."""
    found = Attendance.objects.filter(meeting__council__in=councils_planned_by(user).values("pk"))
    return found.select_related("meeting__council", "membership__seat", "membership__user__chosen_name")


def attendance_of(user: User, meeting: Meeting) -> Attendance | None:
    """Return a person's own attendance at a meeting, if they came."""
    found = attendances_of(meeting).filter(membership__user=user)
    return found.first()


def takes_notes(user: User, meeting: Meeting) -> bool:
    """Return whether somebody was asked to take notes at a meeting, and has not left the council since."""
    own = attendance_of(user, meeting)
    if own is None or not own.takes_notes:
        return False
    return seated(user, timezone.localdate()).filter(seat__council=meeting.council_id).exists()


def changes_of(meeting: Meeting) -> QuerySet[AttendanceChange]:
    """Return what was corrected about who was at a meeting, the newest first."""
    return meeting.attendance_changes.select_related("membership__user__chosen_name", "changed_by__chosen_name")


def expected(meeting: Meeting) -> QuerySet[Membership]:
    """Return the terms of everybody who sits on the council on the day of a meeting and is in no pause."""
    terms = taking_part(meeting.day).filter(seat__council=meeting.council_id)
    return terms.order_by("seat__number", "pk")


def voting_terms(meeting: Meeting) -> QuerySet[Membership]:
    """Return the terms in filled seats with a vote, for lived experience and carers. Staff is never among them."""
    return expected(meeting).filter(seat__kind__in=LIVED, seat__votes=True)


def recused_from(*, vote: Vote | None = None, item: AgendaItem | None = None) -> set[UUID]:
    """Return the ids of the people who stepped back from a vote, or from the item that it is about."""
    subjects = []
    if vote is not None:
        subjects += [vote.pk, vote.item_id]
    if item is not None:
        subjects.append(item.pk)
    found = Recusal.objects.filter(
        answer=RecusalAnswer.STEPS_BACK, kind__in=[ITEM, VOTE], subject__in=[pk for pk in subjects if pk is not None]
    )
    return set(found.values_list("interest__user", flat=True))


def recusals_at(meeting: Meeting) -> list[Recusal]:
    """Return who stepped back from an item or a vote of a meeting."""
    subjects = [*meeting.agenda.values_list("pk", flat=True), *meeting.votes.values_list("pk", flat=True)]
    found = Recusal.objects.filter(answer=RecusalAnswer.STEPS_BACK, kind__in=[ITEM, VOTE], subject__in=subjects)
    return list(found.select_related("interest__user__chosen_name").order_by("answered_on", "pk"))


def quorum_of(meeting: Meeting, recused: set[UUID] | None = None) -> Quorum:
    """Return whether enough members are in the room now, by the rules of the council on the day of the meeting.

    Whoever stepped back is not counted as present; how many have to be there stays the same.
    """
    terms = dict(voting_terms(meeting).values_list("user", "pk"))
    # Rules that nobody agreed on are not saved, and their share is still text.
    share = Decimal(meeting.council.rules_on(meeting.day).quorum_share)
    needed = int((share * len(terms)).to_integral_value(rounding=ROUND_CEILING))
    here = {
        row.membership.user_id
        for row in attendances_of(meeting).filter(membership__isnull=False)
        if row.hears and row.membership is not None
    }
    present = (here & set(terms)) - (recused or set())
    return Quorum(len(present), needed, len(terms))


def cards_of(meeting: Meeting) -> QuerySet[RoomCard]:
    """Return the cards that are held up now, the longest first."""
    return meeting.cards.select_related("membership__user__chosen_name", "membership__seat")


def actions_visible_to(user: User) -> QuerySet[ActionItem]:
    """Return what is to be done after the meetings that a person may know of."""
    found = ActionItem.objects.filter(meeting__in=visible_to(user).values("pk"))
    return found.select_related("meeting__council", "item", "owner__user__chosen_name", "owner__seat")
