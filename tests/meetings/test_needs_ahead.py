"""A need told, changed or taken back reaches every meeting ahead."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from accounts import actions as accounts
from accounts.enums import Need, NeedEventKind, Role
from accounts.models import NeedEvent
from council.models import Membership
from meetings import actions
from meetings.enums import Answer, BookingStatus
from meetings.models import AccessBooking, BookedNeed, Invitation
from notifications.enums import Kind
from notifications.models import OutboxMessage
from tests.accounts.factories import PersonFactory
from tests.meetings.factories import InvitationFactory, MeetingFactory, MembershipFactory, coordinator
from tests.rig import pages

pytestmark = pytest.mark.django_db
JANUARY = datetime(2027, 1, 10, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(JANUARY, tick=False):
        yield


def invitation(
    day: date, deadline: date, *, membership: Membership | None = None, answer: Answer = Answer.NONE
) -> Invitation:
    membership = membership or MembershipFactory()
    council = membership.seat.council
    meeting = MeetingFactory(council=council, day=day, access_deadline=deadline, status="invited")
    made: Invitation = InvitationFactory(meeting=meeting, membership=membership, answer=answer)
    return made


def test_need_told_is_asked_for_at_every_meeting_ahead_until_its_deadline() -> None:
    first = invitation(date(2027, 2, 1), date(2027, 1, 10))
    term = first.membership
    second = invitation(date(2027, 3, 1), date(2027, 2, 1), membership=term)
    invitation(date(2027, 1, 20), date(2027, 1, 9), membership=term)
    invitation(date(2027, 4, 1), date(2027, 3, 1), membership=term, answer=Answer.NO)
    invitation(date(2027, 5, 1), date(2027, 4, 1))
    accounts.keep_need(kind=Need.SIGN_LANGUAGE, note="", by=term.user)
    asked = BookedNeed.objects.values_list("invitation", "booking__status")
    assert set(asked) == {(first.pk, BookingStatus.ASKED), (second.pk, BookingStatus.ASKED)}


def test_need_changed_after_it_was_booked_is_looked_at_again() -> None:
    term = invitation(date(2027, 2, 1), date(2027, 1, 20)).membership
    accounts.keep_need(kind=Need.SIGN_LANGUAGE, note="BSL", by=term.user)
    AccessBooking.objects.update(status=BookingStatus.BOOKED)
    accounts.keep_need(kind=Need.SIGN_LANGUAGE, note="BSL", by=term.user)
    assert AccessBooking.objects.get().status == BookingStatus.BOOKED
    accounts.keep_need(kind=Need.SIGN_LANGUAGE, note="ASL", by=term.user)
    assert AccessBooking.objects.get().status == BookingStatus.ASKED


def test_need_taken_back_after_it_was_booked_is_told_to_whoever_books() -> None:
    booker = coordinator()
    term = invitation(date(2027, 2, 1), date(2027, 1, 20)).membership
    need = accounts.keep_need(kind=Need.SIGN_LANGUAGE, note="", by=term.user)
    accounts.forget_need(need=need, by=term.user)
    assert not OutboxMessage.objects.exists()
    need = accounts.keep_need(kind=Need.SIGN_LANGUAGE, note="", by=term.user)
    actions.set_booking(booking=AccessBooking.objects.get(), status=BookingStatus.BOOKED, by=booker)
    accounts.forget_need(need=need, by=term.user)
    message = OutboxMessage.objects.get(kind=Kind.BOOKING_TO_RELEASE)
    assert message.recipient == booker
    assert message.values["what"] == "Sign language interpreter"
    assert message.values["release_by"] == "2027-01-27"
    # The supplier is not forgotten, and then nothing of it is left.
    booking = AccessBooking.objects.get()
    assert (booking.status, booking.kind) == (BookingStatus.TO_RELEASE, Need.SIGN_LANGUAGE)
    assert actions.set_booking(booking=booking, status=BookingStatus.RELEASED, by=booker) is None
    assert not AccessBooking.objects.exists()
    assert not BookedNeed.objects.exists()


def test_planner_who_looks_is_noted_for_the_person(client: Client) -> None:
    found = invitation(date(2027, 2, 1), date(2027, 1, 20))
    accounts.keep_need(kind=Need.SIGN_LANGUAGE, note="", by=found.membership.user)
    booker = PersonFactory(name="Coco", roles=[Role.COORDINATOR])
    client.force_login(booker)
    for _visit in range(2):
        pages.get(client, f"/meetings/{found.meeting.pk}/")
    (seen,) = NeedEvent.objects.filter(event=NeedEventKind.SEEN)
    assert (seen.user, seen.by) == (found.membership.user, "Coco")
