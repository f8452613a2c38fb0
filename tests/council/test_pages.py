"""The council's room: names as chosen, seats for coordinators, nothing for others."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.enums import COUNCIL, STAFF, Role
from accounts.models import ChosenName
from council.enums import SeatKind
from council.models import Membership
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import PersonFactory
from tests.council.factories import CouncilFactory, MembershipFactory, SeatFactory
from tests.rig import pages

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role)
def test_council_is_open_to_council_and_staff(signed_in: SignedIn, role: Role) -> None:
    _person, client = signed_in(role)
    pages.get(client, "/council/", status=200 if role in COUNCIL | STAFF else 404)


def test_council_without_seats_and_no_council_say_so(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.READER)
    assert "There is no council yet" in pages.get(client, "/council/").text("main")
    CouncilFactory()
    assert "This council has no seats yet" in pages.get(client, "/council/").text("main")


def test_council_shows_seats_names_terms_and_what_is_empty(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.MEMBER)
    council = CouncilFactory(purpose="To be heard.")
    MembershipFactory(user=person, seat__council=council, seat__number=1, alias="Blue", chairs=True)
    SeatFactory(council=council, number=2, kind=SeatKind.STAFF, votes=False)
    text = pages.get(client, "/council/").text("main")
    assert "To be heard." in text
    assert "Everyone on this council has used services" in text
    assert "Seat 1 Lived experience Blue chairs the council Until Friday 31 December 2027" in text
    assert "Seat 2 Staff · advises, has no vote Empty" in text


@pytest.mark.parametrize(
    ("role", "sits", "leads_to"),
    [
        (Role.MEMBER, True, ["/meetings/", "/council/heard/", "/council/me/"]),
        (Role.MEMBER, False, ["/meetings/"]),
        (Role.READER, False, ["/meetings/", "/council/heard/"]),
        (Role.EXECUTIVE, False, ["/meetings/"]),
    ],
)
def test_council_leads_only_where_somebody_may_go(
    signed_in: SignedIn, role: Role, leads_to: list[str], *, sits: bool
) -> None:
    person, client = signed_in(role)
    MembershipFactory(**({"user": person} if sits else {}))
    addresses = ("/meetings/", "/council/heard/", "/council/me/")
    main = pages.get(client, "/council/").one("main")
    links = {link.get("href") for link in main.iter("a")}
    assert [address for address in addresses if address in links] == leads_to


@pytest.mark.parametrize("role", sorted(COUNCIL | STAFF))
def test_chosen_name_hides_name_and_address_from_everybody(signed_in: SignedIn, role: Role) -> None:
    person, client = signed_in(role)
    council = MembershipFactory(user=person).seat.council
    other = MembershipFactory(council=council, alias="Blue", user__name="Real Name", user__email="real@example.org")
    html = pages.get(client, "/council/").html
    html += pages.get(client, f"/council/{other.seat.council_id}/").html
    assert (html.count("Blue"), "Real Name" in html, "real@example.org" in html) == (2, False, False)


def test_member_who_chose_no_name_is_a_member(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.EXECUTIVE)
    MembershipFactory(user__name="Real Name", user__email="real@example.org")
    page = pages.get(client, "/council/")
    assert ("real@example.org" in page.html, "Real Name" in page.html) == (False, False)
    assert "A member" in page.text("main")


@pytest.mark.parametrize("number", [1, 3])
def test_council_asks_the_same_queries_for_more_seats(
    signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    person, client = signed_in(Role.MEMBER)
    council = MembershipFactory(user=person).seat.council
    for _ in range(number):
        MembershipFactory(council=council)
    with django_assert_num_queries(11):
        pages.get(client, "/council/")


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_the_same_queries_for_more_councils(
    signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    for _ in range(number):
        MembershipFactory()
    with django_assert_num_queries(12):
        page = pages.get(client, "/council/")
    assert len(page.one("main").findall(".//section")) == number


def test_own_seat_is_shown_with_term_and_name(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.MEMBER, name="Ana")
    MembershipFactory(user=person, seat__number=4, alias="Blue")
    text = pages.get(client, "/council/me/").text("main")
    assert "4 · Lived experience" in text
    assert "From Friday 1 January 2027 to Friday 31 December 2027" in text
    assert "The name others see Blue" in text


@pytest.mark.parametrize("number", [1, 3])
def test_own_terms_are_shown_with_the_same_queries(
    signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    person, client = signed_in(Role.MEMBER)
    MembershipFactory.create_batch(number, user=person)
    with django_assert_num_queries(6):
        page = pages.get(client, "/council/me/")
    assert len([heading for heading in page.all("h2") if heading.get("id", "").startswith("term-")]) == number


def test_somebody_without_a_seat_is_told(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.MEMBER)
    MembershipFactory()
    assert "You do not hold a seat at present" in pages.get(client, "/council/me/").text("main")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDINATOR])
def test_seat_pages_are_not_there_for_others(signed_in: SignedIn, role: Role) -> None:
    _person, client = signed_in(role)
    term = MembershipFactory()
    for address in (f"seats/{term.seat_id}/", f"seats/{term.seat_id}/appoint/", f"terms/{term.pk}/end/"):
        pages.get(client, f"/council/{address}", status=404)
    assert client.post(f"/council/terms/{term.pk}/renew/").status_code == 404


def test_seat_page_shows_the_alias_first_and_the_account_once(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    term = MembershipFactory(alias="Blue", user__name="Real Name")
    page = pages.get(client, f"/council/seats/{term.seat_id}/")
    assert (page.text("h3"), page.html.count("Real Name")) == ("Blue", 1)


@pytest.mark.parametrize("number", [1, 3])
def test_terms_of_a_seat_are_shown_with_the_same_queries(
    signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    seat = SeatFactory()
    for year in range(2027, 2027 + number):
        MembershipFactory(seat=seat, starts_on=date(year, 1, 1), ends_on=date(year, 12, 31))
    with django_assert_num_queries(8):
        page = pages.get(client, f"/council/seats/{seat.pk}/")
    assert len(page.all("h3")) == number


@pytest.mark.parametrize("number", [1, 3])
def test_people_to_appoint_are_offered_with_the_same_queries(
    signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    # The coordinator is one of those who can be appointed.
    PersonFactory.create_batch(number - 1, roles=[Role.MEMBER])
    with django_assert_num_queries(8):
        page = pages.get(client, f"/council/seats/{SeatFactory().pk}/appoint/")
    assert len(page.all("input", name="person")) == number
    assert not page.all("input", name="words")


def test_nobody_is_chosen_already_when_appointing(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    address = f"/council/seats/{SeatFactory().pk}/appoint/"
    assert "person" not in pages.get(client, address).values()
    page = pages.post(client, address, {"starts_on": "2027-07-01"})
    assert page.links()["#id_person_0"] == "Choose who takes the seat."
    assert Membership.objects.count() == 0


def test_people_of_the_same_name_are_told_apart_when_appointing(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.COORDINATOR, name="Ana")
    for address in ("one@example.org", "two@example.org", None):
        PersonFactory(name="Jo", email=address)
    page = pages.get(client, f"/council/seats/{SeatFactory().pk}/appoint/")
    labels = [label.text for label in page.all("label", class_="govuk-radios__label")]
    assert sorted(map(str, labels)) == ["Ana", "Jo (no email address)", "Jo (one@example.org)", "Jo (two@example.org)"]


def test_among_many_people_one_searches_and_nothing_typed_is_lost(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.COORDINATOR, name="Ana")
    PersonFactory.create_batch(30, name="Somebody")
    blue = PersonFactory(name="Nadia Blue")
    green = PersonFactory(name="Ewa Green")
    ChosenName.objects.create(user=green, name="Sunflower", skeleton="sunflower")
    address = f"/council/seats/{SeatFactory().pk}/appoint/"
    page = pages.get(client, address)
    assert page.values()["words"] == ""
    assert not page.all("input", name="person")
    # Enter presses the first button of a form.
    assert next(page.one("form", class_="narrow").iter("button")).get("name") == "search"

    typed = {"starts_on": "2027-09-01", "chairs": "on", "search": "yes"}
    page = pages.post(client, address, {**typed, "words": "blue nad"})
    assert [radio.get("value") for radio in page.all("input", name="person")] == [str(blue.pk)]
    assert "Please check these answers" not in page.text("main")
    values = page.values()
    assert (values["words"], values["starts_on"], values["chairs"]) == ("blue nad", "2027-09-01", "on")

    # By the name others see, and whoever was chosen before stays chosen.
    page = pages.post(client, address, {**typed, "words": "sunfl", "person": str(blue.pk)})
    assert {radio.get("value") for radio in page.all("input", name="person")} == {str(blue.pk), str(green.pk)}
    assert page.values()["person"] == str(blue.pk)

    page = pages.post(client, address, {**typed, "words": "somebody"})
    assert len(page.all("input", name="person")) == 20
    assert "More people were found than are listed here." in page.text("main")
    assert "Nobody was found." in pages.post(client, address, {**typed, "words": "nobody at all"}).text("main")
    assert Membership.objects.count() == 0

    page = pages.post(client, address, {"words": "", "starts_on": "2027-09-01"})
    assert page.links()["#id_words"] == "Search for the person, and choose them."
    client.post(address, {"words": "sunfl", "person": str(green.pk), "starts_on": "2027-09-01"})
    assert Membership.objects.get().user == green


def test_coordinator_appoints(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.COORDINATOR, Role.MEMBER, name="Ana")
    seat = SeatFactory()
    address = f"/council/seats/{seat.pk}/appoint/"
    assert pages.get(client, address).values()["starts_on"] == "2027-06-15"
    response = client.post(address, {"person": str(person.pk), "starts_on": "2027-07-01"})
    assert response.headers["Location"] == f"/council/seats/{seat.pk}/"
    term = Membership.objects.get()
    assert (term.user, term.starts_on, term.ends_on) == (person, date(2027, 7, 1), date(2029, 6, 30))


def test_appointing_nobody_or_at_no_day_says_what_to_do(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.COORDINATOR, Role.MEMBER)
    address = f"/council/seats/{SeatFactory().pk}/appoint/"
    text = pages.post(client, address, {"person": "nobody", "starts_on": "soon"}).text("main")
    assert "Choose someone from the list." in text
    assert "Enter the day as year-month-day" in text
    assert str(person.pk) in pages.post(client, address, {"person": str(person.pk), "starts_on": ""}).html
    assert Membership.objects.count() == 0


@pytest.mark.parametrize("day", ["1999-12-31", "2030-06-18", "9999-12-31"])
def test_appointing_in_a_year_far_away_is_a_typo(signed_in: SignedIn, day: str) -> None:
    person, client = signed_in(Role.COORDINATOR, Role.MEMBER)
    address = f"/council/seats/{SeatFactory().pk}/appoint/"
    page = pages.post(client, address, {"person": str(person.pk), "starts_on": day})
    assert page.links()["#id_starts_on"] == "Choose a day after the year 1999 and within the next three years."
    assert Membership.objects.count() == 0


def test_appointing_to_a_taken_seat_gives_the_reason_beside_the_day(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.COORDINATOR, Role.MEMBER)
    seat = MembershipFactory().seat
    page = pages.post(
        client, f"/council/seats/{seat.pk}/appoint/", {"person": str(person.pk), "starts_on": "2027-07-01"}
    )
    assert page.links()["#id_starts_on"].startswith("Someone holds this seat in that time.")


def test_appointing_with_nobody_left_says_so(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.COORDINATOR)
    council = MembershipFactory(user=person).seat.council
    text = pages.get(client, f"/council/seats/{SeatFactory(council=council).pk}/appoint/").text("main")
    assert "There is nobody to appoint" in text


def test_coordinator_ends_a_term(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    term = MembershipFactory()
    address = f"/council/terms/{term.pk}/end/"
    page = pages.get(client, address)
    assert "the seat is empty" in page.text("p", class_="lead")
    assert page.text("title").startswith(f"{term.shown_name} – End this term earlier")
    assert Membership.objects.get(pk=term.pk).ends_on == term.ends_on
    page = pages.post(client, address, {"last_day": "2028-01-01"})
    assert page.links()["#id_last_day"].startswith("Choose a last day")
    client.post(address, {"last_day": "2027-06-30"})
    term.refresh_from_db()
    assert term.ends_on == date(2027, 6, 30)


def test_coordinator_renews_until_the_reason_why_not(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    term = MembershipFactory()
    address = f"/council/terms/{term.pk}/renew/"
    assert pages.get(client, address).values()["ends_on"] == "2029-12-31"
    client.post(address)
    page = pages.get(client, f"/council/seats/{term.seat_id}/")
    assert Membership.objects.count() == 2
    assert "The seat is taken after this term ends." in page.text("main")
    refused = pages.post(client, address, {"ends_on": "2029-12-31"}, status=409)
    assert ("The seat is taken after this term ends." in refused.text("main"), Membership.objects.count()) == (True, 2)
