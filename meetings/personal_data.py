"""What meetings hold about a person."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from meetings.models import (
    AccessBooking,
    BookedNeed,
    CalendarChoice,
    Guest,
    Invitation,
    ItemProposal,
    PollAnswer,
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
            via=("need",),
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
    register(
        Holding(
            model="meetings.Invitation",
            label=_("Meetings you were invited to"),
            rows=lambda person: Invitation.objects.filter(membership__user=person).select_related("meeting"),
            fields=("meeting", "answer", "how", "companion", "note", "thoughts", "answered_on", "attended"),
            fate=Fate.ANONYMISED,
            why=_(
                "How many came decides whether a council could vote. What you wrote, and meetings ahead, are deleted."
            ),
            anonymise=_empty_invitations,
            via=("membership",),
        ),
        order=55,
    )


def _empty_invitations(rows: QuerySet[Invitation], person: User) -> None:
    rows.filter(meeting__day__gt=timezone.localdate()).delete()
    rows.update(note="", companion="", thoughts="")


def _without_owner(rows: QuerySet[AccessBooking], _person: User) -> None:
    rows.update(owner=None)
