"""Who helps at once, as the door shows it: reachable in the reader's language, and without speaking."""

import re

import pytest
from django.test import Client, override_settings

pytestmark = pytest.mark.usefixtures("month_key")


def start(region: str, language: str, **settings: str) -> str:
    """Return the door's first page as somebody in this region reads it."""
    with override_settings(REGION=region, **settings):
        return re.sub(r"<[^>]+>", "", Client().get(f"/{language}/feedback/").content.decode())


def test_northern_ireland_is_not_sent_to_a_number_that_does_not_exist_there() -> None:
    page = start("GB-NIR", "en")
    assert "Lifeline, any time: 0808 808 8000" in page
    assert "111" not in page


@pytest.mark.parametrize(
    ("language", "said"), [("ar", "«Arabic, please»"), ("es", "«Spanish, please»"), ("pl", "„Polish, please”")]
)
def test_whoever_reads_in_another_language_learns_how_to_be_understood(language: str, said: str) -> None:
    page = start("GB-ENG", language)
    assert said in page
    assert "999 / 111" in page


def test_nobody_who_reads_english_is_told_to_ask_for_english() -> None:
    page = start("AU", "en")
    assert "please”" not in page
    assert "131 450" not in page
    assert "131 450" in start("AU", "ar")


@pytest.mark.parametrize("page", ["", "5/"])
@pytest.mark.parametrize(("region", "address"), [("GB-ENG", "sms:85258"), ("US", "sms:988"), ("AU", "sms:0477131114")])
def test_people_who_cannot_speak_on_a_telephone_can_write(page: str, region: str, address: str) -> None:
    with override_settings(REGION=region):
        assert f'href="{address}"' in Client().get(f"/en/feedback/{page}").content.decode()


def test_an_organisation_s_own_line_stands_after_the_emergency_number() -> None:
    page = start("GB-ENG", "en", LOCAL_HELP_LINES="Crisis team: 0800 123 456; A <b>: 0123 456")
    assert re.search(r"999.*Crisis team: 0800 123 456.*A &lt;b&gt;: 0123 456.*116 123", page, re.DOTALL)
