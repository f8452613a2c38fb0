"""The home page: what waits for each role, empty, full, broken, and never by a name nobody chose."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django import DjangoAssertNumQueries

from accounts.actions import choose_name, keep_need
from accounts.enums import Need, Role, SharedWith
from accounts.models import RoleGrant
from core.moments import day_words
from core.slots import GREETING, HOME, HomePanel, HomeRow
from meetings.enums import BookingStatus
from tests.accounts.conftest import SignedIn
from tests.meetings.factories import BookingFactory, InvitationFactory, MeetingFactory, MembershipFactory
from tests.rig import pages
from tests.tracker import factories
from tracker.actions import changes

pytestmark = pytest.mark.django_db


def titles(page: pages.Page) -> list[str]:
    """Return the headings of the panels."""
    return [pages.words(heading) for heading in page.all("h2", class_="home-panel__title")]


def test_sign_in_leads_home(client: Client) -> None:
    assert client.get("/home/").headers["Location"] == "/accounts/login/?next=/home/"


@pytest.mark.parametrize("role", Role)
def test_empty_home_is_kind_for_every_role(signed_in: SignedIn, role: Role) -> None:
    _person, client = signed_in(role)
    page = pages.get(client, "/home/")
    assert page.text("h1").startswith("Hello")
    assert "" not in page.links().values()
    assert "about your roles" not in page.text("main")
    assert page.links()["/accounts/me/"] == "Your account"
    assert [href for href, words in page.links().items() if not words] == []


def test_somebody_without_a_role_reads_whom_to_ask(signed_in: SignedIn) -> None:
    _person, client = signed_in()
    assert "ask an administrator about your roles" in pages.get(client, "/home/").text("main")


def test_desk_sees_its_cases_and_nobodys_the_next_due_first(signed_in: SignedIn) -> None:
    reader, client = signed_in(Role.READER)
    mine = factories.read(reader)
    late = factories.collected(on=timezone.localdate() - timedelta(days=60))
    new = factories.collected()
    page = pages.get(client, "/home/")
    assert titles(page)[:2] == ["Your cases", "Unassigned cases"]
    cases = [href for href in page.links() if href.startswith("/desk/") and len(href) == len("/desk//") + 36]
    assert cases == [f"/desk/{said.case.pk}/" for said in (mine, late, new)]
    assert "Overdue" in [pages.words(tag) for tag in page.all("strong", class_="tag")]


@pytest.mark.parametrize("number", [1, 3])
def test_home_costs_the_same_for_one_case_and_for_three(
    signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    reader, client = signed_in(Role.READER)
    for _number in range(number):
        factories.read(reader)
        factories.collected()
    client.get("/home/")
    # Most of them are the savepoints around panels and greeting, which only a transaction of a test has.
    with django_assert_num_queries(81):
        page = pages.get(client, "/home/")
    assert len([href for href in page.links() if href.startswith("/desk/") and len(href) > 40]) == 2 * number


def test_long_panel_says_how_many_there_are_and_shows_five(signed_in: SignedIn) -> None:
    reader, client = signed_in(Role.READER)
    for _number in range(7):
        factories.read(reader)
    page = pages.get(client, "/home/")
    assert "7 in all" in titles(page)[0]
    assert len([href for href in page.links() if href.startswith("/desk/") and len(href) > 40]) == 5
    assert page.links()["/desk/?view=mine"] == "All your cases"


def broken(request: HttpRequest) -> HomePanel:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")
    raise AssertionError


def after_it(request: HttpRequest) -> HomePanel:
    return HomePanel("After it", [HomeRow("One", "/one/")])


def test_panel_that_fails_leaves_the_others(signed_in: SignedIn) -> None:
    reader, client = signed_in(Role.READER)
    factories.read(reader)
    HOME.fill("broken", broken, order=0)
    HOME.fill("after it", after_it, order=99)
    try:
        page = pages.get(client, "/home/")
    finally:
        HOME.empty("broken")
        HOME.empty("after it")
    assert "Some of this page could not be loaded just now." in page.text("main")
    assert [titles(page)[0], titles(page)[-1]] == ["Your cases", "After it"]


def leads_nowhere(request: HttpRequest) -> HomePanel:
    return HomePanel("Nowhere", [HomeRow("One", reverse("pages:nowhere"))])


def test_panel_whose_link_leads_nowhere_leaves_the_others(signed_in: SignedIn) -> None:
    reader, client = signed_in(Role.READER)
    factories.read(reader)
    HOME.fill("nowhere", leads_nowhere, order=0)
    try:
        page = pages.get(client, "/home/")
    finally:
        HOME.empty("nowhere")
    assert titles(page)[0] == "Your cases"


def test_greeting_that_fails_names_nobody(signed_in: SignedIn) -> None:
    """The page is there; the legal name of somebody who chose another is not."""
    member, client = signed_in(Role.MEMBER)
    GREETING.fill("broken", lambda request: str(broken(request)), order=-1)
    try:
        page = pages.get(client, "/home/")
    finally:
        GREETING.empty("broken")
    assert page.text("h1") == "Hello"
    assert member.name not in page.text("main")


def test_database_error_of_a_panel_is_one_that_is_caught() -> None:
    with pytest.raises(DatabaseError):
        broken(HttpRequest())


def test_member_is_greeted_by_the_name_they_chose(signed_in: SignedIn) -> None:
    member, client = signed_in(Role.MEMBER)
    MembershipFactory(user=member)
    choose_name(name="Robin", to_members=False, in_minutes=False, in_public=False, by=member)
    page = pages.get(client, "/home/")
    assert page.text("h1") == "Hello, Robin"
    assert member.name not in page.text("body")


def test_chosen_name_with_markup_stays_text(signed_in: SignedIn) -> None:
    member, client = signed_in(Role.MEMBER)
    MembershipFactory(user=member)
    choose_name(name="<b>R</b>", to_members=True, in_minutes=False, in_public=False, by=member)
    assert pages.get(client, "/home/").text("h1") == "Hello, <b>R</b>"


@pytest.mark.parametrize(
    "address, part",
    [("/home/", "home"), ("/desk/", "feedback"), ("/meetings/", "council"), ("/accounts/me/", "account")],
)
def test_every_page_leads_to_its_part_of_the_guide(signed_in: SignedIn, address: str, part: str) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    assert pages.get(client, address).links()[f"/guide/#{part}"] == "Help with this page"
    assert [heading.get("id") for heading in pages.get(client, "/guide/").all("h2", id=part)] == [part]


def test_frame_asks_for_roles_and_for_words_that_were_not_sent_and_nothing_else(
    signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _person, client = signed_in(Role.COORDINATOR, Role.ADMIN)
    # The session and the person; the rest is the frame's.
    with django_assert_num_queries(2 + 1):
        pages.get(client, "/guide/")


def test_member_sees_what_became_of_what_they_asked_for(signed_in: SignedIn) -> None:
    member, client = signed_in(Role.MEMBER)
    term = MembershipFactory(user=member)
    need = keep_need(by=member, kind=Need.CAPTIONS, note="", shared_with=SharedWith.BOOKING)
    meeting = MeetingFactory(council=term.seat.council)
    invitation = InvitationFactory(meeting=meeting, membership=term)
    booking = BookingFactory(invitation=invitation, need=need, status=BookingStatus.BOOKED)
    page = pages.get(client, "/home/")
    assert "What you asked for" in titles(page)
    (row,) = [pages.words(line) for line in page.all("li") if str(booking) in pages.words(line)]
    day = day_words(meeting.day)
    assert row == f"{booking}, {day} Booked For {meeting.title}, {day}"


def home_rows(page: pages.Page, title: str) -> list[str]:
    """Return the rows of the panel with a heading."""
    (panel,) = [panel for panel in page.all("section", class_="home-panel") if title in pages.words(panel)]
    return [pages.words(line) for line in panel.iter("li")]


def test_steward_sees_which_of_their_changes_to_finish(signed_in: SignedIn) -> None:
    steward, client = signed_in(Role.STEWARD)
    document = factories.policy(steward)
    factories.planned(document)
    factories.written(factories.policy(slug="somebody-else"))
    day = date_format(timezone.localdate() + timedelta(days=30))
    page = pages.get(client, "/home/")
    assert home_rows(page, "Changes to finish") == [f"Visits at night Planned Promised by {day}"]
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        client.force_login(steward)
        page = pages.get(client, "/home/")
    assert home_rows(page, "Changes to finish") == [f"Visits at night Overdue Promised by {day}"]


def test_steward_is_asked_for_evidence_and_for_nothing_once_it_is_there(signed_in: SignedIn) -> None:
    steward, client = signed_in(Role.STEWARD)
    change = factories.in_force(factories.policy(steward), evidence="")
    (row,) = home_rows(pages.get(client, "/home/"), "Changes to finish")
    assert row.startswith("You can visit at night Evidence is missing")
    changes.show_evidence(change=change, evidence="A sign hangs at the door.", by=steward)
    assert "Changes to finish" not in titles(pages.get(client, "/home/"))


def test_member_reads_which_change_to_look_at(signed_in: SignedIn) -> None:
    member, client = signed_in(Role.MEMBER)
    change = factories.in_force()
    council = change.decision.recommendation.agenda_item.meeting.council
    factories.MembershipFactory(council=council, user=member)
    (row,) = home_rows(pages.get(client, "/home/"), "Has this really changed?")
    assert row.startswith("You can visit at night")


def test_parts_with_more_than_they_show_lead_to_the_rest(signed_in: SignedIn) -> None:
    steward, client = signed_in(Role.STEWARD, Role.COORDINATOR)
    document = factories.policy(steward)
    for _number in range(6):
        factories.planned(document)
        factories.decision()
    page = pages.get(client, "/home/")
    assert {"Changes to finish 6 in all", "Agreed, nothing planned yet 6 in all"} <= set(titles(page))
    links = page.links()
    for address, words in (
        ("/policies/?view=mine", "All your policies"),
        ("/recommendations/?view=decided", "All decided recommendations"),
    ):
        assert links[address] == words
        assert pages.get(client, address).all("tbody")


def test_whoever_left_is_thanked_and_not_sent_to_ask_for_a_role(signed_in: SignedIn) -> None:
    person, client = signed_in()
    assert "You have no role yet" in pages.get(client, "/home/").text("main")
    RoleGrant.objects.create(user=person, role=Role.MEMBER, starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1))
    words = pages.get(client, "/home/").text("main")
    assert "Thank you for all you gave." in words
    assert "You have no role yet" not in words
