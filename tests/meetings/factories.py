"""A council with people, and its meetings."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import factory
from django.utils import timezone

from accounts.enums import Need, SharedWith
from accounts.models import AccessNeed, User
from council.enums import SeatKind
from council.models import Council, Membership, Seat
from meetings.enums import MeetingStatus
from meetings.models import AccessBooking, AgendaItem, Invitation, Meeting
from tests.notifications.factories import PersonFactory, PreferenceFactory

__all__ = ["PersonFactory", "PreferenceFactory"]


class CouncilFactory(factory.django.DjangoModelFactory[Council]):
    class Meta:
        model = Council

    name = factory.Sequence(lambda n: f"Council {n}")


class SeatFactory(factory.django.DjangoModelFactory[Seat]):
    class Meta:
        model = Seat

    council = factory.SubFactory(CouncilFactory)
    number = factory.Sequence(lambda n: n)
    kind = SeatKind.LIVED_EXPERIENCE


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    """A running term of somebody without quiet hours, under an alias."""

    class Meta:
        model = Membership

    class Params:
        council = factory.SubFactory(CouncilFactory)

    seat = factory.SubFactory(SeatFactory, council=factory.SelfAttribute("..council"))
    user = factory.LazyFunction(lambda: PreferenceFactory(user__roles=["member"]).user)
    alias = factory.Sequence(lambda n: f"Robin {n}")
    starts_on = date(2026, 1, 1)
    ends_on = date(2028, 12, 31)


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


class NeedFactory(factory.django.DjangoModelFactory[AccessNeed]):
    class Meta:
        model = AccessNeed

    user = factory.SubFactory(PersonFactory)
    kind = Need.CAPTIONS
    shared_with = SharedWith.BOOKING


class BookingFactory(factory.django.DjangoModelFactory[AccessBooking]):
    class Meta:
        model = AccessBooking

    invitation = factory.SubFactory(InvitationFactory)
    need = factory.SubFactory(NeedFactory, user=factory.SelfAttribute("..invitation.membership.user"))


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
