"""The list of places: who looks after it, and what stands on a poster."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
import segno
from django.conf import settings
from django.test import Client

from accounts.enums import Role
from accounts.models import AuditEvent, User
from core.verdicts import Conflict, Refused
from desk.actions import places
from feedback import forms as door
from feedback.models import Place
from tests.rig import pages
from tests.tracker.factories import person

Queries = Callable[..., AbstractContextManager[object]]
NAMES = {"en": "Ward 3", "es": "Planta 3"}
MANAGERS = {Role.COORDINATOR, Role.ADMIN}


@pytest.fixture
def ward(coordinator: User) -> Place:
    return places.add(code="ward-3", names=NAMES, by=coordinator)


@pytest.fixture
def signed_in(client: Client, coordinator: User) -> Client:
    client.force_login(coordinator)
    return client


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_coordinators_and_administrators_alone_see_the_places(client: Client, ward: Place, role: Role) -> None:
    client.force_login(person(role))
    addresses = ["/places/", "/places/new/", "/places/ward-3/", "/places/ward-3/poster/"]
    expected = 200 if role in MANAGERS else 404
    assert [client.get(address).status_code for address in addresses] == [expected] * 4
    assert client.post("/places/ward-3/list/", {"listed": "no"}).status_code == (302 if role in MANAGERS else 404)


@pytest.mark.parametrize("number", [1, 3])
def test_places_are_listed_at_the_same_cost_for_one_and_for_three(
    signed_in: Client, number: int, django_assert_num_queries: Queries
) -> None:
    for count in range(number):
        Place.objects.create(code=f"ward-{count}", names=NAMES)
    # The first visit also notes how the list was left.
    signed_in.get("/places/")
    with django_assert_num_queries(6):
        page = pages.get(signed_in, "/places/")
    assert len([link for link in page.links() if link.startswith("/places/ward-")]) == number


def codes(page: pages.Page) -> list[str]:
    """Return the places on the list, as they are ordered."""
    rows = [row.get("id", "") for row in page.all("tr")]
    return [row.removeprefix("place-") for row in rows if row.startswith("place-")]


def test_places_are_shown_by_view_and_search(signed_in: Client) -> None:
    Place.objects.create(code="ward-3", names={"en": "Ward 3", "ar": "الجناح ٣"})
    Place.objects.create(code="clinic", names={"en": "Clinic", "pl": "Poradnia"}, listed=False)
    Place.objects.create(code="garden", names={"en": "Garden"})
    everything = ["garden", "ward-3", "clinic"]
    expected = {
        "": everything,
        "?view=listed": ["garden", "ward-3"],
        "?view=closed": ["clinic"],
        "?sort=code": ["clinic", "garden", "ward-3"],
        "?sort=-code": ["ward-3", "garden", "clinic"],
        "?q=CLIN": ["clinic"],
        "?q=الجناح": ["ward-3"],
        "?q=poradnia": ["clinic"],
        "?q=nowhere": [],
        "?view=nonsense": everything,
        "?page=nonsense": everything,
    }
    assert {query: codes(pages.get(signed_in, f"/places/{query}")) for query in expected} == expected


def test_places_say_what_is_empty_and_lead_back(signed_in: Client) -> None:
    assert pages.get(signed_in, "/places/").text("div", class_="empty").startswith("No place yet")
    Place.objects.create(code="ward-3", names=NAMES)
    said = {"?view=closed": "No place is in this view", "?q=nowhere": "No matches"}
    for query, title in said.items():
        assert pages.get(signed_in, f"/places/{query}").text("div", class_="empty").startswith(title)
    assert "nonsense" in pages.get(signed_in, "/places/?view=nonsense").text("div", class_="tone-attention")
    signed_in.get("/places/?view=listed&q=ward")
    page = pages.get(signed_in, "/places/ward-3/")
    assert page.links()["/places/?view=listed&q=ward#place-ward-3"] == "All places"
    assert page.text("title").startswith("Ward 3 – Places")
    assert pages.get(signed_in, "/places/ward-3/poster/").text("title").startswith("Ward 3 – Poster")


def test_others_change_no_place_through_the_actions_either(ward: Place, reader: User) -> None:
    for act in (
        lambda: places.add(code="x", names=NAMES, by=reader),
        lambda: places.rename(place=ward, names={"en": "x"}, by=reader),
        lambda: places.offer(place=ward, listed=False, by=reader),
    ):
        with pytest.raises(Refused):
            act()
    ward.refresh_from_db()
    assert (ward.names, ward.listed, Place.objects.count()) == (NAMES, True, 1)


def test_place_is_added_and_can_be_chosen_at_the_door_at_once(signed_in: Client) -> None:
    page = pages.get(signed_in, "/places/new/")
    assert next(iter(page.all("input", type="text"))).get("name") == "name_en"
    answer = signed_in.post("/places/new/", {"name_en": "Ward 3", "name_ar": "الجناح ٣", "code": ""})
    assert answer.headers["Location"] == "/places/ward-3/"
    offered = door.Place().fields["place_id"].choices  # type: ignore[attr-defined]
    assert [label for _value, label in offered][:-1] == ["Ward 3"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"code": "ward-4"}, "#id_name_en"),
        ({"name_en": "Ward 3 again", "code": "ward-3"}, "#id_code"),
        ({"name_en": "Ward 3 again", "code": "WARD-3"}, "#id_code"),
        ({"name_en": "Something", "code": "new"}, "#id_code"),
        ({"name_en": "Something", "code": "has space"}, "#id_code"),
        ({"name_ar": "الجناح"}, "#id_code"),
    ],
)
def test_place_without_a_name_or_with_a_taken_address_is_refused(
    signed_in: Client, ward: Place, typed: dict[str, str], field: str
) -> None:
    page = pages.post(signed_in, "/places/new/", typed)
    assert field in page.links()
    assert Place.objects.count() == 1


def test_code_taken_in_between_is_refused_by_the_action(ward: Place, coordinator: User) -> None:
    with pytest.raises(Conflict):
        places.add(code="ward-3", names={"en": "Other"}, by=coordinator)
    assert Place.objects.get().names == NAMES


def test_names_change_and_the_code_never(signed_in: Client, ward: Place) -> None:
    page = pages.get(signed_in, "/places/ward-3/")
    assert page.values()["name_es"] == "Planta 3"
    signed_in.post("/places/ward-3/", {"name_en": "Ward three", "code": "other"})
    ward.refresh_from_db()
    assert (ward.code, ward.names) == ("ward-3", {"en": "Ward three"})


def test_unlisted_place_cannot_be_chosen_until_it_is_back(signed_in: Client, ward: Place) -> None:
    signed_in.post("/places/ward-3/list/", {"listed": "no"})
    assert "place_id" not in door.Place().fields
    assert "Not on the list" in pages.get(signed_in, "/places/").text("main")
    signed_in.post("/places/ward-3/list/", {"listed": "yes"})
    assert "place_id" in door.Place().fields


def test_every_change_of_a_place_is_in_the_log(signed_in: Client, coordinator: User, ward: Place) -> None:
    signed_in.post("/places/ward-3/", {"name_en": "Ward three"})
    signed_in.post("/places/ward-3/list/", {"listed": "no"})
    signed_in.post("/places/ward-3/list/", {"listed": "yes"})
    events = AuditEvent.objects.order_by("id").values_list("action", "details")
    assert list(events) == [
        (action, {"code": "ward-3"})
        for action in ("added a place", "renamed a place", "took a place off the list", "listed a place")
    ]


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_poster_holds_the_address_of_the_door_and_nothing_else(
    signed_in: Client, ward: Place, coordinator: User, language: str
) -> None:
    page = pages.get(signed_in, f"/places/ward-3/poster/?in={language}")
    address = f"{settings.SITE_URL}/{language}/feedback/at/ward-3/"
    assert page.text("strong", class_="mono") == address
    drawn = segno.make_qr(address, error="q").svg_inline(border=2, dark="#000", light="#fff", omitsize=True)
    assert page.html.count(drawn) == 1
    sheet = page.one("section", class_="sheet")
    assert (sheet.get("lang"), sheet.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
    words = page.text("section", class_="sheet")
    assert "116 123" in words
    assert coordinator.name not in words
    assert str(coordinator.email) not in words


def test_poster_in_every_language_has_one_sheet_each(signed_in: Client, ward: Place) -> None:
    page = pages.get(signed_in, "/places/ward-3/poster/")
    assert [sheet.get("lang") for sheet in page.all("section", class_="sheet")] == [
        code for code, _name in settings.LANGUAGES
    ]


def test_poster_leads_to_the_door_on_its_own_host(signed_in: Client, ward: Place, settings: object) -> None:
    settings.DOOR_URL = "https://feedback.example.org"  # type: ignore[attr-defined]
    page = pages.get(signed_in, "/places/ward-3/poster/?in=en")
    assert page.text("strong", class_="mono") == "https://feedback.example.org/en/feedback/at/ward-3/"


@pytest.mark.parametrize("names", [{"en": "Ward 3"}, {"ar": "الجناح ٣"}, {}])
def test_place_is_called_by_some_name_in_every_language(names: dict[str, str]) -> None:
    assert Place(code="ward-3", names=names).name_in("es") == next(iter(names.values()), "ward-3")
