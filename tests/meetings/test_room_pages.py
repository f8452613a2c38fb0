"""The pages of the room: what each kind of person sees and does, and what is lost by nothing."""

from datetime import time, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from meetings import actions
from meetings.actions import notices
from meetings.enums import ActionStatus, CardKind, MeetingStatus, VoteStatus
from meetings.models import ActionItem, AgendaItem, ItemNote, Meeting, OpenBallot, RoomCard, SealedBallot, Vote
from meetings.queries import votes as queries
from notifications.enums import Kind
from notifications.models import OutboxMessage
from tests.council.factories import RulesFactory
from tests.meetings.factories import ItemFactory, MeetingFactory, PersonFactory, coordinator
from tests.meetings.room import arrive, chair, counts, key_of_worker, meeting_today, member
from tests.rig import pages

pytestmark = pytest.mark.django_db


def test_chair_says_who_came_and_who_left_and_the_quorum_follows(client: Client) -> None:
    meeting = meeting_today()
    terms = [member(meeting, alias="Ash"), member(meeting, alias="Bo")]
    client.force_login(chair(meeting))
    room = f"/meetings/{meeting.pk}/room/"
    assert room in pages.get(client, f"/meetings/{meeting.pk}/").links()
    assert "Not enough members are here to decide" in pages.get(client, room).html
    for term in terms:
        client.post(f"{room}people/", {"member": term.pk, "how": "online"})
    page = pages.get(client, room)
    assert "Enough members are here to decide" in page.html
    assert "2 of 2 are here. 2 are needed." in page.html
    row = meeting.attendances.get(membership=terms[0])
    client.post(f"/meetings/attendance/{row.pk}/left/")
    assert "Not enough members are here to decide" in pages.get(client, room).html


def test_attendance_is_corrected_the_next_day_with_a_trace(client: Client) -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    [row] = arrive(meeting, member(meeting, alias="Ash"), by=boss)
    client.force_login(boss)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        client.force_login(boss)
        url = f"/meetings/attendance/{row.pk}/"
        page = pages.get(client, url)
        typed = {**page.values(), "how": "phone", "came": "00:00"}
        assert pages.post(client, url, {**typed, "came": "soon"}).html.count("14:30") > 0
        client.post(url, typed)
        page = pages.get(client, f"/meetings/{meeting.pk}/room/")
    assert "Corrections of who was there" in page.html
    assert "There → By phone" in page.html


def test_left_before_came_is_refused(client: Client) -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    [row] = arrive(meeting, member(meeting), by=boss)
    client.force_login(boss)
    typed = {"how": "there", "came": "10:00", "left": "09:00"}
    page = pages.post(client, f"/meetings/attendance/{row.pk}/", typed)
    assert "This is before they came." in page.html


def test_guest_is_counted(client: Client) -> None:
    meeting = meeting_today()
    client.force_login(chair(meeting))
    room = f"/meetings/{meeting.pk}/room/"
    client.post(f"{room}guests/", {"kind": "interpreter", "name": "", "how": "there"})
    assert "1 other person is here." in pages.get(client, room).html
    page = pages.post(client, f"{room}guests/", {"kind": "member", "name": "X", "how": "there"})
    assert page.text("div", class_="govuk-error-summary")


def test_member_holds_up_a_card_from_the_phone_and_the_chair_sees_it(client: Client) -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    term = member(meeting, alias="Ash")
    room = f"/meetings/{meeting.pk}/room/"
    client.force_login(term.user)
    client.post(f"{room}cards/", {"kind": "stop"})
    assert "You hold up a card" in pages.get(client, room).html
    client.force_login(boss)
    assert "Please stop" in pages.get(client, room).html
    client.force_login(member(meeting).user)
    assert "Lower the card" not in pages.get(client, room).html
    client.force_login(boss)
    client.post(f"/meetings/cards/{RoomCard.objects.get().pk}/lower/")
    assert "Nobody holds up a card." in pages.get(client, room).html


