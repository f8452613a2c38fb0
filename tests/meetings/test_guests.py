"""People without a seat are asked to a meeting, hear of every change, and answer by their link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.enums import Need
from core.verdicts import Conflict
from meetings import actions
from meetings.actions import guests as acts
from meetings.enums import Answer, GuestRole, MeetingStatus
from meetings.models import Guest, Invitation, Meeting
from meetings.queries.guests import guest_token_of
from notifications.enums import Kind, Status
from notifications.models import OutboxMessage
from tests.meetings.factories import InvitationFactory, MeetingFactory, chair_of, coordinator, member_of, need
from tests.rig import pages

pytestmark = pytest.mark.django_db


def details(**changed: Any) -> dict[str, Any]:
    plain = {"role": GuestRole.INTERPRETER, "name": "Ines", "email": "ines@example.org", "phone": "", "language": "es"}
    return {**plain, "supports": None, **changed}


def sent_to(address: str) -> list[OutboxMessage]:
    waiting = OutboxMessage.objects.filter(address__iexact=address).exclude(status=Status.DROPPED)
    return list(waiting.order_by("due_at", "pk"))


def facts_of(meeting: Meeting, **changed: Any) -> dict[str, Any]:
    names = (
        "title language day starts fold minutes time_zone place join_link join_phone access_deadline contact reply_to"
    )
    return {**{name: getattr(meeting, name) for name in names.split()}, **changed}


def deliver_all() -> None:
    """As if everything that waits had been sent."""
    for message in OutboxMessage.objects.filter(status=Status.PENDING):
        message.status, message.sent_at = Status.SENT, message.due_at
        message.save()


def test_guest_of_a_draft_hears_of_it_together_with_the_members() -> None:
    meeting, planner = MeetingFactory(status=MeetingStatus.PLANNED), coordinator()
    acts.add_guest(meeting=meeting, by=planner, **details())
    assert sent_to("ines@example.org") == []
    actions.invite_everybody(meeting=meeting, by=planner)
    [message] = sent_to("ines@example.org")
    assert (message.kind, message.language, message.recipient) == (Kind.INVITATION, "es", None)
    file = message.values["attachments"]["invite.ics"]
    assert "METHOD:REQUEST" in file
    assert file.replace("\r\n ", "").count("ATTENDEE") == 1
    assert "path" not in message.values


def test_guest_is_invited_once_and_told_of_changes_and_the_end() -> None:
    meeting, planner = MeetingFactory(), coordinator()
    guest = acts.add_guest(meeting=meeting, by=planner, **details())
    actions.invite_everybody(meeting=meeting, by=planner)
    deliver_all()
    actions.change(meeting=meeting, by=planner, **facts_of(meeting, place="Library"))
    deliver_all()
    meeting.refresh_from_db()
    actions.cancel(meeting=meeting, by=planner)
    kinds = [message.kind for message in sent_to(guest.email)]
    assert kinds == [Kind.INVITATION, Kind.MEETING_CHANGED, Kind.MEETING_CHANGED]
    assert "METHOD:CANCEL" in sent_to(guest.email)[-1].values["attachments"]["invite.ics"]


def test_guest_who_has_heard_nothing_yet_hears_nothing_of_the_end() -> None:
    meeting, planner = MeetingFactory(), coordinator()
    acts.add_guest(meeting=meeting, by=planner, **details())
    actions.cancel(meeting=meeting, by=planner)
    assert sent_to("ines@example.org") == []


def test_mistyped_address_hears_no_more_and_the_right_one_is_invited() -> None:
    meeting, planner = MeetingFactory(), coordinator()
    guest = acts.add_guest(meeting=meeting, by=planner, **details(email="wrong@example.org"))
    deliver_all()
    acts.correct_guest(guest=guest, name="Ines", email="ines@example.org", phone="", language="es", by=planner)
    gone = sent_to("wrong@example.org")[-1]
    assert (gone.values["taken_off"], "METHOD:CANCEL" in gone.values["attachments"]["invite.ics"]) == (True, True)
    assert [message.kind for message in sent_to("ines@example.org")] == [Kind.INVITATION]


def test_guest_who_is_taken_off_is_told_and_their_link_says_so(client: Client) -> None:
    guest = acts.add_guest(meeting=MeetingFactory(), by=coordinator(), **details())
    deliver_all()
    acts.take_guest_off(guest=guest, by=coordinator())
    assert sent_to(guest.email)[-1].values["taken_off"] is True
    pages.get(client, f"/meetings/guest/{guest_token_of(guest)}/", status=410)


def test_guest_answers_by_link_without_signing_in(client: Client) -> None:
    guest = acts.add_guest(meeting=MeetingFactory(), by=coordinator(), **details())
    address = f"/meetings/guest/{guest_token_of(guest)}/"
    pages.get(client, address)
    assert client.get(address).headers["Content-Language"] == "es"
    guest.refresh_from_db()
    assert guest.answer == Answer.NONE
    client.post(address, {"answer": "yes", "how": "online", "note": "By video"})
    guest.refresh_from_db()
    assert (guest.answer, guest.how, guest.note) == ("yes", "online", "By video")
    pages.get(client, address[:-3] + "xx/", status=404)


def test_members_link_opens_no_guest_and_the_other_way_round(client: Client) -> None:
    guest = acts.add_guest(meeting=MeetingFactory(), by=coordinator(), **details())
    pages.get(client, f"/meetings/answer/{guest_token_of(guest)}/", status=404)


def test_one_address_is_asked_once_whatever_its_case() -> None:
    meeting, planner = MeetingFactory(), coordinator()
    acts.add_guest(meeting=meeting, by=planner, **details())
    with pytest.raises(Conflict):
        acts.add_guest(meeting=meeting, by=planner, **details(email="INES@example.org"))
    assert Guest.objects.count() == 1


def test_new_guest_through_the_page_needs_a_way_to_be_reached(client: Client) -> None:
    meeting = MeetingFactory()
    client.force_login(coordinator())
    address = f"/meetings/{meeting.pk}/guests/new/"
    page = pages.post(client, address, {"role": "guest", "name": "Noor", "language": "ar"})
    assert "Write an email address or a phone number." in page.text()
    assert 'value="Noor"' in page.html
    client.post(address, {"role": "guest", "name": "Noor", "language": "ar", "phone": "020 7946 0018"})
    assert Guest.objects.get().phone == "020 7946 0018"
    assert "020 7946 0018" in pages.get(client, f"/meetings/{meeting.pk}/").text()


def test_support_person_is_shown_to_coordinators_alone(client: Client) -> None:
    invitation = InvitationFactory()
    meeting = invitation.meeting
    planner, chair, member = coordinator(), chair_of(meeting.council), member_of(meeting.council)
    acts.add_guest(
        meeting=meeting, by=planner, **details(role=GuestRole.SUPPORT, name="Sam Support", supports=invitation)
    )
    name = invitation.membership.shown_name
    for reader, sees_person, sees_whom in ((planner, True, True), (chair, True, False), (member, False, False)):
        client.force_login(reader)
        text = pages.get(client, f"/meetings/{meeting.pk}/").text("main")
        assert ("Sam Support" in text, f"with {name}" in text) == (sees_person, sees_whom)


def test_member_whose_term_is_renewed_is_invited_once() -> None:
    meeting, planner = MeetingFactory(), coordinator()
    invitation = InvitationFactory(meeting=meeting)
    term = invitation.membership
    type(term).objects.filter(pk=term.pk).update(ends_on=meeting.day - timedelta(days=1))
    type(term).objects.create(
        user=term.user,
        seat=term.seat,
        term_number=2,
        starts_on=meeting.day,
        ends_on=meeting.day + timedelta(days=300),
    )
    assert actions.invite_everybody(meeting=meeting, by=planner) == []
    assert Invitation.objects.filter(meeting=meeting).count() == 1


def test_note_of_an_answer_is_for_coordinators_and_not_for_the_chair(client: Client) -> None:
    invitation = InvitationFactory()
    actions.answer(
        invitation=invitation,
        answer=Answer.YES,
        note="new medicine, I may be shaky",
        thoughts="Please speak slowly",
        companion="Kim",
        how="online",
        by=invitation.membership.user,
    )
    meeting = invitation.meeting
    for reader, sees in (
        (coordinator(), True),
        (chair_of(meeting.council), False),
        (member_of(meeting.council), False),
    ):
        client.force_login(reader)
        text = pages.get(client, f"/meetings/{meeting.pk}/").text("main")
        assert ("shaky" in text, "Comes with: Kim" in text) == (sees, sees)
        assert "Please speak slowly" in text


def test_needs_said_with_the_answer_reach_the_meeting_and_keep_what_was_there(client: Client) -> None:
    invitation = InvitationFactory()
    person = invitation.membership.user
    kept = need(person, kind=Need.CAPTIONS, note="English")
    client.force_login(person)
    client.post(
        f"/meetings/{invitation.meeting_id}/answer/",
        {"answer": "yes", "needs": ["captions", "step_free"], "how": "there"},
    )
    kept.refresh_from_db()
    assert kept.note == "English"
    assert sorted(person.access_needs.values_list("kind", flat=True)) == ["captions", "step_free"]
    assert "step_free" in invitation.booked_needs.values_list("need__kind", flat=True)
    invitation.refresh_from_db()
    assert invitation.how == "there"


def test_answers_to_the_invitation_go_to_the_address_for_questions() -> None:
    from notifications.channels import email

    meeting = MeetingFactory(reply_to="council@example.org")
    acts.add_guest(meeting=meeting, by=coordinator(), **details())
    mail = email.compose(sent_to("ines@example.org")[0])
    assert mail.reply_to == ["council@example.org"]
    assert "council@example.org" in str(mail.body)
