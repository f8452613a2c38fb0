"""What a first visit costs beside the words of a page: people pay for it on old phones and slow lines."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from tests.accounts.conftest import SignedIn
from tests.keys import prepared
from tests.rig import pages

LIMIT_BYTES = 30 * 1024


def loaded(page: pages.Page) -> set[str]:
    """Return the names of the files that a browser fetches with a page."""
    found = {link.get("href", "") for link in page.all("link") if link.get("rel") in {"stylesheet", "icon"}}
    found |= {element.get("src", "") for tag in ("script", "img") for element in page.all(tag)}
    return {re.sub(r"^/static/|\.[0-9a-f]{12}(?=\.)", "", address) for address in found if address}


def weight(name: str) -> int:
    path = finders.find(name)
    assert path, name
    return len(gzip.compress(Path(path).read_bytes(), 6))


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar"])
def test_first_visit_of_somebody_signed_in_is_light(signed_in: SignedIn, language: str) -> None:
    _person, client = signed_in(Role.COORDINATOR)
    names = loaded(pages.get(client, f"{reverse('accounts:me')}?lang={language}"))
    assert any(name.startswith("site") for name in names)
    sizes = {name: weight(name) for name in names}
    assert sum(sizes.values()) < LIMIT_BYTES, sizes


@pytest.mark.parametrize("name", ["site.css", "site.rtl.css", "page.css", "page.rtl.css"])
def test_style_sheet_fetches_nothing_more(name: str) -> None:
    path = finders.find(name)
    assert path, name
    assert re.findall(r"url\(|@import|@font-face", Path(path).read_text(encoding="utf-8")) == []


# One round trip of a new connection carries about so much.
FIRST_PAGE_OF_THE_DOOR_BYTES = 14 * 1024
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def visit(client: Client, address: str, language: str) -> int:
    """Return what a first visit of a page costs, the page itself among it."""
    page = pages.get(client, address, lang=language)
    return len(gzip.compress(page.html.encode(), 6)) + sum(map(weight, loaded(page)))


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ["/{}/", "/{}/changes/", "/{}/privacy/", "/accounts/login/?lang={}"])
def test_first_visit_of_a_public_page_is_light(client: Client, address: str, language: str) -> None:
    assert visit(client, address.format(language), language) < LIMIT_BYTES


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("way", ["", "easy/", "pictures/", "return/", "help/"])
def test_first_page_of_the_door_comes_in_one_round_trip(client: Client, way: str, language: str) -> None:
    # Without a key for today the door takes nothing, and shows another page.
    prepared.keep(timezone.localdate())
    assert visit(client, f"/{language}/feedback/{way}", language) < FIRST_PAGE_OF_THE_DOOR_BYTES
