"""Words that are nowhere once they are corrected, messages for their readers only, and one task for one thing."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import NeedEventKind
from accounts.models import User
from accounts.slots import NEEDS_CHANGED
from council.models import Membership, NeedTask
from meetings import actions
from meetings.actions import needs
from meetings.enums import BookingStatus, ItemKind, MeetingKind, MeetingStatus, Participation, PersonKind
from meetings.models import Attendance, ItemProposal, Meeting
from meetings.queries.guests import guests_awaited
from meetings.retention import releases_due
from notifications.enums import Kind
from notifications.models import OutboxMessage
from notifications.wanted import is_still_for
from tests.meetings.factories import BookingFactory, ItemFactory, MeetingFactory, coordinator, invited
from tests.meetings.room import chair, meeting_today, member
from tests.rig import pages

pytestmark = pytest.mark.django_db


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def proposed(meeting: Meeting, by: User) -> ItemProposal:
    return actions.propose_item(
        meeting=meeting, title="What Quentin Fox went through", background="Quentin waited.", language="en", by=by
    )


def accepted(proposal: ItemProposal, by: User) -> None:
    actions.accept_proposal(
        proposal=proposal,
        answer="Thank you.",
        title="Waiting",
        background="",
        language="en",
        content_note="",
        heavy=False,
        presenter="",
        minutes=20,
        participation=Participation.ASKED,
        by=by,
    )


def test_accepted_proposal_keeps_no_words_of_its_own() -> None:
    meeting = MeetingFactory()
    term = member(meeting)
    boss = coordinator()
    proposal = proposed(meeting, term.user)
    accepted(proposal, boss)
    proposal.refresh_from_db()
    assert (proposal.title, proposal.background, proposal.status) == ("", "", "accepted")
    for reader in (term.user, boss):
        page = pages.get(browser(reader), f"/meetings/{meeting.pk}/").text("main")
        assert "Quentin" not in page
        assert "An item you can read on the agenda" in page


def test_answer_to_a_proposal_goes_only_to_somebody_who_takes_part() -> None:
    meeting = MeetingFactory()
    term = member(meeting)
    accepted(proposed(meeting, term.user), coordinator())
    message = OutboxMessage.objects.get(kind=Kind.PROPOSAL_ANSWERED)
    assert is_still_for(message)
    Meeting.objects.filter(pk=meeting.pk).update(status=MeetingStatus.CANCELLED)
    assert not is_still_for(message)
    Meeting.objects.filter(pk=meeting.pk).update(status=MeetingStatus.INVITED)
    Membership.objects.filter(pk=term.pk).update(ends_on=timezone.localdate())
    assert not is_still_for(message)


def test_papers_are_told_only_to_somebody_who_is_expected() -> None:
    meeting = MeetingFactory()
    term = member(meeting)
    paper = actions.add_paper(meeting=meeting, item=None, title="x", language="en", content_note="", by=coordinator())
    paper.versions.create(slot="standard", language="en", words="x")
    actions.tell_ready(meeting=meeting, seen=0, by=coordinator())
    message = OutboxMessage.objects.get(kind=Kind.PAPERS_READY, recipient=term.user)
    assert is_still_for(message)
    Membership.objects.filter(pk=term.pk).update(ends_on=timezone.localdate())
    assert not is_still_for(message)


def test_releases_of_papers_are_destroyed_with_the_papers() -> None:
    meeting = MeetingFactory(day=date(2027, 3, 1))
    meeting.releases.create(number=1, released_on=date(2027, 2, 1))
    assert [releases_due(date(2032, 3, day)).count() for day in (1, 2)] == [0, 1]


def test_need_that_changed_is_one_task_where_something_is_booked_for_it() -> None:
    booking = BookingFactory(status=BookingStatus.BOOKED)
    person = invited(booking).membership.user
    wanted = person.access_needs.get()
    council = booking.meeting.council
    NeedTask.objects.create(council=council, user=person, kind=wanted.kind, event=NeedEventKind.CHANGED)
    other = NeedTask.objects.create(
        council=MeetingFactory().council, user=person, kind=wanted.kind, event=NeedEventKind.CHANGED
    )
    needs.need_changed(person, wanted, NeedEventKind.CHANGED)
    booking.refresh_from_db()
    assert booking.status == BookingStatus.ASKED
    # Where nothing is booked somebody still has to look.
    assert list(NeedTask.objects.all()) == [other]


def test_need_that_is_taken_back_is_one_task_where_something_is_to_be_released() -> None:
    booking = BookingFactory(status=BookingStatus.BOOKED)
    person = invited(booking).membership.user
    wanted = person.access_needs.get()
    NeedTask.objects.create(
        council=booking.meeting.council, user=person, kind=wanted.kind, event=NeedEventKind.TAKEN_BACK
    )
    needs.need_changed(person, wanted, NeedEventKind.TAKEN_BACK)
    booking.refresh_from_db()
    assert (booking.status, NeedTask.objects.count()) == (BookingStatus.TO_RELEASE, 0)


def test_bookings_hear_of_a_need_after_the_tasks_of_the_council() -> None:
    heard = [one.__module__ for one in NEEDS_CHANGED]
    assert heard.index("council.actions.need_tasks") < heard.index("meetings.actions.needs")


def test_guests_who_are_asked_are_counted_with_one_press() -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    guest = meeting.guests.create(role="interpreter", name="Noor", phone="1")
    meeting.guests.create(role="guest", name="Gone", phone="1", taken_off_on=timezone.localdate())
    client = browser(boss)
    page = pages.get(client, f"/meetings/{meeting.pk}/room/")
    assert "Asked to come, and not counted yet" in page.text("main")
    assert guests_awaited(meeting) == [guest]
    client.post(f"/meetings/{meeting.pk}/room/guests/", {"kind": guest.role, "name": "Noor", "how": "there"})
    row = Attendance.objects.get(membership=None)
    assert (row.kind, row.name) == (PersonKind.INTERPRETER, "Noor")
    assert guests_awaited(meeting) == []
    assert "not counted yet" not in pages.get(client, f"/meetings/{meeting.pk}/room/").text("main")


def test_copy_has_breaks_presenters_and_what_may_be_heavy() -> None:
    source = MeetingFactory()
    boss = coordinator()
    actions.plan_earlier(meeting=source, minutes=10, presenter="The chair", by=boss)
    ItemFactory(meeting=source, position=1, title="Nights", heavy=True, presenter="Robin", content_note="Fear")
    actions.add_break(meeting=source, minutes=15, by=boss)
    details = {
        "kind": MeetingKind.HYBRID,
        "title": "Again",
        "language": "en",
        "day": source.day + timedelta(days=28),
        "starts": time(10),
        "minutes": 90,
        "time_zone": source.time_zone,
        "place": source.place,
        "join_link": source.join_link,
        "join_phone": "1",
        "access_deadline": source.day,
        "contact": "x",
    }
    copied = actions.copy(source=source, council=source.council, with_agenda=True, by=boss, **details)
    assert list(copied.agenda.values_list("kind", "title", "presenter", "heavy", "content_note", "minutes")) == [
        (ItemKind.EARLIER, "", "The chair", False, "", 10),
        (ItemKind.ITEM, "Nights", "Robin", True, "Fear", 20),
        (ItemKind.BREAK, "", "", False, "", 15),
    ]
