"""The administrators' page about keys: who can read what, in plain words, and no key."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.conf import settings as now
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.enums import Role
from feedback.models import SealingKey
from keys import interface as keys
from keys.enums import HolderLabel, KeyFault
from keys.models import PrivateKey
from tests.keys import ceremony
from tests.rig import pages
from tests.tracker import factories

Queries = Callable[..., AbstractContextManager[object]]


@pytest.fixture
def admin(client: Client) -> Client:
    """A browser of an administrator."""
    client.force_login(factories.person(Role.ADMIN))
    return client


def missing(page: pages.Page) -> list[str]:
    """Return what the page says is missing."""
    return [pages.words(line) for line in page.one("div", class_="tone-attention").iter("li")]


@pytest.mark.parametrize("role", sorted({*Role} - {Role.ADMIN}))
def test_keys_are_not_found_by_others(client: Client, role: Role) -> None:
    client.force_login(factories.person(role))
    assert client.get("/keys/").status_code == 404
    assert "/keys/" not in pages.get(client, "/accounts/me/").links()


def test_keys_are_closed_to_those_who_are_not_signed_in(client: Client) -> None:
    assert client.get("/keys/").headers["Location"].startswith("/accounts/login/")


def test_administrators_find_the_page(admin: Client) -> None:
    assert pages.get(admin, "/accounts/people/").links()["/keys/"] == "Keys"


def test_page_says_what_is_missing_when_nothing_was_made(admin: Client) -> None:
    assert missing(pages.get(admin, "/keys/")) == [
        str(fault.label)
        for fault in (
            KeyFault.NO_MONTH, KeyFault.NO_FILES, KeyFault.NO_NOTICES, KeyFault.NO_EQUALITY, KeyFault.NO_NEXT,
            KeyFault.NO_HOLDERS,
        )
    ]  # fmt: skip


def test_page_warns_until_three_offices_keep_a_card(admin: Client) -> None:
    keys.keep(timezone.localdate())
    for letter in HolderLabel.values:
        assert missing(pages.get(admin, "/keys/")) == [str(KeyFault.NO_HOLDERS.label)]
        ceremony.register(letter)
    page = pages.get(admin, "/keys/")
    assert page.all("div", class_="tone-attention") == []
    assert "Card B: Office B, since" in page.text("main")


def test_page_warns_when_a_key_cannot_be_opened(admin: Client, settings: Settings) -> None:
    keys.keep(timezone.localdate())
    settings.KEY_ENCRYPTION_KEY = secrets.token_bytes(32)
    assert str(KeyFault.CLOSED.label) in missing(pages.get(admin, "/keys/"))


def test_page_shows_each_key_and_the_day_of_the_next(admin: Client, settings: Settings) -> None:
    settings.CONTACT_KEY = secrets.token_bytes(32)
    with time_machine.travel(datetime(2026, 12, 5, 12, tzinfo=UTC)):
        keys.keep(date(2026, 12, 5))
        settings.CONTACT_KEY = b""  # the members' site is not given it
        admin.force_login(factories.person(Role.ADMIN))
        page = pages.get(admin, "/keys/")
    table = page.all("table")[1]
    rows = [[pages.words(cell) for cell in row if cell.tag in {"th", "td"}] for row in table.iter("tr")]
    assert rows[1:] == [
        ["December 2026", "1 December 2026 to 31 December 2026", "In use", "Yes", "None yet"],
        [
            "Files that wait to be made safe", "1 December 2026 to 30 November 2027", "In use", "Yes", "None yet",
        ],
        [
            "Where to say that an answer is ready", "1 December 2026 to 30 November 2027", "In use",
            "Only the worker can", "None needed",
        ],
        ["Answers about equality", "1 December 2026 to 30 November 2027", "In use", "Yes", "None needed"],
        ["January 2027", "1 January 2027 to 31 January 2027", "Made ahead", "Yes", "None yet"],
    ]  # fmt: skip
    assert "The next monthly key is made on 1 January 2027, by itself." in page.text("main")


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_page_stands_in_every_language_with_headings_over_every_table(client: Client, language: str) -> None:
    keys.keep(timezone.localdate())
    person = factories.person(Role.ADMIN)
    person.language = language
    person.save()
    client.force_login(person)
    page = pages.get(client, "/keys/", lang=language)
    tables = page.all("table")
    assert tables
    for table in tables:
        assert len(list(table.iter("caption"))) == 1
        (head,) = table.iter("thead")
        assert {cell.get("scope") for cell in head.iter("th")} == {"col"}
        for row in next(table.iter("tbody")):
            assert [cell.get("scope") for cell in row.iter("th")] == ["row"]


def test_no_key_stands_on_the_page(admin: Client) -> None:
    keys.keep(timezone.localdate())
    cards = [ceremony.register(letter) for letter in HolderLabel.values]
    html = pages.get(admin, "/keys/").html.lower()
    halves = [keys.private_of(half.sealing_key) for half in PrivateKey.objects.select_related("sealing_key")]
    publics = [bytes(key.public_key) for key in SealingKey.objects.all()]
    for key in [*halves, *publics, now.KEY_ENCRYPTION_KEY, now.CONTACT_KEY, *(card.private for card in cards)]:
        assert key.hex() not in html


@pytest.mark.parametrize("months", [1, 3])
def test_page_costs_the_same_for_few_and_for_many_keys(
    admin: Client, months: int, django_assert_num_queries: Queries
) -> None:
    for month in range(1, months + 1):
        keys.keep(date(2026, month, 1))
    for letter in HolderLabel.values:
        ceremony.register(letter)
    admin.get("/keys/")
    with django_assert_num_queries(5):
        pages.get(admin, "/keys/")


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_for_one_holder_and_for_three(
    admin: Client, number: int, django_assert_num_queries: Queries
) -> None:
    keys.keep(timezone.localdate())
    for letter in HolderLabel.values[:number]:
        ceremony.register(letter)
    with django_assert_num_queries(5):
        page = pages.get(admin, "/keys/")
    assert page.text("main").count(", since ") == number
