"""The accessibility page says what is true here: the date, what fails, whom to tell, who takes a complaint."""

from __future__ import annotations

import re

import pytest
from django.conf import settings as real
from django.test import Client
from pytest_django import Settings

from core.regions import REGIONS
from pages.views.public import ACCESSIBILITY_CHECKED_ON
from tests.rig import pages

pytestmark = pytest.mark.django_db
ADDRESS = "/en/accessibility/"


@pytest.mark.parametrize(
    ("region", "body", "address"),
    [
        ("GB-ENG", "the Equality Advisory and Support Service", "equalityadvisoryservice.com"),
        ("GB-WLS", "the Equality Advisory and Support Service", "equalityadvisoryservice.com"),
        ("GB-SCT", "the Equality Advisory and Support Service", "equalityadvisoryservice.com"),
        ("GB-NIR", "the Equality Commission for Northern Ireland", "equalityni.org"),
        ("US", "the Office for Civil Rights of the U.S. Department of Health", "hhs.gov/civil-rights"),
        ("US-MA", "the Office for Civil Rights of the U.S. Department of Health", "hhs.gov/civil-rights"),
        ("AU", "the Australian Human Rights Commission", "humanrights.gov.au"),
    ],
)
def test_complaint_goes_to_the_body_of_the_region(
    client: Client, settings: Settings, region: str, body: str, address: str
) -> None:
    settings.REGION = region
    page = pages.get(client, ADDRESS)
    assert body in page.text("main")
    assert [href for href in page.links() if address in href] != []


def test_every_region_has_its_body() -> None:
    assert [name for name, region in REGIONS.items() if not region.complaints.href.startswith("https://")] == []


def test_page_is_dated(client: Client) -> None:
    day = f"{ACCESSIBILITY_CHECKED_ON:%-d %B %Y}"
    assert f"We last compared this page with the service on {day}." in pages.get(client, ADDRESS).text("main")


def test_contact_is_there_where_one_is_set(client: Client, settings: Settings) -> None:
    assert "in another form, here:" not in pages.get(client, ADDRESS).text("main")
    settings.ACCESSIBILITY_CONTACT = "access@example.org, 020 7946 0000"
    assert "here: access@example.org, 020 7946 0000" in pages.get(client, ADDRESS).text("main")


def test_promise_of_an_answer_is_that_of_the_settings(client: Client, settings: Settings) -> None:
    settings.ANSWER_WORKING_DAYS = 12
    assert "within 12 working days" in pages.get(client, ADDRESS).text("main")


def test_criteria_that_fail_are_named_and_hold_what_the_pages_still_lack(client: Client) -> None:
    text = pages.get(client, ADDRESS).text("main")
    assert set(re.findall(r"\((\d\.\d\.\d)\)", text)) == {"1.1.1", "1.2.1", "2.4.2", "3.1.2"}
    # Where one of these is mended, the page says something that is no longer true.
    shown = (real.BASE_DIR / "templates/desk/file.html").read_text(encoding="utf-8")
    assert 'alt="{% translate "The picture that came with the feedback" %}"' in shown
    assert "transcript" not in shown
