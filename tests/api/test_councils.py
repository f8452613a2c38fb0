"""What a programme reads about councils: those one may look at, with seats and terms, and only chosen names."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.enums import STAFF, Role
from accounts.models import ChosenName
from council.models import Council, Membership
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import PersonFactory
from tests.council.factories import CouncilFactory, MembershipFactory, RulesFactory, SeatFactory, grant

pytestmark = pytest.mark.django_db


def results(client: Client, address: str) -> list[dict[str, Any]]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def running(council: Council, **values: Any) -> Membership:
    """Give somebody a term that runs today."""
    today = timezone.localdate()
    days = {"starts_on": today - timedelta(days=10), "ends_on": today + timedelta(days=10)}
    term: Membership = MembershipFactory(council=council, **{**days, **values})
    return term


def test_council_tells_its_words_rules_and_seats(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.MEMBER)
    council = CouncilFactory(name="Ward 7", purpose="To be heard.", translations={"es": {"name": "Sala 7"}})
    rules = RulesFactory(council=council, term_months=12)
    term = running(council, user=person, alias="Blue Heron", chairs=True)
    vacant = SeatFactory(council=council, kind="staff")
    SeatFactory(council=council, retired_on=timezone.localdate())
    english = {"language": "en", "name": "Ward 7", "purpose": "To be heard.", "charter": ""}
    spanish = {"language": "es", "name": "Sala 7", "purpose": "", "charter": ""}
    listed = {
        "id": str(council.pk),
        "parent": None,
        "language": "en",
        "texts": [english, spanish],
        "opened_on": f"{council.opened_on}",
        "closed_on": None,
        "takes_applications": True,
    }
    assert results(client, "/api/v1/councils/") == [listed]
    assert client.get(f"/api/v1/councils/{council.pk}/").json() == {
        **listed,
        "rules": {
            "holds_from": f"{rules.holds_from}",
            "term_months": 12,
            "renewals": 1,
            "quorum_share": "0.51",
            "lived_share": "0.50",
            "meetings_a_year": 4,
            "pause_months": 6,
        },
        "seats": [
            {
                "id": str(term.seat.pk),
                "number": term.seat.number,
                "kind": "lived_experience",
                "votes": True,
                "added_on": f"{term.seat.added_on}",
                "holder": {
                    "term": str(term.pk),
                    "name": "Blue Heron",
                    "term_number": 1,
                    "starts_on": f"{term.starts_on}",
                    "ends_on": f"{term.ends_on}",
                    "offices": ["chair"],
                },
            },
            {
                "id": str(vacant.pk),
                "number": vacant.number,
                "kind": "staff",
                "votes": False,
                "added_on": f"{vacant.added_on}",
                "holder": None,
            },
        ],
    }


def test_term_has_exactly_these_fields(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.MEMBER)
    term = running(CouncilFactory(), user=person, alias="Blue Heron", chairs=True)
    assert results(client, "/api/v1/terms/") == [
        {
            "id": str(term.pk),
            "council": str(term.seat.council_id),
            "seat": str(term.seat_id),
            "seat_number": term.seat.number,
            "name": "Blue Heron",
            "term_number": 1,
            "starts_on": f"{term.starts_on}",
            "ends_on": f"{term.ends_on}",
            "offices": [{"kind": "chair", "starts_on": f"{term.starts_on}", "ends_on": f"{term.ends_on}"}],
        }
    ]


@pytest.mark.parametrize("asked, given", [("es", ["Sala 7"]), ("pl", ["Ward 7"]), ("en", ["Ward 7"])])
def test_words_are_in_the_language_asked_for_or_the_original(signed_in: SignedIn, asked: str, given: list[str]) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    CouncilFactory(name="Ward 7", translations={"es": {"name": "Sala 7"}})
    (council,) = results(client, f"/api/v1/councils/?language={asked}")
    assert [text["name"] for text in council["texts"]] == given


@pytest.mark.parametrize("role", [Role.MEMBER, Role.COORDINATOR])
def test_name_is_the_one_chosen_for_members(signed_in: SignedIn, role: Role) -> None:
    person, client = signed_in(role)
    own = running(CouncilFactory(), user=person)
    silent = running(own.seat.council, user=PersonFactory(roles=[Role.MEMBER], name="Own Name"))
    kept = running(own.seat.council, alias="Kingfisher")
    ChosenName.objects.filter(user=kept.user).update(to_members=False)
    for path in (f"/api/v1/councils/{own.seat.council_id}/", "/api/v1/terms/"):
        content = client.get(path).content.decode()
        hidden = ["Own Name", "Kingfisher", str(silent.user.email), str(silent.user.pk), str(kept.user.pk)]
        assert [word for word in hidden if word in content] == []
        assert content.count("A member") == 3


def test_member_reads_of_their_own_council_alone(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.MEMBER)
    own, other = running(CouncilFactory(), user=person), running(CouncilFactory())
    assert [row["id"] for row in results(client, "/api/v1/councils/")] == [str(own.seat.council_id)]
    assert [row["id"] for row in results(client, "/api/v1/terms/")] == [str(own.pk)]
    assert client.get(f"/api/v1/councils/{other.seat.council_id}/").status_code == 404
    assert client.get(f"/api/v1/terms/{other.pk}/").status_code == 404


@pytest.mark.parametrize("role", [None, *Role])
def test_councils_are_read_by_members_and_staff(signed_in: SignedIn, role: Role | None) -> None:
    _person, client = signed_in(*([role] if role else []))
    term = running(CouncilFactory())
    allowed = role in STAFF
    assert len(results(client, "/api/v1/councils/")) == len(results(client, "/api/v1/terms/")) == int(allowed)
    assert client.get(f"/api/v1/councils/{term.seat.council_id}/").status_code == (200 if allowed else 404)
    assert client.get(f"/api/v1/terms/{term.pk}/").status_code == (200 if allowed else 404)


def test_terms_to_come_are_for_coordinators_of_that_council(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.MEMBER)
    own = running(CouncilFactory(), user=person)
    tomorrow = timezone.localdate() + timedelta(days=1)
    later = running(own.seat.council, starts_on=tomorrow)
    elsewhere = running(CouncilFactory(), starts_on=tomorrow)
    assert client.get(f"/api/v1/terms/{later.pk}/").status_code == 404
    grant(person, Role.COORDINATOR, own.seat.council)
    assert client.get(f"/api/v1/terms/{later.pk}/").status_code == 200
    assert client.get(f"/api/v1/terms/{elsewhere.pk}/").status_code == 404


def test_terms_are_narrowed_to_a_council(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    terms = [running(CouncilFactory()), running(CouncilFactory())]
    for term in terms:
        found = results(client, f"/api/v1/terms/?council={term.seat.council_id}")
        assert [row["id"] for row in found] == [str(term.pk)]
    answer = client.get("/api/v1/terms/?council=ward-7")
    assert (answer.status_code, answer.json()) == (400, {"council": "This is no id of a council."})


@pytest.mark.parametrize("number", [1, 3])
def test_councils_and_terms_ask_the_same_queries(
    signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    for _ in range(number):
        council = CouncilFactory()
        RulesFactory(council=council)
        for _ in range(number):
            running(council, alias="Blue", chairs=True)
    with django_assert_num_queries(5):
        assert len(results(client, "/api/v1/councils/")) == number
    with django_assert_num_queries(7):
        assert len(results(client, "/api/v1/terms/")) == number * number
    with django_assert_num_queries(9):
        assert len(client.get(f"/api/v1/councils/{council.pk}/").json()["seats"]) == number
