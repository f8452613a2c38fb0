"""What anyone may read: nothing but what people agreed to, no small numbers, and every language's notices."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.enums import Role
from accounts.models import User
from desk.actions import cases as acts
from desk.actions.collecting import collect
from meetings.models import AgendaItem
from tests.rig import pages
from tests.tracker import factories
from tests.translations.test_translations import SPANISH, translated
from tracker.actions import changes
from tracker.enums import Outcome
from tracker.models import PolicyChange
from tracker.queries.changes import newest_confirmed

Queries = Callable[..., AbstractContextManager[object]]
FEW = "A few people told us about this. We do not say how many, so that nobody can be found."


@pytest.fixture
def agenda_item() -> AgendaItem:
    made: AgendaItem = factories.AgendaItemFactory()
    return made


def from_feedback(agenda_item: AgendaItem, *given: factories.Said) -> PolicyChange:
    """Return a change in force that came from these pieces of feedback."""
    return factories.in_force(because=factories.decision(factories.recommendation(agenda_item, *given)))


def heard(page: pages.Page) -> list[str]:
    """Return the quotes and sentences under the first heading of the story."""
    return [pages.words(paragraph) for paragraph in page.all("p")] + [pages.words(q) for q in page.all("blockquote")]


def test_list_is_open_and_sets_no_cookie(client: Client) -> None:
    page = pages.get(client, "/en/changes/")
    assert page.response is not None
    assert page.response.cookies == {}
    assert pages.get(client, "/changes/").text("h1") == "What has changed because people spoke"


def test_list_says_when_there_is_nothing_yet(client: Client) -> None:
    html = pages.get(client, "/en/changes/").html
    assert "Nothing waits to be confirmed." in html
    assert "There is nothing that leaders said no to." in html


def test_list_gives_each_answer_its_place(client: Client) -> None:
    factories.confirmed(factories.policy(slug="a"))
    factories.in_force(factories.policy(slug="b"))
    gone = factories.in_force(factories.policy(slug="c"))
    changes.take_back(change=gone, reason="A fire door broke.", by=factories.person(Role.EXECUTIVE))
    factories.decision(outcome=Outcome.WILL_NOT_CHANGE)
    factories.decision(outcome=Outcome.NOT_YET)
    factories.written(factories.policy(slug="d"))
    page = pages.get(client, "/en/changes/")
    assert [len(cards.findall("li")) for cards in page.all("ul", class_="cards")] == [1, 1, 2, 1]
    headings = [pages.words(heading) for heading in page.all("h2")]
    assert headings[:4] == [
        "Changed, and confirmed by a council member",
        "In force, not yet confirmed",
        "What we could not do, and why",
        "Taken back",
    ]
    assert "A fire door broke." in page.html


def test_refusal_stands_with_its_reason(client: Client) -> None:
    factories.decision(outcome=Outcome.WILL_NOT_CHANGE)
    card = pages.get(client, "/en/changes/").text("article", class_="card")
    for words in ("Visits at night", "No, we will not change this", "Because nights are long.", "Cost"):
        assert words in card


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_for_one_and_for_three(
    client: Client, number: int, django_assert_num_queries: Queries
) -> None:
    for count in range(number):
        factories.confirmed(factories.policy(slug=f"a{count}"))
        factories.in_force(factories.policy(slug=f"b{count}"))
        factories.decision(outcome=Outcome.NOT_YET)
    with django_assert_num_queries(7):
        client.get("/en/changes/")


@pytest.mark.parametrize("number", [1, 3])
def test_story_costs_the_same_for_one_voice_and_for_three(
    client: Client, reader: User, agenda_item: AgendaItem, number: int, django_assert_num_queries: Queries
) -> None:
    change = from_feedback(agenda_item, *(factories.with_council(reader, agenda_item) for _one in range(number)))
    with django_assert_num_queries(7):
        client.get(f"/en/changes/{change.pk}/")


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_for_one_that_was_taken_back_and_for_three(
    client: Client, number: int, django_assert_num_queries: Queries
) -> None:
    for count in range(number):
        change = factories.in_force(factories.policy(slug=f"policy-{count}"))
        changes.take_back(change=change, reason="A fire door broke.", by=factories.person(Role.EXECUTIVE))
    with django_assert_num_queries(5):
        page = pages.get(client, "/en/changes/")
    assert len(page.one("ul", class_="cards").findall("li")) == number


def test_story_tells_everything_in_order(client: Client) -> None:
    change = factories.confirmed()
    page = pages.get(client, f"/en/changes/{change.pk}/")
    assert page.text("h1") == "You can visit at night"
    assert [pages.words(heading) for heading in page.all("h2")][:5] == [
        "What people told us",
        "What the council asked for",
        "What leaders answered",
        "What the policy says",
        "How we know it has changed",
    ]
    assert (page.text("del"), page.text("ins")) == ("Visits end at eight.", "Visits are possible at night.")
    assert "Robin, a council member with lived experience, has seen it" in page.text("main")
    assert page.response is not None
    assert page.response.cookies == {}


def test_story_names_nobody_but_the_signer(client: Client) -> None:
    change = factories.confirmed()
    html = pages.get(client, f"/en/changes/{change.pk}/").html
    assert change.decision.decided_by.removesuffix(" (executive)") not in html
    assert str(change.document.steward) not in html
    assert change.signed_by is not None
    assert change.signed_by.user.name not in html


def test_story_hides_words_without_consent(client: Client, reader: User, agenda_item: AgendaItem) -> None:
    change = from_feedback(
        agenda_item,
        factories.with_council(reader, agenda_item, shareable="For everybody."),
        factories.with_council(reader, agenda_item, shareable="For the council.", for_public=False),
    )
    html = pages.get(client, f"/en/changes/{change.pk}/").html
    assert "For everybody." in html
    assert "For the council." not in html
    assert "Nobody came at night." not in html


@pytest.mark.parametrize(
    ("number", "sentence"), [(0, "The council raised this itself."), (2, FEW), (3, "3 people told us about this.")]
)
def test_story_hides_small_numbers(
    client: Client, reader: User, agenda_item: AgendaItem, settings: Settings, number: int, sentence: str
) -> None:
    settings.SMALL_CELL_THRESHOLD = 3
    change = from_feedback(agenda_item, *(factories.with_council(reader, agenda_item) for _one in range(number)))
    page = pages.get(client, f"/en/changes/{change.pk}/")
    assert [words for words in heard(page) if words.startswith(("A few people", "The council raised", "3 people"))] == [
        sentence
    ]


def test_story_keeps_a_published_version_after_an_erasure(
    client: Client, reader: User, agenda_item: AgendaItem
) -> None:
    said = factories.with_council(reader, agenda_item, shareable="For everybody.")
    change = from_feedback(agenda_item, said)
    said.erase()
    collect()
    assert "For everybody." in pages.get(client, f"/en/changes/{change.pk}/").html


def test_story_shows_a_version_that_was_written_later(client: Client, reader: User, agenda_item: AgendaItem) -> None:
    said = factories.with_council(reader, agenda_item, shareable="First version.")
    change = from_feedback(agenda_item, said)
    acts.share(case=said.case, shareable="Second version.", language="en", by=reader)
    html = pages.get(client, f"/en/changes/{change.pk}/").html
    assert ("First version." in html, "Second version." in html) == (False, True)


def test_story_that_is_not_in_force_is_not_found(client: Client) -> None:
    assert client.get(f"/en/changes/{factories.written().pk}/").status_code == 404


def test_story_says_which_words_are_not_translated(client: Client) -> None:
    change = factories.in_force()
    page = pages.get(client, f"/es/changes/{change.pk}/")
    assert page.one("h1").get("lang") == "en"
    assert sum("inglés" in pages.words(hint) for hint in page.all("p", class_="hint")) == 3


def test_story_says_that_a_translation_is_a_draft(client: Client) -> None:
    translator = factories.person(Role.TRANSLATOR)
    change = translated(factories.in_force(), translator)
    page = pages.get(client, f"/es/changes/{change.pk}/")
    assert (page.text("h1"), page.one("h1").get("lang")) == (SPANISH["title"], "es")
    drafts = [p for p in page.all("p", class_="hint") if p.find("strong") is not None]
    assert len(drafts) == 1
    translated(change, translator, is_checked=True)
    page = pages.get(client, f"/es/changes/{change.pk}/")
    assert [p for p in page.all("p", class_="hint") if p.find("strong") is not None] == []


def test_story_never_shows_a_stale_translation(client: Client) -> None:
    change = translated(factories.in_force(), factories.person(Role.TRANSLATOR), is_checked=True)
    changes.take_back(change=change, reason="A fire door broke.", by=factories.person(Role.EXECUTIVE))
    page = pages.get(client, f"/es/changes/{change.pk}/")
    assert page.text("h1") == "You can visit at night"
    assert SPANISH["summary"] not in page.html


def test_story_in_arabic_reads_from_right_to_left(client: Client) -> None:
    change = factories.confirmed()
    assert pages.get(client, f"/ar/changes/{change.pk}/").root.get("dir") == "rtl"


def test_words_of_staff_stay_text(client: Client) -> None:
    document = factories.policy()
    assert document.steward
    change = factories.planned(document)
    evil = "<script>alert(1)</script>"
    changes.write(change=change, text=evil, title=evil, summary=evil, by=document.steward)
    changes.put_in_force(change=change, on=change.planned_on, evidence=evil, by=document.steward)
    for url in ("/en/changes/", f"/en/changes/{change.pk}/"):
        assert pages.get(client, url).all("script") == []


def test_newest_confirmed_are_the_newest_signed() -> None:
    first = factories.confirmed(factories.policy(slug="a"))
    factories.in_force(factories.policy(slug="b"))
    assert newest_confirmed("es", 3) == [first]