def test_two_note_takers_see_both_texts(client: Client) -> None:
    meeting = meeting_today()
    item = ItemFactory(meeting=meeting)
    first, second = Client(), client
    first.force_login(coordinator())
    second.force_login(chair(meeting))
    url = f"/meetings/agenda/{item.pk}/outcome/"
    begun = pages.get(first, url).values()
    also = pages.get(second, url).values()
    assert begun["base"] == "0"
    first.post(url, {**begun, "text": "From the first", "outcome": ""})
    page = pages.post(second, url, {**also, "text": "From the second", "outcome": "We ask."})
    assert "Someone else wrote in the same place" in page.html
    assert page.values()["text"] == "From the first\nFrom the second"
    assert page.values()["base"] == "2"
    note = ItemNote.objects.get()
    assert (note.text, note.outcome) == ("From the first\nFrom the second", "We ask.")
    # And back, from what the first one saw.
    after = {**begun, "text": "From the first\nand more", "outcome": "", "base": "1"}
    first.post(url, after)
    note.refresh_from_db()
    assert {"From the first", "From the second", "and more"} <= set(note.text.split("\n"))
    assert note.outcome == "We ask."


@pytest.mark.parametrize("base", ["-1", "99999999999999999999", "x", "", "7"])
def test_version_that_never_was_loses_nothing(client: Client, base: str) -> None:
    item = ItemFactory(meeting=meeting_today())
    actions.save_note(agenda_item=item, base=0, text="There before", outcome="", by=coordinator())
    client.force_login(coordinator())
    client.post(f"/meetings/agenda/{item.pk}/outcome/", {"text": "Mine", "base": base})
    assert set(ItemNote.objects.get().text.split("\n")) == {"There before", "Mine"}


def test_words_for_an_item_that_was_taken_off_are_kept(client: Client) -> None:
    meeting = meeting_today()
    item = ItemFactory(meeting=meeting, title="Visiting hours")
    client.force_login(chair(meeting))
    url = f"/meetings/agenda/{item.pk}/outcome/"
    begun = pages.get(client, url).values()
    AgendaItem.objects.all().delete()
    answer = client.post(url, {**begun, "text": "All of it", "outcome": "We ask."})
    assert answer["Location"] == f"/meetings/{meeting.pk}/room/"
    page = pages.get(client, answer["Location"])
    assert "Visiting hours" in page.html
    assert "All of it" in page.html
    # Nobody writes into a meeting that they do not see.
    other = meeting_today()
    stranger = Client()
    stranger.force_login(chair(other))
    token = pages.get(stranger, f"/meetings/{other.pk}/room/").values()["csrfmiddlewaretoken"]
    pages.post(stranger, url, {**begun, "csrfmiddlewaretoken": token, "text": "Mine now"}, status=404)
    assert ItemNote.objects.count() == 1


def test_words_kept_after_a_lost_signal_begin_from_their_own_version(client: Client) -> None:
    cache.clear()
    item = ItemFactory(meeting=meeting_today())
    person = coordinator()
    client.force_login(person)
    url = f"/meetings/agenda/{item.pk}/outcome/"
    begun = pages.get(client, url).values()
    # What the script sends while somebody writes: every field that is not hidden.
    kept = {"_page": begun["_page"], "_address": url, "text": "Typed before the signal went", "base": begun["base"]}
    assert client.post("/typed/keep/", kept).status_code == 200
    actions.save_note(agenda_item=item, base=0, text="Saved by somebody else", outcome="", by=coordinator())
    page = pages.get(client, url)
    [draft] = person.form_drafts.all()
    again = pages.post(client, url, {"_page": page.values()["_page"], "_draft": str(draft.pk), "_again": "yes"})
    values = again.values()
    assert (values["text"], values["base"]) == ("Typed before the signal went", "0")
    client.post(url, values)
    assert set(ItemNote.objects.get().text.split("\n")) == {"Typed before the signal went", "Saved by somebody else"}


