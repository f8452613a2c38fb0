"""A role or a seat that is over by its date leaves nothing behind, as when somebody ends it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from accounts import actions as accounts
from accounts.enums import Need, Role
from accounts.models import RoleGrant, User
from council import actions as council
from council import tasks as council_tasks
from council.models import Membership
from meetings.actions import change, invite_everybody
from meetings.enums import BookingStatus
from meetings.models import AccessBooking, Invitation
from notifications.actions import send_due
from notifications.enums import Kind, Status
from notifications.models import OutboxMessage
from people import tasks
from people.models import Handover
from policies import actions as policies
from policies.models import PolicyDocument
from tests.accounts.conftest import SignedIn
from tests.meetings.factories import MeetingFactory, MembershipFactory, PersonFactory, need
from tests.meetings.test_own_calendar import details
from tests.rig import pages

pytestmark = pytest.mark.django_db
BEFORE = datetime(2027, 6, 30, 12, tzinfo=UTC)
AFTER = datetime(2027, 7, 1, 12, tzinfo=UTC)
LAST_DAY = date(2027, 6, 30)


@pytest.fixture(autouse=True)
def _on_the_last_day() -> Any:
    with time_machine.travel(BEFORE, tick=False):
        yield


def see_to_what_ended() -> None:
    """Run both tasks of a day, twice: the worker repeats them."""
    for _time in range(2):
        council_tasks.release_ended()
        tasks.release_ended()


def coordinator() -> User:
    made: User = PersonFactory(roles=[Role.COORDINATOR])
    return made


def steward_until(last_day: date) -> tuple[User, PolicyDocument]:
    person = PersonFactory(roles=[Role.STEWARD])
    document = policies.add_document(
        title="Visits", slug="visits", language="en", clauses=[("1", "Nobody visits.")], by=person
    )
    RoleGrant.objects.filter(user=person).update(ends_on=last_day)
    return person, document


def invited(term: Membership, day: date) -> Invitation:
    meeting = MeetingFactory(council=term.seat.council, day=day, access_deadline=day)
    invite_everybody(meeting=meeting, by=coordinator())
    return Invitation.objects.get(meeting=meeting, membership=term)


def sent(person: User, kind: Kind) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(recipient=person, kind=kind).exclude(status=Status.DROPPED))


def test_role_that_ends_by_its_date_leaves_its_work_open_and_coordinators_are_told(signed_in: SignedIn) -> None:
    by, client = signed_in(Role.COORDINATOR)
    person, document = steward_until(LAST_DAY)
    see_to_what_ended()
    document.refresh_from_db()
    assert document.steward == person
    with time_machine.travel(AFTER, tick=False):
        see_to_what_ended()
        assert PolicyDocument.objects.get(pk=document.pk).steward is None
        (handover,) = Handover.objects.all()
        assert (handover.left_by, handover.taken_by) == (person, None)
        (message,) = sent(by, Kind.LEFT_OPEN)
        assert message.values["lines"] == ["Policies: 1"]
        # A night lies between.
        client.force_login(by)
        page = pages.get(client, f"/accounts/handovers/{handover.pk}/")
        assert page.links()["/policies/visits/"] == "Visits"


def test_coordinators_do_not_learn_of_restricted_feedback(signed_in: SignedIn) -> None:
    _by, client = signed_in(Role.COORDINATOR)
    things = [{"kind": "restricted_case", "id": "1", "title": "Case AB12", "href": ""}]
    hidden = Handover.objects.create(left_by=PersonFactory(), things=things)
    pages.get(client, f"/accounts/handovers/{hidden.pk}/", status=404)
    assert f"/accounts/handovers/{hidden.pk}/" not in pages.get(client, "/accounts/handovers/").links()
    _admin, client = signed_in(Role.ADMIN)
    assert "Case AB12" in pages.get(client, f"/accounts/handovers/{hidden.pk}/").text()


def test_term_that_ends_by_its_date_vacates_the_chair_and_frees_whoever_they_accompanied() -> None:
    by = coordinator()
    chair = MembershipFactory(chairs=True, starts_on=date(2025, 7, 1), ends_on=LAST_DAY)
    new = MembershipFactory(council=chair.seat.council, buddy=chair)
    with time_machine.travel(AFTER, tick=False):
        see_to_what_ended()
    new.refresh_from_db()
    assert new.buddy is None
    (handover,) = Handover.objects.all()
    assert [thing["kind"] for thing in handover.things] == ["buddy", "office"]
    (message,) = sent(by, Kind.LEFT_OPEN)
    assert message.values["lines"] == ["New members they accompany: 1", "Offices on the council: 1"]


def test_renewed_member_keeps_whom_they_accompany() -> None:
    term = MembershipFactory(starts_on=date(2025, 7, 1), ends_on=LAST_DAY)
    renewal = council.renew(term=term, by=coordinator())
    new = MembershipFactory(council=term.seat.council, buddy=term)
    with time_machine.travel(AFTER, tick=False):
        see_to_what_ended()
    new.refresh_from_db()
    assert new.buddy == renewal
    assert not Handover.objects.exists()


def test_trust_that_ends_by_its_date_clears_the_meetings_after_it() -> None:
    term = MembershipFactory()
    need(term.user, Need.SIGN_LANGUAGE)
    heard = invited(term, date(2027, 7, 18))
    send_due()
    waiting = invited(term, date(2027, 7, 20))
    coordinator()
    booked = AccessBooking.objects.filter(served__invitation=heard)
    booked.update(status=BookingStatus.BOOKED)
    RoleGrant.objects.filter(user=term.user).update(ends_on=LAST_DAY)
    with time_machine.travel(AFTER, tick=False):
        see_to_what_ended()
    (message,) = sent(term.user, Kind.MEETING_CHANGED)
    assert "METHOD:CANCEL" in message.values["attachments"]["invite.ics"]
    assert f"UID:{heard.meeting_id}" in message.values["attachments"]["invite.ics"]
    assert len(sent(term.user, Kind.INVITATION)) == 1
    assert not AccessBooking.objects.filter(served__invitation=waiting).exists()
    # Whoever sees to it, and no other coordinator.
    (message,) = OutboxMessage.objects.filter(kind=Kind.BOOKING_TO_RELEASE)
    assert message.recipient == booked.get().owner


def test_account_that_is_switched_off_asks_for_no_bookings_any_more() -> None:
    term = MembershipFactory()
    need(term.user, Need.SIGN_LANGUAGE)
    invited(term, date(2027, 7, 18))
    by = PersonFactory(roles=[Role.ADMIN])
    accounts.set_roles(person=term.user, roles=[Role.MEMBER], is_active=False, by=by)
    assert not AccessBooking.objects.exists()


def test_meeting_that_moves_past_somebodys_last_day_goes_out_of_their_calendar_and_comes_back() -> None:
    term = MembershipFactory(starts_on=date(2026, 7, 20), ends_on=date(2027, 7, 20))
    by = coordinator()
    invitation = invited(term, date(2027, 7, 18))
    send_due()
    meeting = invitation.meeting
    change(meeting=meeting, by=by, **details(meeting, day=date(2027, 7, 25)))
    (message,) = sent(term.user, Kind.MEETING_CHANGED)
    assert message.values["taken_off"]
    meeting.refresh_from_db()
    send_due()
    change(meeting=meeting, by=by, **details(meeting, day=date(2027, 7, 18)))
    assert len([one for one in sent(term.user, Kind.INVITATION) if one.status == Status.PENDING]) == 1


def test_end_that_is_corrected_to_a_later_day_brings_the_meetings_back() -> None:
    term = MembershipFactory(starts_on=date(2026, 7, 20), ends_on=date(2028, 7, 20))
    by = coordinator()
    need(term.user, Need.SIGN_LANGUAGE)
    invitation = invited(term, date(2027, 9, 1))
    send_due()
    council.correct_end(term=term, ends_on=date(2027, 8, 1), reason="Typed wrong", by=by)
    assert not AccessBooking.objects.filter(served__invitation=invitation).exists()
    send_due()
    term.refresh_from_db()
    council.correct_end(term=term, ends_on=date(2028, 7, 20), reason="Typed right", by=by)
    assert len([one for one in sent(term.user, Kind.INVITATION) if one.status == Status.PENDING]) == 1
    assert AccessBooking.objects.filter(served__invitation=invitation).count() == 1
