"""The language of a page comes from its address, or from what the browser asks for."""

import pytest
from django.test import RequestFactory
from django.utils import translation

from core import language


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("", "en"),
        ("es-MX,es;q=0.9,en;q=0.5", "es"),
        ("fr,ar;q=0.8", "ar"),
        ("tlh", "en"),
        ("AR-eg", "ar"),
        (";;;,,", "en"),
        ("\x00", "en"),
    ],
)
def test_the_browsers_first_language_that_we_ship_is_taken(header: str, chosen: str) -> None:
    assert language.asked_by_browser(RequestFactory(HTTP_ACCEPT_LANGUAGE=header).get("/")) == chosen


@pytest.mark.parametrize(
    ("path", "found"), [("/es/feedback/", "es"), ("/ar/", "ar"), ("/desk/", None), ("/", None), ("/xx/", None)]
)
def test_the_language_in_an_address_is_found(path: str, found: str | None) -> None:
    assert language.in_address(path) == found


def test_the_switch_leads_to_the_same_page_in_each_language_by_its_own_name() -> None:
    with translation.override("es"):
        links = language.links(RequestFactory().get("/es/feedback/return/"))
    assert [(link.name, link.href, link.current) for link in links] == [
        ("English", "/en/feedback/return/", False),
        ("Español", "/es/feedback/return/", True),
        ("العربية", "/ar/feedback/return/", False),
        ("Polski", "/pl/feedback/return/", False),
    ]


def test_the_switch_of_a_page_without_language_keeps_its_question() -> None:
    links = language.links(RequestFactory().get("/desk/?status=received&lang=es"))
    assert [link.href for link in links] == [
        "?status=received&lang=en",
        "?status=received&lang=es",
        "?status=received&lang=ar",
        "?status=received&lang=pl",
    ]


@pytest.mark.parametrize("path", ["/es", "/es/"])
def test_the_switch_of_the_first_page_is_complete(path: str) -> None:
    assert [link.href for link in language.links(RequestFactory().get(path))] == ["/en/", "/es/", "/ar/", "/pl/"]