def test_open_vote_from_question_to_result(client: Client) -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    ash, bo = member(meeting, alias="Ash"), member(meeting, alias="Bo")
    arrive(meeting, ash, bo, by=boss)
    client.force_login(boss)
    new = f"/meetings/{meeting.pk}/votes/new/"
    typed = {**pages.get(client, new).values(), "question": "Longer hours?", "options": "Yes\nNo"}
    assert "Two of the answers are the same" in pages.post(client, new, {**typed, "options": "Yes\nyes"}).html
    assert "between 2 and 12" in pages.post(client, new, {**typed, "options": "Yes"}).html
    client.post(new, typed)
    vote = Vote.objects.get()
    url = f"/meetings/votes/{vote.pk}/"
    client.force_login(ash.user)
    assert "Choose one of the answers." in pages.post(client, url, {"option": "9"}).html
    client.post(url, {"option": "1"})
    assert "You have voted." in pages.get(client, url).html
    client.force_login(boss)
    assert "You have no vote" in pages.get(client, url).html
    client.post(f"{url}enter/", {"member": bo.pk, "option": "2"})
    client.post(f"{url}close/", {})
    page = pages.get(client, url)
    assert "Who chose what" in page.html
    assert "Ash" in page.html
    assert counts(vote) == [1, 1]
    assert OpenBallot.objects.count() == 2


def test_secret_vote_from_the_room_and_by_link(client: Client, settings: Settings) -> None:
    key_of_worker(settings)
    meeting = meeting_today()
    RulesFactory(council=meeting.council, late_votes=True)
    boss = chair(meeting)
    terms = [member(meeting), member(meeting)]
    away = member(meeting)
    arrive(meeting, *terms, by=boss)
    vote = actions.open_vote(
        meeting=meeting, question="Who?", language="en", options=["A", "B"], is_secret=True, by=boss
    )
    url = f"/meetings/votes/{vote.pk}/"
    for term in terms:
        client.force_login(term.user)
        assert "sealed before it is stored" in pages.get(client, url).html
        client.post(url, {"option": "1"})
    client.force_login(boss)
    until = timezone.localtime(timezone.now() + timedelta(days=1), meeting.time_zone)
    typed = {"until_day": f"{until:%Y-%m-%d}", "until_time": ""}
    assert "Write both" in pages.post(client, f"{url}close/", typed).html
    client.post(f"{url}close/", {**typed, "until_time": f"{until:%H:%M}"})
    vote.refresh_from_db()
    assert vote.status == VoteStatus.LATE
    message = OutboxMessage.objects.get(kind=Kind.VOTE_LATE)
    assert message.recipient == away.user
    link = message.values["answer_path"]
    nobody = Client()
    pages.get(nobody, link)
    assert SealedBallot.objects.count() == 2
    assert "Choose one of the answers." in pages.post(nobody, link, {}).html
    assert nobody.post(link, {"option": "2"}).status_code == 302
    assert "We have your vote" in pages.get(nobody, link).html
    nobody.post(link, {"option": "1"})
    assert SealedBallot.objects.count() == 3
    pages.get(nobody, link[:-4] + "xxx/", status=404)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        actions.count_votes()
        assert counts(vote) == [2, 1]
        client.force_login(boss)
        assert "Who chose what" not in pages.get(client, url).html


def test_closed_link_says_so(client: Client, settings: Settings) -> None:
    key_of_worker(settings)
    meeting = meeting_today()
    boss = chair(meeting)
    term = member(meeting)
    vote = actions.open_vote(
        meeting=meeting, question="Who?", language="en", options=["A", "B"], is_secret=False, by=boss
    )
    link = f"/meetings/votes/answer/{queries.vote_token_of(vote, term)}/"
    actions.withdraw_vote(vote=vote, by=boss)
    assert "This vote is closed." in pages.get(client, link, status=410).html
    assert client.post(link, {"option": "1"}).status_code == 410


