"""A council with people, and its meetings."""

from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import factory
from django.utils import timezone

from accounts.enums import Need
from accounts.models import AccessNeed, User
from council.models import Council
from meetings.enums import MeetingKind, MeetingStatus
from meetings.models import AccessBooking, AgendaItem, BookedNeed, Invitation, Meeting
from tests.accounts.factories import NeedFactory, PersonFactory
from tests.council import factories as committee
from tests.council.factories import CouncilFactory
from tests.notifications.factories import PreferenceFactory

__all__ = ["CouncilFactory", "NeedFactory", "PersonFactory", "PreferenceFactory"]


class MembershipFactory(committee.MembershipFactory):
    """A running term of somebody without quiet hours, under a chosen name."""

    user = factory.LazyFunction(lambda: PreferenceFactory(user__roles=["member"]).user)
    starts_on = date(2026, 1, 1)
    ends_on = date(2028, 12, 31)

    @factory.post_generation
    def alias(self: Any, create: bool, extracted: str | None, **_kwargs: Any) -> None:  # noqa: FBT001
        if create and extracted != "":
            committee.call(self.user, extracted or f"Robin {str(self.pk)[:4]}")


class MeetingFactory(factory.django.DjangoModelFactory[Meeting]):
    """A meeting in two weeks, 10:00 in London, everybody invited."""

    class Meta:
        model = Meeting

    council = factory.SubFactory(CouncilFactory)
    title = factory.Sequence(lambda n: f"Meeting {n}")
    day = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=14))
    starts = time(10, 0)
    minutes = 90
    time_zone = ZoneInfo("Europe/London")
    place = "Community hall"
    join_link = "https://video.example.org/room"
    kind = MeetingKind.HYBRID
    join_phone = "020 7946 0001"
    access_deadline = factory.LazyAttribute(lambda meeting: meeting.day - timedelta(days=7))
    contact = "Mo, 020 7946 0000"
    status = MeetingStatus.INVITED


class ItemFactory(factory.django.DjangoModelFactory[AgendaItem]):
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    position = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Item {n}")


class InvitationFactory(factory.django.DjangoModelFactory[Invitation]):
    class Meta:
        model = Invitation

    meeting = factory.SubFactory(MeetingFactory)
    membership = factory.SubFactory(MembershipFactory, council=factory.SelfAttribute("..meeting.council"))


class BookingFactory(factory.django.DjangoModelFactory[AccessBooking]):
    """A booking for one invited person, of a need of theirs: live captions, where nothing else is said."""

    class Meta:
        model = AccessBooking

    invitation = factory.SubFactory(InvitationFactory)
    need = factory.SubFactory(NeedFactory, user=factory.SelfAttribute("..invitation.membership.user"))
    lead_days = 10
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=1))

    @classmethod
    def _create(cls, model_class: Any, *_args: Any, **fields: Any) -> AccessBooking:
        invitation, need = fields.pop("invitation"), fields.pop("need")
        meeting = invitation.meeting
        if fields.get("status") in {"booked", "confirmed"}:
            fields.setdefault("booked_for", meeting.day)
        booking: AccessBooking = model_class.objects.create(meeting=meeting, kind=need.kind, **fields)
        BookedNeed.objects.create(booking=booking, invitation=invitation, need=need)
        return booking


def invited(booking: AccessBooking) -> Invitation:
    """Return the invitation of the only person whom a booking serves."""
    return booking.served.get().invitation


def member_of(council: Council, **fields: object) -> User:
    """Return the person behind a running membership."""
    person: User = MembershipFactory(council=council, **fields).user
    return person


def chair_of(council: Council) -> User:
    return member_of(council, chairs=True, user=PersonFactory(roles=["member", "chair"]))


def coordinator() -> User:
    return PersonFactory(roles=["coordinator"])


def need(person: User, kind: Need = Need.CAPTIONS, **fields: object) -> AccessNeed:
    made: AccessNeed = NeedFactory(user=person, kind=kind, **fields)
    return made
