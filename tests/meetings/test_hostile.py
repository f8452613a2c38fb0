"""What somebody would try who means harm, or whose text is longer than anybody thought."""

from datetime import time, timedelta
from time import process_time

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from council.enums import Audience
from council.models import Membership
from meetings import actions
from meetings.actions import guests
from meetings.actions.merging import merge
from meetings.actions.to_do import owners_of
from meetings.enums import AfterAnswer, AfterQuestion, Answer, GuestRole, Presence
from meetings.presenters import minutes as presenter
from meetings.queries import after as reads
from meetings.queries.guests import guest_token_of
from meetings.queries.names import instead_of_names
from notifications.enums import Kind, Status
from notifications.models import OutboxMessage
from notifications.wanted import is_still_for
from tests.meetings.factories import (
    CouncilFactory,
    InvitationFactory,
    ItemFactory,
    MeetingFactory,
    MembershipFactory,
    coordinator,
)
from tests.meetings.room import arrive, chair, key_of_worker, meeting_today, member
from tests.meetings.test_minutes import held, named, save, sent
from tests.rig import pages

pytestmark = pytest.mark.django_db


def numbered(letter: str, count: int, between: str) -> str:
    return between.join(f"{letter}{number}" for number in range(count))


def words_of(pieces: list[presenter.Piece], kind: str) -> str:
    return "".join(piece.words for piece in pieces if piece.kind in {"same", kind})


@pytest.mark.parametrize("between", [" ", "\n\n"])
def test_comparing_a_text_with_quite_another_one_takes_no_time(between: str) -> None:
    before, after = numbered("x", 800, between), numbered("y", 800, between)
    began = process_time()
    found = presenter.pieces(before, after)
    assert process_time() - began < 3
    assert (words_of(found, "out"), words_of(found, "in")) == (before, after)


def test_merging_very_many_lines_takes_no_time_and_loses_none() -> None:
    base = ["start", *(f"{number % 101}" for number in range(20_000)), "end"]
    theirs = ["theirs", *base[1:5000], "T", *base[5000:]]
    mine = [*base[:9000], "M", *reversed(base[9000:-1]), "mine"]
    began = process_time()
    merged = merge("\n".join(base), "\n".join(theirs), "\n".join(mine)).text.split("\n")
    assert process_time() - began < 3
    assert {"theirs", "T", "M", "mine"} <= set(merged)


def test_link_of_a_mistyped_guest_address_opens_nothing_any_more(client: Client) -> None:
    meeting, planner = MeetingFactory(), coordinator()
    guest = guests.add_guest(
        meeting=meeting,
        role=GuestRole.GUEST,
        name="Ines",
        email="wrong@example.org",
        phone="",
        language="es",
        supports=None,
        by=planner,
    )
    wrong = f"/meetings/guest/{guest_token_of(guest)}/"
    guests.correct_guest(guest=guest, name="Ines", email="INES@example.org", phone="", language="es", by=planner)
    right = f"/meetings/guest/{guest_token_of(guest)}/"
    page = pages.get(client, wrong, status=404)
    assert meeting.title not in page.html
    client.post(wrong, {"answer": "no", "how": "", "note": ""})
    guest.refresh_from_db()
    assert guest.answer == Answer.NONE
    pages.get(client, right)


@pytest.mark.parametrize(("day", "zone"), [("0001-01-01", "Asia/Tokyo"), ("9999-12-31", "America/New_York")])
def test_first_and_last_day_of_all_days_are_refused_kindly(client: Client, day: str, zone: str) -> None:
    council = CouncilFactory()
    client.force_login(coordinator())
    hour = "00:00" if day < "0002" else "23:59"
    boxes = {f"day_{number}": day for number in range(1, 4)} | {f"starts_{number}": hour for number in range(1, 4)}
    sent = {"council": council.pk, "title": "T", "language": "en", "minutes": "90", "time_zone": zone, "contact": "Mo"}
    pages.post(client, "/meetings/polls/new/", {**sent, **boxes, "answer_by": day})
    ahead = timezone.localdate() + timedelta(days=9)
    plan = {"kind": "writing", "question": "?", "day": ahead, "starts": "10:00", "closes_on": day, "closes_at": hour}
    pages.post(client, "/meetings/new/", {**sent, **plan, "access_deadline": ahead})


