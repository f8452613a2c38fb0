"""An agenda that is corrected, and what members propose for it."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, User
from core.verdicts import Conflict, Refused
from meetings import actions, calendar
from meetings.enums import ItemKind, Participation, ProposalStatus
from meetings.models import AgendaItem, ItemProposal, Meeting
from meetings.retention import items_off
from notifications.enums import Channel, Kind
from notifications.models import OutboxMessage
from tests.council.test_races import together
from tests.meetings.factories import (
    CouncilFactory,
    InvitationFactory,
    ItemFactory,
    MeetingFactory,
    chair_of,
    coordinator,
    member_of,
)
from tests.rig import pages

pytestmark = pytest.mark.django_db

NAME = "Zebedee Quillfeather"


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def order(meeting: Meeting) -> list[str]:
    return [str(item) for item in meeting.agenda.all()]


def test_correction_leaves_the_old_words_nowhere() -> None:
    item = ItemFactory(title=f"The wait of {NAME}", background=f"{NAME} waited.", content_note="Pain")
    member = InvitationFactory(meeting=item.meeting).membership.user
    client = signed_in(coordinator())
    address = f"/meetings/agenda/{item.pk}/change/"
    typed = {**pages.get(client, address).values(), "title": "A long wait", "background": "Somebody waited."}
    answer = client.post(address, {**typed, "heavy": "on", "presenter": "Robin"})
    assert answer["Location"] == f"/meetings/{item.meeting_id}/#agenda"
    for person in (client, signed_in(member)):
        page = pages.get(person, f"/meetings/{item.meeting_id}/").html
        assert ("A long wait" in page, "This may be heavy" in page, "Presented by <bdi>Robin</bdi>" in page) == (
            True,
            True,
            True,
        )
        assert NAME not in page
    item.refresh_from_db()
    assert NAME not in "".join(str(getattr(item, field.name)) for field in AgendaItem._meta.fields)
    logged = AuditEvent.objects.get(action="corrected an agenda item")
    assert (logged.details["what"], NAME in str(logged.details)) == (
        ["background", "heavy", "presenter", "title"],
        False,
    )


def test_correction_is_possible_after_the_meeting_and_not_by_members() -> None:
    meeting = MeetingFactory(day=timezone.localdate() - timedelta(days=30))
    item = ItemFactory(meeting=meeting)
    member = member_of(meeting.council)
    pages.get(signed_in(member), f"/meetings/agenda/{item.pk}/change/", status=403)
    pages.get(signed_in(chair_of(meeting.council)), f"/meetings/agenda/{item.pk}/change/")


def test_correction_of_somebody_slower_is_shown_again() -> None:
    item = ItemFactory()
    client = signed_in(coordinator())
    address = f"/meetings/agenda/{item.pk}/change/"
    typed = {**pages.get(client, address).values(), "title": "My words"}
    AgendaItem.objects.update(revision=3, title="Their words")
    page = pages.post(client, address, typed, status=409)
    assert page.values()["title"] == "My words"
    assert AgendaItem.objects.get().title == "Their words"


def test_item_taken_off_can_be_put_back_where_it_was() -> None:
    meeting = MeetingFactory()
    items = [ItemFactory(meeting=meeting, title=title) for title in ("One", "Two", "Three")]
    client = signed_in(coordinator())
    pages.get(client, f"/meetings/agenda/{items[1].pk}/take-off/")
    client.post(f"/meetings/agenda/{items[1].pk}/take-off/")
    actions.add_break(meeting=meeting, minutes=10, by=coordinator())
    assert order(meeting) == ["One", "Three", "Break"]
    page = pages.get(client, f"/meetings/{meeting.pk}/")
    assert "Two" not in page.text("main")
    [offered] = [element for element in page.all("input") if element.get("name") == "undo"]
    client.post("/accounts/undo/", {"undo": offered.get("value")})
    assert order(meeting) == ["One", "Two", "Three", "Break"]


def test_item_with_an_outcome_stays() -> None:
    item = ItemFactory(outcome="Yes", recorded_on=timezone.localdate())
    with pytest.raises(Refused):
        actions.remove_item(item=item, by=coordinator())


def test_what_was_taken_off_is_destroyed_after_three_days() -> None:
    item = ItemFactory()
    actions.remove_item(item=item, by=coordinator())
    today = timezone.localdate()
    assert [items_off(today + timedelta(days=days)).count() for days in (3, 4)] == [0, 1]


def test_words_about_an_item_that_was_taken_off_meanwhile_are_kept_with_it() -> None:
    meeting = MeetingFactory(day=timezone.localdate(), starts=time(0), minutes=1439)
    item = ItemFactory(meeting=meeting)
    client = signed_in(coordinator())
    address = f"/meetings/agenda/{item.pk}/outcome/"
    typed = pages.get(client, address).values() | {"outcome": "We decided."}
    actions.remove_item(item=item, by=coordinator())
    client.post(address, typed)
    assert AgendaItem.everything.get().outcome == ""
    assert "We decided." in pages.get(client, f"/meetings/{meeting.pk}/room/").text("main")
    # Back on the agenda, it is recorded with it.
    item.refresh_from_db()
    actions.put_back_item(item=item, by=coordinator())
    assert AgendaItem.objects.get().outcome == "We decided."


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_item_is_either_taken_off_or_decided_on() -> None:
    item = ItemFactory(meeting=MeetingFactory(day=timezone.localdate(), starts=time(0), minutes=1439))
    mine, yours = AgendaItem.objects.get(pk=item.pk), AgendaItem.objects.get(pk=item.pk)
    first, second = coordinator(), coordinator()
    [error] = together(
        lambda: actions.remove_item(item=mine, by=first),
        lambda: actions.record_outcome(agenda_item=yours, outcome="Yes", by=second),
    )
    stored = AgendaItem.everything.get()
    assert type(error) in {Conflict, Refused}
    assert bool(stored.taken_off_at) != bool(stored.outcome)


def test_earlier_topics_and_breaks_have_their_place_and_time() -> None:
    meeting = MeetingFactory()
    planner = coordinator()
    ItemFactory(meeting=meeting, title="First", minutes=30)
    actions.add_break(meeting=meeting, minutes=15, by=planner)
    ItemFactory(meeting=meeting, title="Second", minutes=50, position=50)
    actions.plan_earlier(meeting=meeting, minutes=20, presenter="Robin", by=planner)
    actions.plan_earlier(meeting=meeting, minutes=25, presenter="Robin", by=planner)
    assert order(meeting) == ["What became of earlier topics", "First", "Break", "Second"]
    second = meeting.agenda.get(title="First")
    assert actions.move_item(item=second, up=True, by=planner) is False
    slots = calendar.timetable(meeting, meeting.agenda.all())
    assert [(f"{slot.starts_at:%H:%M}", slot.is_break, slot.is_earlier) for slot in slots] == [
        ("10:00", False, True),
        ("10:25", False, False),
        ("10:55", True, False),
        ("11:10", False, False),
    ]
    assert meeting.agenda.get(kind=ItemKind.EARLIER).minutes == 25


def test_agenda_begins_with_earlier_topics_that_nobody_planned() -> None:
    slots = calendar.timetable(MeetingFactory(), [ItemFactory.build(minutes=20)], earlier=True)
    assert [(f"{slot.starts_at:%H:%M}", slot.is_earlier) for slot in slots] == [("10:00", True), ("10:10", False)]


def proposed(meeting: Meeting, title: str = "The garden") -> ItemProposal:
    invitation = InvitationFactory(meeting=meeting)
    return actions.propose_item(
        meeting=meeting, title=title, background="", language="en", by=invitation.membership.user
    )


def test_member_proposes_and_only_planners_and_they_read_it() -> None:
    meeting = MeetingFactory()
    member, other = member_of(meeting.council), member_of(meeting.council)
    client = signed_in(member)
    address = f"/meetings/{meeting.pk}/agenda/propose/"
    pages.get(client, address)
    assert "Say what it is about." in pages.post(client, address, {"title": "", "language": "en"}).html
    client.post(address, {"title": "The garden", "language": "en", "background": "It is closed."})
    page = f"/meetings/{meeting.pk}/"
    seen = ["The garden" in pages.get(signed_in(person), page).html for person in (member, coordinator(), other)]
    assert seen == [True, True, False]
    assert "The garden" in pages.get(signed_in(coordinator()), "/home/").html
    pages.get(signed_in(coordinator()), address, status=403)


def test_accepted_proposal_is_on_the_agenda_and_told() -> None:
    proposal = proposed(MeetingFactory())
    client = signed_in(coordinator())
    address = f"/meetings/proposals/{proposal.pk}/accept/"
    typed = pages.get(client, address).values()
    assert typed["title"] == "The garden"
    client.post(address, {**typed, "participation": "asked", "answer": "A good idea."})
    assert [item.title for item in proposal.meeting.agenda.all()] == ["The garden"]
    message = OutboxMessage.objects.get(kind=Kind.PROPOSAL_ANSWERED)
    told = (message.recipient, message.values["answer"], "The garden" in str(message.values))
    assert told == (proposal.membership.user, "A good idea.", False)


def test_declined_proposal_needs_kind_words_and_sends_them() -> None:
    proposal = proposed(MeetingFactory())
    client = signed_in(coordinator())
    address = f"/meetings/proposals/{proposal.pk}/decline/"
    assert "because" in str(pages.get(client, address).values()["answer"])
    assert "Write a few kind words." in pages.post(client, address, {"answer": " "}).html
    client.post(address, {"answer": "Thank you. We talk about it in May."})
    proposal.refresh_from_db()
    assert (proposal.status, AgendaItem.objects.count()) == (ProposalStatus.DECLINED, 0)
    message = OutboxMessage.objects.get(kind=Kind.PROPOSAL_ANSWERED)
    assert message.values["answer"] == "Thank you. We talk about it in May."
    with pytest.raises(Refused):
        actions.decline_proposal(proposal=proposal, answer="No", by=coordinator())


def test_proposal_taken_back_is_gone() -> None:
    proposal = proposed(MeetingFactory())
    other = member_of(proposal.meeting.council)
    address = f"/meetings/proposals/{proposal.pk}/take-back/"
    assert signed_in(other).post(address).status_code == 404
    signed_in(proposal.membership.user).post(address)
    assert ItemProposal.objects.count() == 0


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_proposal_answered_by_two_at_once_is_answered_once() -> None:
    proposal = proposed(MeetingFactory())
    copies = [ItemProposal.objects.select_related("meeting__council").get(pk=proposal.pk) for _ in range(2)]
    first, second = coordinator(), coordinator()
    [error] = together(
        lambda: actions.decline_proposal(proposal=copies[0], answer="Not now.", by=first),
        lambda: actions.accept_proposal(
            proposal=copies[1],
            answer="",
            title="Yes",
            background="",
            language="en",
            content_note="",
            heavy=False,
            presenter="",
            minutes=10,
            participation=Participation.ASKED,
            by=second,
        ),
    )
    assert isinstance(error, Conflict)
    assert OutboxMessage.objects.filter(kind=Kind.PROPOSAL_ANSWERED).count() == 1


def test_members_of_other_councils_cannot_propose() -> None:
    meeting = MeetingFactory()
    with pytest.raises(Refused):
        actions.propose_item(meeting=meeting, title="X", background="", language="en", by=member_of(CouncilFactory()))


@pytest.mark.parametrize("language", ["ar", "en", "es", "pl"])
def test_pages_of_an_agenda_are_whole_in_every_language(language: str) -> None:
    meeting = MeetingFactory()
    proposal = proposed(meeting)
    item = ItemFactory(meeting=meeting, heavy=True, presenter="Robin")
    actions.add_break(meeting=meeting, minutes=10, by=coordinator())
    planner = coordinator()
    User.objects.update(language=language)
    client = signed_in(planner)
    client.cookies["django_language"] = language
    for path in (
        f"/meetings/{meeting.pk}/",
        f"/meetings/agenda/{item.pk}/change/",
        f"/meetings/agenda/{item.pk}/take-off/",
        f"/meetings/{meeting.pk}/agenda/break/",
        f"/meetings/{meeting.pk}/agenda/earlier/",
        f"/meetings/proposals/{proposal.pk}/accept/",
        f"/meetings/proposals/{proposal.pk}/decline/",
    ):
        pages.get(client, path)


def test_letter_with_an_answer_is_on_the_list_by_hand() -> None:
    proposal = proposed(MeetingFactory())
    User.objects.filter(pk=proposal.membership.user_id).update(email=None)
    proposal.membership.user.refresh_from_db()
    actions.decline_proposal(proposal=proposal, answer="In May.", by=coordinator())
    assert OutboxMessage.objects.get(kind=Kind.PROPOSAL_ANSWERED).channel == Channel.POST