def test_member_steps_back_and_the_room_sees_that_but_not_why(client: Client) -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    term = member(meeting, alias="Ash")
    item = ItemFactory(meeting=meeting, title="A contract")
    client.force_login(term.user)
    url = f"/meetings/agenda/{item.pk}/step-back/"
    assert "Say in a few words" in pages.post(client, url, {"text": " "}).html
    client.post(url, {"text": "My brother owns it."})
    client.force_login(member(meeting).user)
    page = pages.get(client, f"/meetings/{meeting.pk}/room/")
    assert "Who stepped back" in page.html
    assert "Ash" in page.html
    assert "brother" not in page.html
    client.force_login(boss)
    assert "Only members of the council can step back." not in pages.get(client, url).html


def test_action_is_given_passed_on_done_and_dropped(client: Client) -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    ash, bo = member(meeting, alias="Ash"), member(meeting, alias="Bo")
    client.force_login(boss)
    new = f"/meetings/{meeting.pk}/actions/new/"
    day = timezone.localdate() + timedelta(days=10)
    typed = {"text": "Ask the ward", "item": "", "owner": str(ash.pk), "due_on": day.isoformat()}
    assert "This day is over." in pages.post(client, new, {**typed, "due_on": "2020-01-01"}).html
    assert "Choose who does it." in pages.post(client, new, {**typed, "owner": ""}).html
    client.post(new, typed)
    action = ActionItem.objects.get()
    assert [message.recipient for message in OutboxMessage.objects.filter(kind=Kind.ACTION_GIVEN)] == [ash.user]
    url = f"/meetings/actions/{action.pk}/"
    client.post(url, {"owner": str(bo.pk), "due_on": day.isoformat()})
    client.force_login(bo.user)
    assert "Ask the ward" in pages.get(client, "/meetings/actions/").html
    client.post(f"{url}done/")
    action.refresh_from_db()
    assert action.status == ActionStatus.DONE
    assert "Ask the ward" not in pages.get(client, "/meetings/actions/").html
    client.force_login(boss)
    client.post(f"{url}reopen/")
    assert "Say in a few words why" in pages.post(client, f"{url}drop/", {"reason": ""}).html
    client.post(f"{url}drop/", {"reason": "The ward asked us."})
    assert "The ward asked us." in pages.get(client, url).html