@pytest.mark.parametrize("written", ["ASH BROWN", "Ash\nBrown", "Ash  Brown", "_Ash Brown_", "Zoe\u0308"])
def test_name_is_left_out_of_public_minutes_however_it_is_written(written: str) -> None:
    meeting = held()
    for name in ("Ash Brown", "Zo\u00eb"):
        named(MembershipFactory(council=meeting.council), name)
    assert written not in instead_of_names(meeting, Audience.PUBLIC).in_text(f"Then {written} spoke.")


def test_name_stays_out_of_public_minutes_when_its_term_is_gone() -> None:
    meeting = held()
    term = named(MembershipFactory(council=meeting.council), "Ash")
    minutes = actions.draft_minutes(meeting=meeting, by=coordinator())
    save(minutes, coordinator(), text="As Ash said years ago.")
    Membership.objects.filter(pk=term.pk).delete()
    assert "Ash" not in instead_of_names(meeting, Audience.PUBLIC, minutes).in_text("As Ash said years ago.")


def test_whoever_has_left_is_not_told_that_a_meeting_takes_place() -> None:
    meeting = MeetingFactory()
    term = InvitationFactory(meeting=meeting).membership
    actions.confirm_meeting(meeting=meeting, by=coordinator())
    message = OutboxMessage.objects.get(kind=Kind.MEETING_CONFIRMED)
    assert is_still_for(message)
    Membership.objects.filter(pk=term.pk).update(ends_on=timezone.localdate())
    assert not is_still_for(message)


def test_no_message_tells_who_answered_after_a_meeting_once_it_is_counted(settings: Settings) -> None:
    key_of_worker(settings)
    meeting = MeetingFactory(day=timezone.localdate(), starts=time(0), minutes=1)
    terms = [member(meeting) for _number in range(3)]
    actions.mark_held(meeting=meeting, attended=[], by=coordinator())
    asked = reads.asked(terms[0].user, meeting)
    assert asked is not None
    actions.answer_after(invitation=asked, answers={AfterQuestion.LISTENED: AfterAnswer.YES}, by=terms[0].user)
    assert OutboxMessage.objects.get(kind=Kind.AFTER_MEETING, status=Status.DROPPED).recipient == terms[0].user
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        actions.count_answers_after()
    assert not OutboxMessage.objects.filter(kind=Kind.AFTER_MEETING, status=Status.DROPPED).exists()


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_more_corrections_of_minutes_need_no_more_queries(client: Client) -> None:
    meeting = held()
    minutes = sent(meeting)
    client.force_login(coordinator())
    address = f"/meetings/{meeting.pk}/minutes/"
    numbers = []
    for count in (1, 4):
        for _one in range(count):
            person = member(meeting).user
            actions.ask_for_correction(minutes=minutes, text="It was ten.", language="en", by=person)
        numbers.append(queries_of(client, address))
    assert numbers[1] == numbers[0]


def test_more_closed_votes_in_the_room_need_no_more_queries(client: Client) -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    term = member(meeting)
    arrive(meeting, term, by=boss)
    client.force_login(term.user)
    numbers = []
    for count in (1, 4):
        for number in range(count):
            vote = actions.open_vote(
                meeting=meeting, question=f"{number}?", language="en", options=["a", "b"], is_secret=False, by=boss
            )
            actions.close_vote(vote=vote, by=boss)
        numbers.append(queries_of(client, f"/meetings/{meeting.pk}/room/"))
    assert numbers[1] == numbers[0]


def test_whoever_is_noted_as_coming_later_can_be_noted_as_gone() -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    row = arrive(meeting, member(meeting), by=boss)[0]
    later = timezone.now() + timedelta(hours=1)
    actions.correct_attendance(attendance=row, how=Presence.THERE, came_at=later, left_at=None, by=boss)
    assert actions.note_leaving(attendance=row, by=boss).left_at == later


