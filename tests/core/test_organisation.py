"""Whose service this is: from the row, from the environment, and how seldom the database is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as given
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries, Settings

from core import context, language, organisation
from core.models import Organisation
from tests.feedback.conftest import MonthKey, Visitor, month_key, visitor
from tests.rig import pages

__all__ = ["month_key", "visitor"]
pytestmark = pytest.mark.django_db
Save = Callable[..., Organisation]


@pytest.fixture
def save() -> Save:
    """Save a row as the set-up would, and let this process know."""

    def saved(**fields: Any) -> Organisation:
        values = {
            "names": {"en": "Harbour Health", "ar": "صحة المرفأ"},
            "region": "AU",
            "time_zone": "Australia/Sydney",
            "languages": ["en", "ar"],
            "contact": "02 5550 0000",
            "outside_contact": "Advocates",
            "local_help_lines": "Crisis team: 02 5550 0002",
            "acknowledge_days": 2,
            "answer_days": 15,
            "opened_on": "2026-11-30",
            **fields,
        }
        row, _made = Organisation.objects.update_or_create(id=1, defaults=values)
        organisation.forget()
        return row

    return saved


def test_environment_counts_where_there_is_no_row(settings: Settings) -> None:
    settings.ORGANISATION_NAME, settings.REGION, settings.TIME_ZONE = "Springfield", "US-MA", "America/New_York"
    settings.ACK_WORKING_DAYS, settings.ANSWER_WORKING_DAYS = 4, 9
    settings.OUTSIDE_CONTACT, settings.ACCESSIBILITY_CONTACT = "outside", "inside"
    settings.LOCAL_HELP_LINES = "Team: 0123"
    organisation.forget()
    assert organisation.current() == organisation.Details(
        names=(("en", "Springfield"),),
        region="US-MA",
        time_zone="America/New_York",
        languages=("en", "es", "ar", "pl"),
        contact="inside",
        outside_contact="outside",
        local_help_lines="Team: 0123",
        acknowledge_days=4,
        answer_days=9,
        is_open=True,
    )


def test_row_counts_where_there_is_one(save: Save) -> None:
    save()
    known = organisation.current()
    assert dict(known.names) == {"en": "Harbour Health", "ar": "صحة المرفأ"}
    assert (known.region, str(known.zone), known.languages) == ("AU", "Australia/Sydney", ("en", "ar"))
    assert (known.contact, known.outside_contact) == ("02 5550 0000", "Advocates")
    assert (known.local_help_lines, known.acknowledge_days, known.answer_days) == ("Crisis team: 02 5550 0002", 2, 15)
    assert known.is_open is True


def test_row_that_was_never_opened_is_closed(save: Save) -> None:
    save(opened_on=None)
    assert organisation.current().is_open is False


@pytest.mark.parametrize(("code", "name"), [("en", "Harbour Health"), ("ar", "صحة المرفأ"), ("pl", "Harbour Health")])
def test_name_is_in_the_language_of_the_page(save: Save, code: str, name: str) -> None:
    save()
    with override(code):
        assert organisation.current().name == name
        assert context.site_context().organisation == name


def test_how_people_reach_us_is_on_the_page_of_help(save: Save, visitor: Visitor) -> None:
    save()
    assert "02 5550 0000" in pages.get(visitor.client, "/en/feedback/5/").text("section", id="contact")


def test_name_falls_back_to_the_own_language_and_not_to_english(save: Save) -> None:
    row = save(languages=["ar", "en"])
    with override("pl"):
        assert organisation.current().name == str(row) == "صحة المرفأ"


def test_row_without_a_name_is_called_as_the_environment_says(save: Save) -> None:
    save(names={}, languages=[])
    known = organisation.current()
    assert (known.name, known.languages) == (given.ORGANISATION_NAME, ("en", "es", "ar", "pl"))


def test_row_is_read_once_and_then_remembered(save: Save, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    save()
    with django_assert_num_queries(1):
        for _time in range(5):
            organisation.current()
    organisation.forget()
    with django_assert_num_queries(1):
        organisation.current()


def test_that_there_is_no_row_is_remembered_too(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    organisation.forget()
    with django_assert_num_queries(1):
        for _time in range(5):
            organisation.current()


def test_row_is_asked_for_again_after_some_seconds(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(organisation, "monotonic", lambda: now[0])
    save()
    assert organisation.current().region == "AU"
    Organisation.objects.update(region="US")
    now[0] += organisation.Memory.SECONDS - 1
    assert organisation.current().region == "AU"
    now[0] += 1
    assert organisation.current().region == "US"


def test_first_page_of_the_door_asks_the_database_nothing(
    save: Save, visitor: Visitor, month_key: MonthKey, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    save()
    address = "/ar/feedback/"
    pages.get(visitor.client, address)
    with django_assert_num_queries(0):
        page = pages.get(visitor.client, address)
    assert "صحة المرفأ" in page.text("header", class_="header")


def _away() -> None:
    raise OperationalError


def test_what_was_known_holds_while_the_database_is_away(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    save(opened_on=None)
    assert organisation.current().region == "AU"

    monkeypatch.setattr(organisation, "_stored", _away)
    organisation.forget()
    assert (organisation.current().region, organisation.current().is_open) == ("AU", False)


def test_nothing_known_and_no_database_is_as_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(organisation, "_stored", _away)
    organisation.memory.remember(None, seconds=0)
    assert organisation.current() == organisation.of_environment()


def test_visitors_choose_among_the_languages_that_are_offered(save: Save, client: Client) -> None:
    save(languages=["ar", "en"])
    request = RequestFactory().get("/en/feedback/")
    with override("en"):
        assert [(link.code, link.current) for link in language.links(request)] == [("en", True), ("ar", False)]


@pytest.mark.parametrize(("asked", "answered"), [("es,en;q=0.5", "en"), ("pl", "ar"), ("", "ar"), ("ar-EG", "ar")])
def test_browser_is_answered_in_a_language_that_is_offered(save: Save, asked: str, answered: str) -> None:
    save(languages=["ar", "en"])
    request = RequestFactory().get("/", headers={"accept-language": asked})
    assert language.asked_by_browser(request) == answered


def test_address_in_a_language_that_is_not_offered_works_on(save: Save, client: Client, month_key: MonthKey) -> None:
    save()
    page = pages.get(client, "/pl/feedback/", lang="pl")
    switch = page.one("div", class_="languages-kept")
    assert {part.get("lang") for part in switch.iter() if part.get("lang")} == {"en", "ar"}


@pytest.mark.needs_postgres
def test_there_is_one_organisation(save: Save) -> None:
    save()
    with pytest.raises(Exception, match="there_is_one_organisation"):
        Organisation.objects.create(id=2, region="AU", time_zone="UTC")
    assert connection.vendor == "postgresql"