def test_owner_is_reminded_and_then_the_chair_when_it_is_late() -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    ash = member(meeting)
    day = timezone.localdate() + timedelta(days=10)
    actions.add_action(meeting=meeting, text="Ask", language="en", due_on=day, owner=ash, by=boss)
    actions.add_action(meeting=meeting, text="Write", language="en", due_on=day, owner_role="coordinator", by=boss)
    mo = coordinator()
    assert actions.remind_of_actions() == 0
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        assert actions.remind_of_actions() == 2
        assert actions.remind_of_actions() == 0
    assert {m.recipient for m in OutboxMessage.objects.filter(kind=Kind.ACTION_DUE)} == {ash.user, mo}
    with time_machine.travel(timezone.now() + timedelta(days=11)):
        assert actions.remind_of_actions() == 2
        assert actions.remind_of_actions() == 0
    assert {m.recipient for m in OutboxMessage.objects.filter(kind=Kind.ACTION_LATE)} == {boss}


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_every_page_of_the_room_is_whole_in_every_language(client: Client, settings: Settings, language: str) -> None:
    key_of_worker(settings)
    meeting = meeting_today()
    boss = coordinator()
    terms = [member(meeting), member(meeting)]
    rows = arrive(meeting, *terms, by=boss)
    item = ItemFactory(meeting=meeting, outcome="Yes", recorded_on=timezone.localdate())
    actions.raise_card(meeting=meeting, kind=CardKind.BREAK, by=terms[0].user)
    actions.remove_attendance(attendance=rows[1], by=boss)
    votes = []
    for is_secret in (True, False):
        vote = actions.open_vote(
            meeting=meeting, question="Q?", language="en", options=["A", "B"], is_secret=is_secret, by=boss, item=item
        )
        votes.append(vote)
    actions.cast(vote=votes[1], term=terms[0], option=votes[1].options.all()[0], by=terms[0].user)
    actions.close_vote(vote=votes[1], by=boss)
    action = actions.add_action(
        meeting=meeting, text="Do", language="en", due_on=timezone.localdate(), owner=terms[0], by=boss
    )
    client.force_login(PersonFactory(roles=["coordinator"], language=language))
    for place in (
        f"/meetings/{meeting.pk}/room/",
        f"/meetings/{MeetingFactory().pk}/room/",
        f"/meetings/{meeting.pk}/votes/new/",
        f"/meetings/{meeting.pk}/actions/new/",
        f"/meetings/attendance/{rows[0].pk}/",
        f"/meetings/agenda/{item.pk}/outcome/",
        f"/meetings/agenda/{item.pk}/step-back/",
        *(f"/meetings/votes/{vote.pk}/" for vote in votes),
        "/meetings/actions/",
        f"/meetings/actions/{action.pk}/",
    ):
        pages.get(client, place, lang=language)


def test_what_is_written_down_the_next_day_has_times_of_the_meeting(client: Client) -> None:
    meeting = MeetingFactory(day=timezone.localdate() - timedelta(days=1), starts=time(14), minutes=90)
    term = member(meeting, alias="Ash")
    client.force_login(chair(meeting))
    room = f"/meetings/{meeting.pk}/room/"
    client.post(f"{room}people/", {"member": term.pk, "how": "online"})
    client.post(f"{room}guests/", {"kind": "interpreter", "name": "", "how": "there"})
    for row in meeting.attendances.all():
        assert row.came_at == meeting.starts_at
        client.post(f"/meetings/attendance/{row.pk}/left/")
    assert [row.left_at for row in meeting.attendances.all()] == [meeting.ends_at] * 2


def test_room_of_a_held_meeting_shows_who_was_there_and_nothing_to_press_in_it(client: Client) -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    term = member(meeting, alias="Ash")
    arrive(meeting, term, by=boss)
    Meeting.objects.filter(pk=meeting.pk).update(status=MeetingStatus.HELD)
    client.force_login(boss)
    page = pages.get(client, f"/meetings/{meeting.pk}/room/")
    assert page.html.count("Correct") > 0
    for words in ["are here to decide", "Nobody holds up a card", "Has left", "Open a vote"]:
        assert words not in page.html


def test_members_without_a_chosen_name_are_told_apart_by_their_seats(client: Client) -> None:
    meeting = meeting_today()
    terms = [member(meeting, alias=""), member(meeting, alias="")]
    notices.notify_invited(meeting, meeting.invitations.all())
    client.force_login(chair(meeting))
    for url in [f"/meetings/{meeting.pk}/room/", f"/meetings/{meeting.pk}/told/", f"/meetings/{meeting.pk}/"]:
        page = pages.get(client, url)
        for term in terms:
            assert f"Seat {term.seat.number}: A member" in page.html


def test_someone_without_a_name_is_not_named_twice(client: Client) -> None:
    meeting = meeting_today()
    client.force_login(chair(meeting))
    room = f"/meetings/{meeting.pk}/room/"
    for name in ["", "Prof Lee"]:
        client.post(f"{room}guests/", {"kind": "interpreter", "name": name, "how": "there"})
    heads = pages.get(client, room).all("th", scope="row")
    assert [pages.words(head) for head in heads][-2:] == ["Interpreter", "Prof Lee Interpreter"]
