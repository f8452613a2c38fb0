"""What people are told of a change, when it cannot wait, and who was told."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, ContactDetails, User
from core.verdicts import Refused
from meetings import actions
from meetings.actions.notices import remind_from
from meetings.enums import Answer, MeetingStatus
from meetings.models import Invitation, Meeting
from notifications import actions as outbox
from notifications.channels import wording
from notifications.enums import Channel, Kind, Status
from notifications.models import OutboxMessage, Preference
from notifications.queries import visible_to
from tests.meetings.factories import (
    InvitationFactory,
    MeetingFactory,
    PersonFactory,
    chair_of,
    coordinator,
    member_of,
)
from tests.meetings.test_actions import details
from tests.rig import pages

pytestmark = pytest.mark.django_db
NOW = "2027-03-01T12:00:00Z"


def meeting_of(**fields: Any) -> Meeting:
    """Return a meeting to which one person in Riyadh is invited, and which they have heard of."""
    meeting: Meeting = MeetingFactory(
        status=MeetingStatus.PLANNED, day=date(2027, 4, 6), starts=time(10), title="Spring", **fields
    )
    member_of(meeting.council, user=PersonFactory(roles=["member"], time_zone=ZoneInfo("Asia/Riyadh")))
    actions.invite_everybody(meeting=meeting, by=coordinator())
    all_sent()
    return meeting


def all_sent() -> None:
    OutboxMessage.objects.filter(status=Status.PENDING).update(status=Status.SENT, sent_at=timezone.now())


def waiting(kind: Kind = Kind.MEETING_CHANGED) -> OutboxMessage:
    return OutboxMessage.objects.get(kind=kind, status=Status.PENDING)


def change(meeting: Meeting, *, is_small: bool = False, **fields: object) -> Meeting:
    return actions.change(meeting=meeting, by=coordinator(), is_small=is_small, **details(meeting, **fields))


def different(message: OutboxMessage) -> list[str]:
    """Return the lines about what is different, before how it is now."""
    body = wording.of(message, "en").body
    return body.split("This is different now:")[1].split("This is how it is now:")[0].split("\n\n")


@time_machine.travel(NOW, tick=False)
def test_message_about_a_change_says_what_is_new_and_what_it_was() -> None:
    meeting = meeting_of()
    change(meeting, place="Library", starts=time(14))
    lines = [line for line in "\n".join(different(waiting())).splitlines() if line]
    # Two hours after London in summer.
    assert lines == [
        "When: Tuesday 6 April 2027, 4 p.m. to 5:30 p.m., Saudi Arabian time",
        "Before: Tuesday 6 April 2027, noon to 1:30 p.m., Saudi Arabian time",
        "Where: Library",
        "Before: Community hall",
    ]


@time_machine.travel(NOW, tick=False)
def test_second_change_says_what_it_was_when_people_last_heard() -> None:
    meeting = meeting_of()
    change(meeting, place="Library")
    change(meeting, place="School")
    assert waiting().values["was"] == {"place": "Community hall"}
    # Changed and changed back before anybody heard of it.
    change(meeting, place="Community hall")
    assert not OutboxMessage.objects.filter(status=Status.PENDING).exists()


@time_machine.travel(NOW, tick=False)
def test_small_correction_tells_nobody_and_files_and_pages_are_right(client: Client) -> None:
    meeting = meeting_of()
    change(meeting, title="Spring.", is_small=True)
    meeting.refresh_from_db()
    assert (meeting.title, meeting.revision) == ("Spring.", 1)
    assert not OutboxMessage.objects.filter(status=Status.PENDING).exists()
    client.force_login(Invitation.objects.get().membership.user)
    assert pages.get(client, f"/meetings/{meeting.pk}/").text("h1") == "Spring."
    file = client.get(f"/meetings/{meeting.pk}/calendar.ics").content.decode()
    assert "SEQUENCE:1\r\n" in file
    assert "Spring." in file
    assert AuditEvent.objects.filter(action="changed a meeting").get().details["told"] is False


@time_machine.travel(NOW, tick=False)
def test_small_correction_is_in_what_still_waits_to_be_sent() -> None:
    meeting = MeetingFactory(status=MeetingStatus.PLANNED, day=date(2027, 4, 6), title="Spring")
    member_of(meeting.council)
    actions.invite_everybody(meeting=meeting, by=coordinator())
    change(meeting, title="Spring.", is_small=True)
    assert waiting(Kind.INVITATION).values["title"] == "Spring."


@pytest.mark.parametrize("new", [{"starts": time(11)}, {"place": "Library"}, {"join_phone": "999"}])
def test_small_correction_is_not_about_when_or_where(new: dict[str, object]) -> None:
    meeting = MeetingFactory()
    with pytest.raises(Refused, match="People need to know"):
        change(meeting, is_small=True, **new)


def test_tick_of_a_small_correction_is_refused_on_the_page_and_what_was_typed_stays(client: Client) -> None:
    meeting = MeetingFactory()
    client.force_login(coordinator())
    url = f"/meetings/{meeting.pk}/change/"
    typed = {**pages.get(client, url).values(), "place": "Library", "is_small": "on"}
    page = pages.post(client, url, typed)
    assert "People need to know of a new time, a new place or a new way to join." in page.text("main")
    assert page.values()["place"] == "Library"


@time_machine.travel("2027-04-05T20:30:00Z", tick=False)
def test_cancelled_the_evening_before_passes_quiet_hours_and_lists_whom_to_phone(client: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        meeting = meeting_of()
        person = Invitation.objects.get().membership.user
        Preference.objects.update_or_create(user=person, defaults={"quiet_from": time(20), "quiet_until": time(8)})
        ContactDetails.objects.create(user=person, phone="020 7946 0123")
    actions.cancel(meeting=meeting, by=coordinator())
    message = waiting()
    assert message.ignores_quiet_hours
    assert [claimed.pk for claimed in outbox.claim()] == [message.pk]
    assert AuditEvent.objects.filter(action="cancelled a meeting").get().details["urgent"] is True
    client.force_login(coordinator())
    page = pages.get(client, f"/meetings/{meeting.pk}/told/")
    assert "1 person was not told yet." in page.text("main")
    assert "020 7946 0123" in page.text("main")
    assert "Everybody was told." not in page.html


@time_machine.travel("2027-04-05T20:30:00Z", tick=False)
def test_whose_invitation_is_a_letter_is_told_that_it_is_cancelled(client: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        meeting = MeetingFactory(status=MeetingStatus.PLANNED, day=date(2027, 4, 6), starts=time(10))
        person = member_of(meeting.council)
        ContactDetails.objects.create(user=person, reach_by="post", phone="020 7946 0123", postal_address="1 Road")
        actions.invite_everybody(meeting=meeting, by=coordinator())
    # It may have been posted, and nobody has ticked it.
    assert waiting(Kind.INVITATION).channel == Channel.POST
    actions.cancel(meeting=meeting, by=coordinator())
    assert waiting().channel == Channel.PHONE
    client.force_login(coordinator())
    text = pages.get(client, f"/meetings/{meeting.pk}/told/").text("main")
    assert "1 person was not told yet." in text
    assert "020 7946 0123" in text
    assert person.known_as in text


@time_machine.travel(NOW, tick=False)
def test_change_long_before_waits_for_the_morning() -> None:
    meeting = meeting_of()
    change(meeting, place="Library")
    assert not waiting().ignores_quiet_hours
    assert AuditEvent.objects.filter(action="changed a meeting").get().details["urgent"] is False


@time_machine.travel("2027-04-05T20:30:00Z", tick=False)
def test_everybody_was_told_is_written_when_it_is_true(client: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        meeting = meeting_of()
    url = f"/meetings/{meeting.pk}/"
    by = coordinator()
    client.force_login(by)
    assert "Everybody was told." in pages.get(client, url).text("main")
    answer = client.post(f"{url}cancel/", follow=True)
    assert "Everyone" not in answer.content.decode().split("<main", 1)[1].split("</main", 1)[0]
    assert "1 person was not told yet." in pages.get(client, url).text("main")
    client.post(f"{url}told/{waiting().pk}/")
    assert "Everybody was told." in pages.get(client, f"{url}told/").text("main")
    call = OutboxMessage.objects.get(channel=Channel.PHONE)
    assert (call.status, call.sent_at) == (Status.SENT, timezone.now())
    # The message itself goes on: it clears the calendar.
    assert waiting().channel == Channel.EMAIL
    # A second tick is no second call.
    client.post(f"{url}told/{waiting().pk}/")
    assert OutboxMessage.objects.filter(channel=Channel.PHONE).count() == 1


@time_machine.travel("2027-04-05T20:30:00Z", tick=False)
def test_page_alone_does_not_tell_what_cannot_wait() -> None:
    from meetings.queries.told import reached

    with time_machine.travel(NOW, tick=False):
        meeting = meeting_of()
        person = Invitation.objects.get().membership.user
        Preference.objects.update_or_create(user=person, defaults={"email": False})
        change(meeting, place="Library")
        assert [row.is_reached for row in reached(meeting)] == [True]
    change(meeting, place="School")
    assert [row.is_reached for row in reached(meeting)] == [False]


@time_machine.travel("2027-04-05T20:30:00Z", tick=False)
def test_who_gets_letters_is_phoned_about_what_cannot_wait() -> None:
    with time_machine.travel(NOW, tick=False):
        meeting = meeting_of()
        person = Invitation.objects.get().membership.user
        ContactDetails.objects.create(user=person, reach_by="post", phone="020 7946 0123", postal_address="1 Road")
    change(meeting, place="Library")
    assert waiting().channel == Channel.PHONE


def test_chair_sees_whether_and_not_how(client: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        meeting = meeting_of()
        person = Invitation.objects.get().membership.user
        ContactDetails.objects.create(user=person, phone="020 7946 0123")
        change(meeting, place="Library")
        client.force_login(chair_of(meeting.council))
        text = pages.get(client, f"/meetings/{meeting.pk}/told/").text("main")
        assert "1 person was not told yet." in text
        assert "020 7946 0123" not in text
        assert "Email" not in text
        assert client.post(f"/meetings/{meeting.pk}/told/{waiting().pk}/").status_code == 403


@time_machine.travel(NOW, tick=False)
def test_every_message_is_on_the_page_with_email_off() -> None:
    meeting = meeting_of()
    person = Invitation.objects.get().membership.user
    Preference.objects.update_or_create(user=person, defaults={"email": False})
    change(meeting, place="Library")
    with time_machine.travel(remind_from(Meeting.objects.get()), tick=False):
        actions.remind()
    actions.cancel(meeting=Meeting.objects.get(), by=coordinator())
    assert sorted(message.kind for message in visible_to(person)) == [
        "invitation",
        "meeting_changed",
        "meeting_changed",
        "meeting_reminder",
    ]


@time_machine.travel(NOW, tick=False)
def test_reminder_is_not_repeated_after_a_small_correction() -> None:
    meeting = meeting_of()
    moment = remind_from(meeting)
    for minute in range(3):
        with time_machine.travel(moment + timedelta(minutes=minute), tick=False):
            actions.remind()
            all_sent()
            change(Meeting.objects.get(), title=f"Spring {minute}", is_small=True)
    assert OutboxMessage.objects.filter(kind=Kind.MEETING_REMINDER).count() == 1


@time_machine.travel(NOW, tick=False)
def test_what_waits_is_not_sent_to_who_has_left_or_about_what_is_off() -> None:
    meeting = MeetingFactory(status=MeetingStatus.PLANNED, day=date(2027, 4, 6))
    left, stays = member_of(meeting.council), member_of(meeting.council)
    actions.invite_everybody(meeting=meeting, by=coordinator())
    User.objects.get(pk=left.pk).grants.update(role="executive")
    assert [message.recipient for message in outbox.claim()] == [stays]
    all_sent()
    OutboxMessage.objects.filter(recipient=stays).update(status=Status.PENDING)
    Meeting.objects.update(status=MeetingStatus.CANCELLED)
    OutboxMessage.objects.update(lease_until=None)
    assert outbox.claim() == []


@time_machine.travel(NOW, tick=False)
def test_who_said_yes_to_the_date_is_not_asked_again() -> None:
    meeting = MeetingFactory(status=MeetingStatus.PLANNED, day=date(2027, 4, 6))
    yes, new = member_of(meeting.council), member_of(meeting.council)
    actions.invite_everybody(meeting=meeting, by=coordinator(), coming={yes.pk})
    bodies = {message.recipient: wording.of(message, "en").body for message in OutboxMessage.objects.all()}
    assert "Will you come?" not in bodies[yes]
    assert "You said that you can come." in bodies[yes]
    assert "Will you come?" in bodies[new]
    assert Invitation.objects.get(membership__user=yes).answer == Answer.YES


def test_missed_meeting_is_noted_and_nobody_is_mailed(client: Client) -> None:
    invitation = InvitationFactory(meeting__day=timezone.localdate() - timedelta(days=1))
    url = f"/meetings/{invitation.meeting.pk}/"
    client.force_login(coordinator())
    page = pages.get(client, url)
    assert f"{url}cancel/" not in page.links()
    assert f"{url}missed/" in page.links()
    pages.get(client, f"{url}missed/")
    client.post(f"{url}missed/")
    assert Meeting.objects.get().status == MeetingStatus.CANCELLED
    assert OutboxMessage.objects.count() == 0
