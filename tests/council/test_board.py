"""The board: who, until when, what is vacant, and which seats to fill by when; and the messages before a term ends."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from council import actions, presenters, queries, tasks
from council.enums import SeatKind
from council.models import Council, Pause
from notifications.channels import wording
from notifications.enums import Kind
from notifications.models import OutboxMessage
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import PersonFactory
from tests.council.factories import CouncilFactory, MembershipFactory, RulesFactory, SeatFactory, grant
from tests.rig import pages

pytestmark = pytest.mark.django_db

TODAY = date(2027, 6, 15)
SVG = "{http://www.w3.org/2000/svg}"


def board(council: Council) -> presenters.CouncilBoard:
    (found,) = queries.for_board(Council.objects.filter(pk=council.pk))
    return presenters.board(found, TODAY)


@pytest.mark.parametrize(
    "ends_on, state",
    [
        (date(2027, 7, 15), "Ends within 1 month"),
        (date(2027, 7, 16), "Ends within 3 months"),
        (date(2027, 9, 15), "Ends within 3 months"),
        (date(2027, 12, 15), "Ends within 6 months"),
        (date(2027, 12, 16), "Filled"),
    ],
)
def test_seat_says_when_its_term_ends(ends_on: date, state: str) -> None:
    term = MembershipFactory(ends_on=ends_on)
    (row,) = board(term.seat.council).rows
    assert row.state == state


def test_seat_that_is_renewed_is_held_until_the_end_of_the_renewal() -> None:
    term = MembershipFactory(ends_on=date(2027, 7, 1))
    MembershipFactory(seat=term.seat, user=term.user, starts_on=date(2027, 7, 2), ends_on=date(2028, 7, 1))
    found = board(term.seat.council)
    assert (found.rows[0].state, found.rows[0].until) == ("Filled", "Until Saturday 1 July 2028")
    assert (len(found.rows[0].bars), found.to_fill) == (2, [])


def test_paused_and_vacant_seats_say_so() -> None:
    term = MembershipFactory(seat__number=1)
    Pause.objects.create(membership=term, starts_on=TODAY, ends_on=TODAY)
    SeatFactory(council=term.seat.council, number=2)
    assert [row.state for row in board(term.seat.council).rows] == ["Paused", "Vacant"]


def test_seats_to_fill_follow_by_day_and_those_retired_by_then_do_not() -> None:
    council = CouncilFactory()
    MembershipFactory(seat__council=council, seat__number=1, ends_on=date(2027, 9, 30))
    MembershipFactory(seat__council=council, seat__number=2, ends_on=date(2027, 7, 31))
    MembershipFactory(seat__council=council, seat__number=3, ends_on=date(2029, 7, 31))
    retired = {"seat__council": council, "seat__number": 5, "seat__retired_on": date(2027, 8, 1)}
    MembershipFactory(**retired, ends_on=date(2027, 7, 31))
    SeatFactory(council=council, number=4, kind=SeatKind.CARER_FAMILY)
    assert [entry.text for entry in board(council).to_fill] == [
        "Seat 4 (Carer or family) is vacant now.",
        "Seat 2 (Lived experience) is vacant from Sunday 1 August 2027 on.",
        "Seat 1 (Lived experience) is vacant from Friday 1 October 2027 on.",
    ]


def test_seats_that_are_vacant_now_are_in_the_order_of_their_numbers() -> None:
    council = CouncilFactory()
    for number in (6, 3, 5, 1, 4, 2):
        SeatFactory(council=council, number=number)
    assert [entry.text.split(" (")[0] for entry in board(council).to_fill] == [f"Seat {n}" for n in range(1, 7)]


@pytest.mark.parametrize(
    "lived, staff, vacant, sentences",
    [
        (1, 1, 0, ["As many", "Enough voting"]),
        (1, 2, 0, ["Fewer", "Enough voting"]),
        (1, 0, 1, ["As many", "Too few voting"]),
        (0, 1, 1, ["Fewer", "Too few voting"]),
        (0, 0, 0, []),
    ],
)
def test_composition_is_compared_with_the_rules_in_words(
    lived: int, staff: int, vacant: int, sentences: list[str]
) -> None:
    council = CouncilFactory()
    MembershipFactory.create_batch(lived, council=council)
    MembershipFactory.create_batch(staff, council=council, kind=SeatKind.STAFF)
    SeatFactory.create_batch(vacant, council=council)
    found = board(council).sentences
    assert [sentence.startswith(begins) for sentence, begins in zip(found, sentences, strict=True)] == [
        True for _ in sentences
    ]
    # Never a number of people.
    assert not any(letter.isdigit() for sentence in found for letter in sentence)


def test_composition_follows_the_rules_that_hold_today() -> None:
    term = MembershipFactory()
    MembershipFactory(council=term.seat.council, kind=SeatKind.STAFF)
    RulesFactory(council=term.seat.council, lived_share="0.51")
    RulesFactory(council=term.seat.council, lived_share="0.10", holds_from=date(2028, 1, 1))
    assert board(term.seat.council).sentences[0].startswith("Fewer")


def test_picture_is_mirrored_where_one_reads_from_right_to_left(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    MembershipFactory(ends_on=date(2028, 6, 14))

    def place(language: str) -> tuple[str, str]:
        bar = pages.get(client, f"/council/board/?lang={language}").one(f"{SVG}rect", class_="bar")
        return bar.get("x", ""), bar.get("width", "")

    assert (place("en"), place("ar")) == (("0.00%", "50.07%"), ("49.93%", "50.07%"))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDINATOR])
def test_board_is_for_coordinators(signed_in: SignedIn, role: Role) -> None:
    person, client = signed_in(role)
    MembershipFactory(user=person)
    pages.get(client, "/council/board/", status=404)


def test_coordinator_of_one_council_sees_that_one_alone(signed_in: SignedIn) -> None:
    person, client = signed_in()
    mine = CouncilFactory(name="Mine")
    CouncilFactory(name="Other")
    grant(person, Role.COORDINATOR, mine)
    text = pages.get(client, "/council/board/").text("main")
    assert ("Mine" in text, "Other" in text) == (True, False)


@pytest.mark.parametrize("number", [1, 3])
def test_board_asks_the_same_queries_for_more_councils_and_seats(
    signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    for _ in range(number):
        council = MembershipFactory(chairs=True, alias="Blue").seat.council
        RulesFactory(council=council)
        MembershipFactory.create_batch(number, council=council)
        SeatFactory.create_batch(number, council=council)
    with django_assert_num_queries(10):
        page = pages.get(client, "/council/board/")
    assert len(page.all("figure")) == number


def test_board_shows_a_few_councils_a_page(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    for number in range(7):
        CouncilFactory(name=f"Council {number}")
    assert len(pages.get(client, "/council/board/").all("section")) == 5
    assert len(pages.get(client, "/council/board/?page=2").all("section")) == 2
    assert len(pages.get(client, "/council/board/?q=council+6").all("section")) == 1


# Messages before a term ends


def on(day: date) -> None:
    with time_machine.travel(datetime(day.year, day.month, day.day, 6, tzinfo=UTC), tick=False):
        tasks.remind_of_endings()


def reminded() -> list[tuple[object, str, int]]:
    messages = OutboxMessage.objects.filter(kind=Kind.SEAT_ENDS).order_by("due_at", "recipient__name")
    return [(message.recipient, message.values["last_day"], message.values["months"]) for message in messages]


def test_coordinator_and_member_are_told_six_three_and_one_months_before_once_each() -> None:
    coordinator = PersonFactory(name="Coordinator", roles=[Role.COORDINATOR])
    PersonFactory(roles=[Role.READER])
    # Of a month without that day the last one counts.
    term = MembershipFactory(user__name="Member", starts_on=date(2026, 9, 1), ends_on=date(2027, 8, 31))
    day = date(2027, 2, 1)
    told: dict[date, int] = {}
    while day <= date(2027, 9, 10):
        before = OutboxMessage.objects.count()
        on(day)
        if added := OutboxMessage.objects.count() - before:
            told[day] = added
        day += timedelta(days=1)
    # On the day after the last a talk is offered.
    assert told == {date(2027, 2, 28): 2, date(2027, 5, 31): 2, date(2027, 7, 31): 2, date(2027, 9, 1): 1}
    assert reminded() == [(person, "2027-08-31", months) for months in (6, 3, 1) for person in (coordinator, term.user)]


def test_missed_beat_is_made_up_for_and_a_late_one_says_nothing() -> None:
    term = MembershipFactory()
    on(date(2027, 7, 13))
    assert reminded() == [(term.user, "2027-12-31", 6)]
    OutboxMessage.objects.all().delete()
    on(date(2027, 7, 14))
    assert reminded() == []


def test_nothing_is_said_about_what_is_renewed_short_or_paused() -> None:
    coordinator = PersonFactory(roles=[Role.COORDINATOR])
    actions.renew(term=MembershipFactory(), by=coordinator)
    MembershipFactory(starts_on=date(2027, 7, 2))
    paused = MembershipFactory()
    Pause.objects.create(membership=paused, starts_on=TODAY, ends_on=date(2027, 8, 1))
    on(date(2027, 7, 1))
    # Of a member in a pause the coordinator hears, the member does not.
    assert reminded() == [(coordinator, "2027-12-31", 6)]


def test_message_before_the_end_is_in_the_language_of_each() -> None:
    coordinator = PersonFactory(name="A", roles=[Role.COORDINATOR])
    term = MembershipFactory(user__name="B", seat__number=4, alias="Blue", council=CouncilFactory(name="River"))
    on(date(2027, 6, 30))
    own = wording.of(OutboxMessage.objects.get(recipient=term.user), "en")
    theirs = wording.of(OutboxMessage.objects.get(recipient=coordinator), "en")
    own_words = re.sub("[\u2066-\u2069]", "", own.body)
    assert "Your term on “River” runs until Friday 31 December 2027, 6 more months." in own_words
    assert "The term of seat 4" in theirs.body
    assert f"/council/seats/{term.seat_id}/" in theirs.body
    # No subject names a council: its name could say what it is about.
    assert "River" not in own.subject + theirs.subject