def test_whoever_left_for_another_council_hears_no_more_of_what_they_had_to_do() -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    term = member(meeting)
    action = actions.add_action(
        meeting=meeting, text="Phone the ward", language="en", owner=term, owner_role="", due_on=meeting.day, by=boss
    )
    MembershipFactory(user=term.user, council=CouncilFactory())
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        Membership.objects.filter(pk=term.pk).update(ends_on=meeting.day)
        assert owners_of(action) == [boss]


def test_list_of_versions_reads_the_words_of_two_of_them(client: Client) -> None:
    meeting = held()
    minutes = actions.draft_minutes(meeting=meeting, by=coordinator())
    for number in range(4):
        save(minutes, coordinator(), text=f"Version {number} said so.")
    client.force_login(coordinator())
    with CaptureQueriesContext(connection) as found:
        client.get(f"/meetings/{meeting.pk}/minutes/versions/")
    lists = [one["sql"] for one in found if "meetings_minutesversion" in one["sql"] and "accounts_user" in one["sql"]]
    assert [('"to_do"' in one) for one in lists] == [False]


NUL = "a\x00b"


@pytest.mark.parametrize(
    "address",
    [
        "actions/?q=%00",
        "bookings/?q=%00",
        "polls/?q=%00",
        "?q=%00",
        "after/%00/",
        "guest/%00.x/",
        "votes/answer/%00/",
        "polls/answer/%00/",
        "writing/%00/",
    ],
)
def test_null_byte_in_an_address_is_no_error_of_ours(client: Client, address: str) -> None:
    CouncilFactory()
    client.force_login(coordinator())
    assert client.get(f"/meetings/{address}").status_code in {200, 302, 400, 404}


def test_null_bytes_and_endless_words_are_refused_kindly(client: Client) -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    item = ItemFactory(meeting=meeting)
    minutes = sent(meeting)
    client.force_login(boss)
    for words in (NUL, "x" * 250_000):
        for address, names in {
            f"/meetings/agenda/{item.pk}/outcome/": ("text", "outcome", "base", "title", "note", "meeting"),
            f"/meetings/{meeting.pk}/minutes/write/": ("people", "text", "to_do", "what_changed", "base"),
            f"/meetings/{meeting.pk}/minutes/correct/": ("text", "language"),
            f"/meetings/{meeting.pk}/votes/new/": ("question", "options", "language", "item"),
            f"/meetings/{meeting.pk}/actions/new/": ("text", "owner", "due_on", "item"),
            f"/meetings/{meeting.pk}/room/guests/": ("kind", "name", "how"),
            f"/meetings/{meeting.pk}/room/people/": ("member", "how"),
            f"/meetings/{meeting.pk}/papers/new/": ("title", "content_note", "item"),
            f"/meetings/{meeting.pk}/after/": ("listened",),
        }.items():
            answer = client.post(address, dict.fromkeys(names, words))
            assert answer.status_code in {200, 302, 403, 404}, address
    minutes.refresh_from_db()
    assert minutes.version == 1


def test_note_taker_who_has_left_keeps_no_minutes(client: Client) -> None:
    meeting = meeting_today()
    boss = chair(meeting)
    term = member(meeting)
    row = arrive(meeting, term, by=boss)[0]
    actions.let_take_notes(attendance=row, takes_notes=True, by=boss)
    actions.draft_minutes(meeting=meeting, by=term.user)
    item = ItemFactory(meeting=meeting)
    client.force_login(term.user)
    assert client.get(f"/meetings/{meeting.pk}/minutes/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        Membership.objects.filter(pk=term.pk).update(ends_on=meeting.day)
        client.force_login(User.objects.get(pk=term.user_id))
        codes = [
            client.get(f"/meetings/{meeting.pk}/minutes/{page}").status_code for page in ("", "write/", "versions/")
        ]
        codes.append(client.get(f"/meetings/agenda/{item.pk}/outcome/").status_code)
    assert codes == [404, 404, 404, 403]
