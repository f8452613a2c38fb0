"""What programs read of the times of a meeting."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from tests.meetings.factories import InvitationFactory, PersonFactory

pytestmark = pytest.mark.django_db


@time_machine.travel("2027-03-01T12:00:00+00:00", tick=False)
def test_program_reads_its_owners_time_and_the_meetings() -> None:
    person = PersonFactory(roles=["member"], time_zone=ZoneInfo("Asia/Riyadh"))
    invitation = InvitationFactory(
        membership__user=person, meeting__day=date(2027, 3, 29), meeting__starts=time(22), meeting__minutes=90
    )
    client = Client()
    client.force_login(person)
    told = client.get(f"/api/v1/meetings/{invitation.meeting.pk}/").json()
    names = ["when", "when_there", "your_starts_at", "your_ends_at", "your_time_zone", "starts_at", "ends_at"]
    assert [told[name] for name in names] == [
        "Tuesday 30 March 2027, midnight to 1:30 a.m., Saudi Arabian time",
        "Monday 29 March 2027, 10 p.m. to 11:30 p.m., United Kingdom time",
        "2027-03-30T00:00:00+03:00",
        "2027-03-30T01:30:00+03:00",
        "Asia/Riyadh",
        "2027-03-29T22:00:00+01:00",
        "2027-03-29T23:30:00+01:00",
    ]
