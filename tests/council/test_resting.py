"""Whoever pauses is left in peace: what is about the council comes once they are back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.enums import ReachBy
from accounts.models import ContactDetails, User
from council import actions
from council.models import Membership
from meetings.actions import invite_everybody
from notifications import queries
from notifications.actions import send_due
from tests.meetings.factories import CouncilFactory, MeetingFactory, MembershipFactory, coordinator

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 6, 15, 12, tzinfo=UTC)
LAST_DAY = date(2027, 7, 31)


@pytest.fixture(autouse=True)
def _in_june_2027() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def pausing() -> tuple[Membership, User]:
    term = MembershipFactory()
    actions.pause(term=term, starts_on=date(2027, 6, 15), ends_on=LAST_DAY, by=term.user)
    send_due()
    return term, term.user


def invite(term: Membership) -> None:
    day = date(2027, 8, 20)
    invite_everybody(meeting=MeetingFactory(council=term.seat.council, day=day, access_deadline=day), by=coordinator())


def test_invitation_to_a_meeting_after_the_pause_waits_for_its_end(mailoutbox: list[Any]) -> None:
    term, person = pausing()
    mailoutbox.clear()
    invite(term)
    for day in (NOW, NOW + timedelta(days=20), datetime(2027, 7, 31, 12, tzinfo=UTC)):
        with time_machine.travel(day, tick=False):
            send_due()
    assert mailoutbox == []
    with time_machine.travel(datetime(2027, 8, 1, 12, tzinfo=UTC), tick=False):
        send_due()
    assert [mail.to for mail in mailoutbox] == [[person.email]]


def test_whoever_comes_back_earlier_gets_what_waited(mailoutbox: list[Any]) -> None:
    term, person = pausing()
    invite(term)
    send_due()
    mailoutbox.clear()
    with time_machine.travel(NOW + timedelta(days=5), tick=False):
        actions.end_pause(pause=term.pauses.get(), by=person)
        send_due()
    assert len([mail for mail in mailoutbox if "/meetings/" in mail.body]) == 1


def test_seat_in_another_council_goes_on(mailoutbox: list[Any]) -> None:
    term, person = pausing()
    other = MembershipFactory(council=CouncilFactory(), user=person, alias="")
    mailoutbox.clear()
    invite(other)
    send_due()
    assert [mail.to for mail in mailoutbox] == [[person.email]]
    assert term.pause_today


def test_letter_is_not_printed_in_a_pause() -> None:
    term, person = pausing()
    by = coordinator()
    ContactDetails.objects.create(user=person, reach_by=ReachBy.POST, postal_address="1 Hill Road")
    invite(term)
    send_due()
    assert [message.recipient for message in queries.by_hand(NOW, by)] == []
    later = datetime(2027, 8, 1, 12, tzinfo=UTC)
    with time_machine.travel(later, tick=False):
        send_due()
        assert [message.recipient for message in queries.by_hand(later, by)] == [person]
