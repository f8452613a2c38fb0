"""Translations: drafts and stale ones are never silent."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from core.verdicts import Conflict, Refused
from tests.rig import pages
from tests.tracker import factories
from tracker.actions import changes
from tracker.models import PolicyChange
from tracker.translated import CHANGE
from translations import actions as texts
from translations import queries, rules
from translations.enums import TextState

Queries = Callable[..., AbstractContextManager[object]]
SPANISH = {"title": "Se puede visitar de noche", "summary": "Las familias pueden venir a cualquier hora."}


@pytest.fixture
def translator() -> User:
    return factories.person(Role.TRANSLATOR)


def job(change: PolicyChange, by: User, language: str = "es") -> queries.OpenJob:
    found = queries.job_visible_to(by, CHANGE.name, change.pk, language)
    assert found
    return found


def translated(change: PolicyChange, by: User, *, is_checked: bool = False) -> PolicyChange:
    """Return a change told in Spanish as well."""
    texts.translate(job=job(change, by), words=SPANISH, is_checked=is_checked, by=by)
    return PolicyChange.objects.get(pk=change.pk)


def states(change: PolicyChange) -> dict[str, str]:
    return dict(change.texts.values_list("language", "state"))


def test_translation_is_a_draft_until_it_is_checked(translator: User) -> None:
    change = translated(factories.in_force(), translator)
    assert states(change) == {"en": TextState.SOURCE, "es": TextState.DRAFT}
    change = translated(change, translator, is_checked=True)
    text = change.texts.get(language="es")
    assert (text.state, text.checked_by) == (TextState.REVIEWED, str(translator))


def test_translation_becomes_stale_when_the_original_changes(translator: User) -> None:
    change = translated(factories.written(), translator, is_checked=True)
    assert change.document.steward
    words = {"text": "Visits are possible at night.", "title": "New title", "summary": "New."}
    changes.write(change=change, by=change.document.steward, **words)
    assert states(change) == {"en": TextState.SOURCE, "es": TextState.STALE}


def test_translation_stays_when_the_original_stays(translator: User) -> None:
    change = translated(factories.written(), translator, is_checked=True)
    assert change.document.steward
    same = {"title": "You can visit at night", "summary": "Families can come at any hour."}
    changes.write(change=change, text="Other words.", by=change.document.steward, **same)
    assert states(change)["es"] == TextState.REVIEWED


def test_translation_of_an_older_original_is_refused(translator: User) -> None:
    change = factories.written()
    seen = job(change, translator)
    assert change.document.steward
    changes.write(change=change, text="x", title="New", summary="New.", by=change.document.steward)
    with pytest.raises(Conflict):
        texts.translate(job=seen, words=SPANISH, is_checked=False, by=translator)


def test_translating_is_for_translators_and_coordinators(coordinator: User) -> None:
    assert rules.may_translate(coordinator)
    expected = "Ask a translator or a coordinator to do this."
    assert str(rules.may_translate(factories.person(Role.STEWARD)).reason) == expected


def test_checking_is_for_translators(coordinator: User) -> None:
    expected = "Only a translator can say that a translation is checked. It is saved as a draft."
    assert str(rules.may_vouch(coordinator).reason) == expected
    with pytest.raises(Refused):
        translated(factories.in_force(), coordinator, is_checked=True)


def test_list_shows_what_is_missing_first(client: Client, translator: User) -> None:
    change = translated(factories.in_force(), translator)
    client.force_login(translator)
    page = pages.get(client, "/translations/?language=es")
    rows = tags(page)
    assert rows[-1] == "Draft translation, not checked"
    assert set(rows[:-1]) == {"Not translated yet"}
    assert f"/translations/change/{change.pk}/es/" in page.links()
    page = pages.get(client, "/translations/?view=reviewed")
    assert page.text("div", class_="empty").startswith("No translation is in this view")


def tags(page: pages.Page) -> list[str]:
    """Return the states on the list, as they are ordered."""
    return [pages.words(tag) for tag in page.all("strong", class_="tag")]


def test_list_is_shown_by_view_language_and_search(client: Client, translator: User) -> None:
    change = translated(factories.in_force(), translator)
    client.force_login(translator)
    stale = translated(factories.in_force(factories.policy(slug="meals")), translator)
    stale.texts.filter(language="es").update(state=TextState.STALE)
    checked = translated(factories.in_force(factories.policy(slug="doors")), translator, is_checked=True)
    titles = {"Night": change, "Meals": stale, "Doors": checked}
    for title, changed in titles.items():
        changed.texts.filter(state=TextState.SOURCE).update(title=title)
    old, draft, done = "Translation of an older text", "Draft translation, not checked", str(TextState.REVIEWED.label)
    expected = {
        "?language=es&q=": [old, draft],
        "?language=es&view=stale": [old],
        "?language=es&view=draft": [draft],
        "?language=es&view=reviewed": [done],
        "?language=es&view=all": [old, draft, done],
        "?language=es&view=all&q=DOOR": [done],
        "?language=es&q=door": [],
        "?view=nonsense&language=es&q=meals": [old],
    }
    missing = "Not translated yet"
    shown = {}
    for query in expected:
        shown[query] = [state for state in tags(pages.get(client, f"/translations/{query}")) if state != missing]
    assert shown == expected
    page = pages.get(client, "/translations/?q=meals&language=nonsense&view=nonsense")
    assert "left out: Language; nonsense" in pages.words(page.all("div", class_="tone-attention")[-1])
    assert tags(page) == [missing, missing, old]
    counts = {pages.words(link) for link in page.one("nav", class_="tabs").iter("a")}
    assert counts == {
        "To do (3)",
        "Not translated yet (2)",
        "Translation of an older text (1)",
        "Draft translation, not checked (0)",
        f"{done} (0)",
        "All (3)",
    }
    links = pages.get(client, "/translations/?language=es&q=door").links()
    assert links["?language=es&q=door&view=to_do"] == "To do (0)"
    assert links["?language=es&q=door&view=all"] == "All (1)"
    assert pages.get(client, "/translations/?q=nowhere").text("div", class_="empty").startswith("No matches")


def test_list_is_found_again_as_it_was_left(client: Client, translator: User) -> None:
    change = factories.in_force()
    client.force_login(translator)
    client.get("/translations/?language=es&view=missing")
    address = f"/translations/change/{change.pk}/es/"
    page = pages.get(client, address)
    row = f"change-{change.pk}-es"
    assert page.links()[f"/translations/?language=es&view=missing#{row}"] == "All translations"
    assert pages.get(client, "/translations/?language=es&view=missing").one("tr", id=row) is not None
    answer = client.post(address, page.values() | SPANISH)
    assert answer.headers["Location"] == "/translations/?language=es&view=missing"


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_for_one_change_and_for_three(
    client: Client, translator: User, number: int, django_assert_num_queries: Queries
) -> None:
    for count in range(number):
        factories.in_force(factories.policy(slug=f"policy-{count}"))
    client.force_login(translator)
    # The first visit also notes how the list was left.
    client.get("/translations/")
    with django_assert_num_queries(7):
        client.get("/translations/")


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_for_one_translation_and_for_three(
    client: Client, translator: User, number: int, django_assert_num_queries: Queries
) -> None:
    change = factories.in_force()
    for language in ("es", "ar", "pl")[:number]:
        texts.translate(job=job(change, translator, language), words=SPANISH, is_checked=False, by=translator)
    client.force_login(translator)
    with django_assert_num_queries(5):
        pages.get(client, f"/translations/change/{change.pk}/es/")


def test_page_keeps_a_translation_beside_its_original(client: Client, translator: User) -> None:
    change = factories.in_force()
    client.force_login(translator)
    address = f"/translations/change/{change.pk}/es/"
    page = pages.get(client, address)
    assert "Families can come at any hour." in page.html
    assert client.post(address, page.values() | SPANISH | {"is_checked": "on"}).status_code == 302
    assert states(change)["es"] == TextState.REVIEWED


def test_page_keeps_what_was_typed_when_the_original_changed(client: Client, translator: User) -> None:
    change = factories.written()
    client.force_login(translator)
    address = f"/translations/change/{change.pk}/es/"
    typed = pages.get(client, address).values() | SPANISH
    assert change.document.steward
    changes.write(change=change, text="x", title="New title", summary="New.", by=change.document.steward)
    page = pages.post(client, address, typed, status=409)
    assert page.one("input", name="title").get("value") == SPANISH["title"]
    assert "New title" in page.html
    assert client.post(address, page.values()).status_code == 302


def test_page_offers_a_coordinator_no_tick(client: Client, coordinator: User) -> None:
    change = factories.in_force()
    client.force_login(coordinator)
    page = pages.get(client, f"/translations/change/{change.pk}/es/")
    assert page.all("input", name="is_checked") == []
    assert "It is saved as a draft." in page.html


def test_pages_are_not_found_by_others_or_for_nonsense(client: Client, translator: User) -> None:
    change = factories.in_force()
    client.force_login(translator)
    wrong = [f"change/{change.pk}/en", f"change/{change.pk}/xx", f"nonsense/{change.pk}/es", f"reason/{change.pk}/es"]
    assert [client.get(f"/translations/{url}/").status_code for url in wrong] == [404] * 4
    client.force_login(factories.person(Role.STEWARD))
    assert client.get(f"/translations/change/{change.pk}/es/").status_code == 404
    assert client.get("/translations/").status_code == 404


def test_translation_is_told_to_those_who_speak_it(reader: User, translator: User) -> None:
    agenda_item = factories.AgendaItemFactory()
    spanish = factories.with_council(reader, agenda_item, language="es")
    english = factories.with_council(reader, agenda_item)
    asked = factories.recommendation(agenda_item, spanish, english)
    change = factories.confirmed(because=factories.decision(asked))
    assert [news.foreign for news in spanish.told("es")] == [True, True]
    for _time in range(2):
        translated(change, translator)
    news = spanish.told("es")[-1]
    # Told once more, and shown once.
    assert (len(spanish.told()), news.foreign, news.draft) == (2, False, True)
    assert news.text["body"] == SPANISH["summary"]
    assert len(english.told()) == 2


def test_change_is_told_in_every_language_there_is(reader: User, translator: User) -> None:
    agenda_item = factories.AgendaItemFactory()
    said = factories.with_council(reader, agenda_item, language="es")
    change = factories.in_force(because=factories.decision(factories.recommendation(agenda_item, said)))
    change = translated(change, translator, is_checked=True)
    changes.sign(change=change, by=factories.member_for(change).user)
    news = said.told("es")[-1]
    assert (news.language, news.draft, news.text["heading"]) == ("es", False, SPANISH["title"])
    assert "before" not in news.text
