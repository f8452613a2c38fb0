"""What meetings hold about a person."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from meetings.enums import OwnerRole
from meetings.models import (
    AccessBooking,
    ActionItem,
    AfterMark,
    Attendance,
    AttendanceChange,
    BookedNeed,
    CalendarChoice,
    Guest,
    Invitation,
    ItemProposal,
    MinutesCorrection,
    MinutesName,
    MinutesVersion,
    NoteVersion,
    OpenBallot,
    PollAnswer,
    RoomCard,
    VoteMark,
    WrittenAnswer,
)
from people.holdings import Fate, Holding, register


def register_all() -> None:
    """Register everything. Called from `AppConfig.ready`."""
    # Before the needs that they are about.
    register(
        Holding(
            model="meetings.BookedNeed",
            label=_("What was arranged for you at meetings"),
            rows=lambda person: BookedNeed.objects.filter(invitation__membership__user=person),
            fields=("invitation", "booking", "waived_on", "had_it", "rating_words", "rated_on"),
            via=("need", "invitation"),
        ),
        Holding(
            model="meetings.AccessBooking",
            label=_("What you see to for others at meetings"),
            rows=lambda person: AccessBooking.objects.filter(owner=person),
            fields=("meeting", "kind", "status", "due_on"),
            fate=Fate.ANONYMISED,
            why=_("It is arranged for other people, and somebody else sees to it then."),
            anonymise=_without_owner,
            via=("owner",),
        ),
        order=5,
    )
    # Before the invitations that they belong to.
    register(
        Holding(
            model="meetings.WrittenAnswer",
            label=_("What you answered to a question in writing"),
            rows=lambda person: WrittenAnswer.objects.filter(invitation__membership__user=person),
            fields=("invitation", "text", "language", "is_shown", "answered_on"),
            via=("invitation",),
        ),
        order=45,
    )
    register(
        Holding(
            model="meetings.CalendarChoice",
            label=_("How meetings are shown in your calendar"),
            rows=lambda person: CalendarChoice.objects.filter(user=person),
            fields=("is_discreet",),
            via=("user",),
        ),
        Holding(
            model="meetings.Guest",
            label=_("Who was asked to support you at meetings"),
            rows=lambda person: Guest.objects.filter(supports__membership__user=person),
            fields=("meeting", "name", "role"),
            via=("supports",),
        ),
        Holding(
            model="meetings.PollAnswer",
            label=_("What you answered when we looked for a date"),
            rows=lambda person: PollAnswer.objects.filter(membership__user=person),
            fields=("poll", "answered_on", "note"),
            via=("membership",),
        ),
        Holding(
            model="meetings.ItemProposal",
            label=_("What you proposed for a meeting"),
            rows=lambda person: ItemProposal.objects.filter(membership__user=person).select_related("meeting"),
            fields=("meeting", "title", "background", "status", "answer", "proposed_on"),
            via=("membership",),
        ),
        order=50,
    )
    _register_room()
    register(
        Holding(
            model="meetings.Invitation",
            label=_("Meetings you were invited to"),
            rows=lambda person: Invitation.objects.filter(membership__user=person).select_related("meeting"),
            fields=("meeting", "answer", "how", "companion", "note", "thoughts", "answered_on"),
            fate=Fate.ANONYMISED,
            why=_(
                "How many came decides whether a council could vote. What you wrote, and meetings ahead, are deleted."
            ),
            anonymise=_empty_invitations,
            via=("membership",),
        ),
        order=55,
    )


def _register_room() -> None:
    """Register what is written down in the room."""
    decided = _("It says whether a council could decide, and what it decided, without your name.")
    register(
        Holding(
            model="meetings.RoomCard",
            label=_("Cards that you hold up in a meeting"),
            rows=lambda person: RoomCard.objects.filter(membership__user=person),
            fields=("meeting", "kind", "raised_at"),
            via=("membership",),
        ),
        order=5,
    )
    register(
        Holding(
            model="meetings.AfterMark",
            label=_("Meetings after which you answered, until the answers are counted"),
            rows=lambda person: AfterMark.objects.filter(membership__user=person).select_related("questions__meeting"),
            fields=("questions",),
            via=("membership",),
        ),
        Holding(
            model="meetings.Attendance",
            label=_("Meetings you were at"),
            rows=lambda person: Attendance.objects.filter(membership__user=person).select_related("meeting"),
            fields=("meeting", "how", "came_at", "left_at", "takes_notes"),
            fate=Fate.ANONYMISED,
            why=decided,
            anonymise=_take_no_notes,
            via=("membership",),
        ),
        Holding(
            model="meetings.AttendanceChange",
            label=_("Corrections of who was at a meeting"),
            rows=lambda person: AttendanceChange.objects.filter(Q(membership__user=person) | Q(changed_by=person)),
            fields=("meeting", "what", "before", "after", "changed_at"),
            fate=Fate.ANONYMISED,
            why=decided,
            anonymise=_without_corrector,
            via=("membership", "changed_by"),
        ),
        Holding(
            model="meetings.OpenBallot",
            label=_("What you chose in open votes"),
            rows=lambda person: OpenBallot.objects.filter(mark__membership__user=person),
            fields=("mark", "option"),
            fate=Fate.KEPT,
            why=decided,
            via=("mark",),
        ),
        Holding(
            model="meetings.VoteMark",
            label=_("Votes that you took part in"),
            rows=lambda person: VoteMark.objects.filter(membership__user=person).select_related("vote"),
            fields=("vote",),
            fate=Fate.KEPT,
            why=decided,
            via=("membership",),
        ),
        Holding(
            model="meetings.ActionItem",
            label=_("What you were to do after a meeting"),
            rows=lambda person: ActionItem.objects.filter(owner__user=person).select_related("meeting"),
            fields=("meeting", "text", "due_on", "status"),
            fate=Fate.ANONYMISED,
            why=_("What a council gave to somebody stays on its list. The chair has it from then on."),
            anonymise=_give_to_chair,
            via=("owner",),
        ),
        Holding(
            model="meetings.NoteVersion",
            label=_("Notes of meetings that you saved"),
            rows=lambda person: NoteVersion.objects.filter(saved_by=person).select_related("note"),
            fields=("note", "number", "saved_at"),
            fate=Fate.ANONYMISED,
            why=_("Notes are what the minutes are made of. Who saved them is taken out."),
            anonymise=_without_writer,
            via=("saved_by",),
        ),
        order=54,
    )
    _register_minutes()


def _register_minutes() -> None:
    """Register what is kept in minutes."""
    register(
        Holding(
            model="meetings.MinutesCorrection",
            label=_("What you asked to correct in minutes"),
            rows=lambda person: MinutesCorrection.objects.filter(membership__user=person),
            fields=("minutes", "text", "status", "answer", "asked_on"),
            via=("membership",),
        ),
        Holding(
            model="meetings.MinutesName",
            label=_("Your name in minutes"),
            rows=lambda person: MinutesName.objects.filter(membership__user=person),
            fields=("minutes", "name"),
            fate=Fate.KEPT,
            why=_(
                "Minutes that were approved are the record of a council, and nobody can change them. Your name is left"
                " out wherever somebody reads them, and goes with them after five years."
            ),
            via=("membership",),
        ),
        Holding(
            model="meetings.MinutesVersion",
            label=_("Minutes that you wrote"),
            rows=lambda person: MinutesVersion.objects.filter(made_by=person),
            fields=("minutes", "number", "made_at"),
            fate=Fate.ANONYMISED,
            why=_("Minutes belong to the council. Who wrote them is taken out."),
            anonymise=_without_author,
            via=("made_by",),
        ),
        order=54,
    )


def _empty_invitations(rows: QuerySet[Invitation], person: User) -> None:
    rows.filter(meeting__day__gt=timezone.localdate()).delete()
    rows.update(note="", companion="", thoughts="")


def _without_owner(rows: QuerySet[AccessBooking], _person: User) -> None:
    rows.update(owner=None)


def _take_no_notes(rows: QuerySet[Attendance], _person: User) -> None:
    rows.update(takes_notes=False)


def _without_corrector(rows: QuerySet[AttendanceChange], person: User) -> None:
    rows.filter(changed_by=person).update(changed_by=None)


def _give_to_chair(rows: QuerySet[ActionItem], _person: User) -> None:
    rows.update(owner=None, owner_role=OwnerRole.CHAIR)


def _without_writer(rows: QuerySet[NoteVersion], _person: User) -> None:
    rows.update(saved_by=None)


def _without_author(rows: QuerySet[MinutesVersion], _person: User) -> None:
    rows.update(made_by=None)
