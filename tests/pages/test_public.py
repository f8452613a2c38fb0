"""The first page and its neighbours: in the visitor's language, with and without a language in the address."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.enums import Role
from tests.accounts.conftest import SignedIn
from tests.api.factories import DAY, ChangeFactory, confirmed
from tests.rig import pages
from tracker.models import PolicyChange

pytestmark = pytest.mark.django_db

PUBLIC = ["/", "/changes/", "/accessibility/", "/privacy/"]


@pytest.mark.parametrize("address", PUBLIC)
@pytest.mark.parametrize("language", ["en", "es", "ar", "pl"])
def test_public_page_answers_with_and_without_its_language(client: Client, address: str, language: str) -> None:
    with_language = pages.get(client, f"/{language}{address}", lang=language)
    without = pages.get(client, address, lang=language, headers={"Accept-Language": f"{language}-XX,en;q=0.5"})
    assert (with_language.text("h1"), with_language.text("main")) == (without.text("h1"), without.text("main"))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_page_sets_no_cookie_and_keeps_no_visitor(client: Client, address: str) -> None:
    assert dict(client.get(f"/en{address}").cookies) == {}


@pytest.mark.parametrize("address", PUBLIC)
def test_language_chosen_by_name_leads_to_the_same_page(client: Client, address: str) -> None:
    links = pages.get(client, address).links()
    assert [links.get(f"/es{address}"), links.get(f"/ar{address}")] == ["Español", "العربية"]


def test_language_asked_for_without_one_in_the_address_is_kept_for_the_visit(client: Client) -> None:
    pages.get(client, "/?lang=ar", lang="ar")
    pages.get(client, "/changes/", lang="ar")


@pytest.mark.parametrize("address", ["/xx/", "/EN/", "/fr/changes/", "/en/nothing/", "/changes/nothing/"])
def test_address_that_is_not_there_is_404(client: Client, address: str) -> None:
    pages.get(client, address, status=404)


@pytest.mark.parametrize(
    "address, leads_to", [("/changes", "/en/changes/"), ("/en", "/en/"), ("/privacy", "/en/privacy/")]
)
def test_address_without_its_last_slash_leads_to_the_page(client: Client, address: str, leads_to: str) -> None:
    assert client.get(address).headers["Location"] == leads_to


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_public_page_takes_nothing(client: Client, method: str) -> None:
    assert getattr(client, method)("/en/").status_code == 405


# The first page


def test_first_page_says_what_one_can_do_without_an_account(client: Client) -> None:
    links = pages.get(client, "/es/").links()
    ways = ["/es/feedback/", "/es/feedback/1/", "/es/changes/", "/accounts/login/", "/es/privacy/", "tel:999"]
    assert [way for way in ways if way not in links] == []


def test_first_page_shows_the_three_newest_confirmed_changes(client: Client) -> None:
    old = confirmed()
    newer = [confirmed() for _ in range(3)]
    ChangeFactory()
    PolicyChange.objects.filter(pk=old.pk).update(signed_on=DAY.replace(year=2026))
    page = pages.get(client, "/es/")
    assert {address for address in page.links() if address.startswith("/es/changes/") and len(address) > 12} == {
        f"/es/changes/{change.pk}/" for change in newer
    }
    assert pages.words(page.all("h3")[0]) == "Title in es"


def test_first_page_without_changes_says_so(client: Client) -> None:
    assert "Nothing is confirmed yet" in pages.get(client, "/").text("main")


@pytest.mark.parametrize("number", [1, 3])
def test_first_page_asks_the_same_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        confirmed()
    with django_assert_num_queries(3):
        pages.get(client, "/")


def test_first_page_leads_to_ones_own_pages(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.MEMBER)
    page = pages.get(client, "/")
    section = next(part for part in page.all("section") if part.get("aria-labelledby") == "your-pages")
    assert [link.get("href") for link in section.iter("a")] == ["/home/"]
    assert "/accounts/login/" not in page.links()


@pytest.mark.parametrize("roles", [[Role.MEMBER], [Role.MEMBER, Role.COORDINATOR, Role.ADMIN]])
def test_first_page_asks_the_same_queries_for_more_roles(
    signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, roles: list[Role]
) -> None:
    _person, client = signed_in(*roles)
    with django_assert_num_queries(5):
        pages.get(client, "/")


def test_practice_copy_is_said_on_the_privacy_page(client: Client, settings: Settings) -> None:
    assert "The keys that lock the words lie on the same computer." in pages.get(client, "/privacy/").text("main")
    settings.EMBEDDED = False
    assert "The keys that lock the words" not in pages.get(client, "/privacy/").text("main")


def test_privacy_page_names_the_promised_days(client: Client, settings: Settings) -> None:
    settings.ACK_WORKING_DAYS, settings.ANSWER_WORKING_DAYS = 1, 15
    settings.TYPED_WORDS_DAYS = 9
    text = pages.get(client, "/en/privacy/").text("main")
    assert "within 1 working day that we have it." in text
    assert "may be kept for you, locked, for 9 days." in text
    assert "an answer within 15 working days." in text


# The door's address


@pytest.mark.parametrize("language", ["en", "es", "ar", "pl"])
def test_form_without_a_language_leads_to_the_visitors(client: Client, language: str) -> None:
    response = client.get("/feedback/", headers={"Accept-Language": language})
    assert (response.headers["Location"], dict(response.cookies)) == (f"/{language}/feedback/", {})


@pytest.fixture
def door_apart(settings: Settings) -> Iterator[None]:
    """The members' site as in production: the door is a process of its own on another host name."""
    settings.DOOR_URL, settings.EMBEDDED = "https://feedback.example.org", False
    path = Path(__file__).parents[2] / "config" / "urls.py"
    spec = importlib.util.spec_from_file_location("urls_with_the_door_apart", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules[module.__name__] = module
    settings.ROOT_URLCONF = module.__name__
    yield
    del sys.modules[module.__name__]


@pytest.mark.usefixtures("door_apart")
@pytest.mark.parametrize(
    "address, leads_to",
    [
        ("/feedback/", "https://feedback.example.org/en/feedback/"),
        ("/es/feedback/", "https://feedback.example.org/es/feedback/"),
        ("/ar/feedback/1/", "https://feedback.example.org/ar/feedback/1/"),
        ("/en/feedback//evil.example/", "https://feedback.example.org/en/feedback//evil.example/"),
    ],
)
def test_door_apart_is_led_to_without_a_cookie(client: Client, address: str, leads_to: str) -> None:
    response = client.get(address)
    assert (response.status_code, response.headers["Location"], dict(response.cookies)) == (302, leads_to, {})


@pytest.mark.usefixtures("door_apart")
def test_door_apart_takes_no_words_here(client: Client) -> None:
    assert client.post("/es/feedback/", {"text": "words"}).status_code == 405
    assert client.get("/xx/feedback/").status_code == 404


@pytest.mark.usefixtures("door_apart")
def test_messages_are_not_readable_outside_the_practice_copy(client: Client) -> None:
    assert client.get("/sent/").status_code == 404


@pytest.mark.usefixtures("door_apart")
def test_first_page_leads_to_the_door_apart(client: Client) -> None:
    links = pages.get(client, "/es/").links()
    assert "https://feedback.example.org/es/feedback/" in links
