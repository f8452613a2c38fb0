"""Translations: drafts and stale ones are never silent."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from core.verdicts import AlreadyMoved, Refused
from tests.rig import pages
from tests.tracker import factories
from tracker.actions import changes, texts
from tracker.enums import TextKind, TextState
from tracker.models import PolicyChange
from tracker.queries import texts as queries
from tracker.rules import translations as rules

Queries = Callable[..., AbstractContextManager[object]]
SPANISH = {"title": "Se puede visitar de noche", "summary": "Las familias pueden venir a cualquier hora."}


@pytest.fixture
def translator() -> User:
    return factories.person(Role.TRANSLATOR)


def job(change: PolicyChange, by: User, language: str = "es") -> queries.Job:
    found = queries.one_visible_to(by, TextKind.CHANGE, change.pk, language)
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
    with pytest.raises(AlreadyMoved):
        texts.translate(job=seen, words=SPANISH, is_checked=False, by=translator)


def test_translating_is_for_translators_and_coordinators(coordinator: User) -> None:
    assert rules.may_translate(coordinator)
    expected = "Only translators and coordinators can write translations."
    assert str(rules.may_translate(factories.person(Role.STEWARD)).reason) == expected


def test_checking_is_for_translators(coordinator: User) -> None:
    expected = "Only a translator can say that a translation is checked. It is kept as a draft."
    assert str(rules.may_vouch(coordinator).reason) == expected
    with pytest.raises(Refused):
        translated(factories.in_force(), coordinator, is_checked=True)


def test_list_shows_what_is_missing_first(client: Client, translator: User) -> None:
    change = translated(factories.in_force(), translator)
    client.force_login(translator)
    page = pages.get(client, "/translations/?language=es")
    rows = [pages.words(tag) for tag in page.all("strong", class_="tag")]
    assert rows[-1] == "Draft translation, not checked"
    assert set(rows[:-1]) == {"Not translated yet"}
    assert f"/translations/change/{change.pk}/es/" in page.links()
    page = pages.get(client, "/translations/?state=reviewed")
    assert "Every text that fits what you chose is translated and checked." in page.html


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_for_one_change_and_for_three(
    client: Client, translator: User, number: int, django_assert_num_queries: Queries
) -> None:
    for count in range(number):
        factories.in_force(factories.policy(slug=f"policy-{count}"))
    client.force_login(translator)
    with django_assert_num_queries(9):
        client.get("/translations/")


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
    assert "It is kept as a draft." in page.html


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
