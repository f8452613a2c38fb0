"""What the person wants kept from somebody: a coordinator looks who it is, and chooses who reads it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.enums import Role
from accounts.models import AuditEvent, User
from core.verdicts import Refused, Verdict
from desk.actions import cases as acts
from desk.actions import opening
from desk.enums import Topic
from desk.models import Case
from desk.queries import cases
from desk.rules import cases as rules
from tests.desk.test_rules import EVERY_RULE as AT_THE_DESK
from tests.rig import pages
from tests.tracker import factories

Queries = Callable[..., AbstractContextManager[object]]
KEPT = "This is restricted: the person named someone who must not read it. A coordinator assigns it."
ONLY_COORDINATORS = "Only a coordinator can assign this."
WORDS, NAME = "canary-words", "canary-name"
EVERY_RULE: list[Callable[[User, Case], Verdict]] = [
    *AT_THE_DESK,
    rules.may_release,
    rules.may_open_name,
    rules.may_give,
]


def kept(**more: Any) -> factories.Said:
    """Say something that somebody is not to read."""
    return factories.collected(text=WORDS, keep_from=NAME, **more)


def log() -> list[tuple[str, dict[str, object]]]:
    actions = ["opened the words", "opened who is not to read it", "gave to a reader"]
    found = AuditEvent.objects.filter(action__in=actions).order_by("id")
    return [(event.action, event.details) for event in found]


def address(said: factories.Said, act: str = "") -> str:
    return f"/desk/{said.case.pk}/{act}/" if act else f"/desk/{said.case.pk}/"


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.__name__)
def test_nothing_can_be_done_by_readers_who_were_not_chosen(
    rule: Callable[[User, Case], Verdict], reader: User, coordinator: User
) -> None:
    said = kept()
    assert str(rule(reader, said.case).reason) == KEPT
    acts.give_to(case=said.case, reader=factories.person(Role.READER), by=coordinator)
    assert str(rule(reader, said.case).reason) == KEPT


def test_nobody_named_means_nothing_to_choose(coordinator: User, reader: User) -> None:
    case = factories.collected().case
    assert rules.may_open(reader, case)
    expected = "This is not restricted. Everyone at the desk may read it."
    assert str(rules.may_give(coordinator, case).reason) == expected
    with pytest.raises(Refused):
        opening.open_name(case=case, by=coordinator)
    assert log() == []


def test_chosen_reader_opens_and_does_not_choose_the_next(coordinator: User, reader: User) -> None:
    said = kept()
    acts.give_to(case=said.case, reader=reader, by=coordinator)
    assert opening.open_words(case=said.case, by=reader).words["text"] == WORDS
    assert str(rules.may_give(reader, said.case).reason) == ONLY_COORDINATORS
    another = factories.person(Role.READER)
    acts.give_to(case=said.case, reader=another, by=coordinator)
    for act in (opening.open_words, opening.open_additions):
        with pytest.raises(Refused, match="someone who must not read it"):
            act(case=said.case, by=reader)
    assert [action for action, _details in log()] == ["gave to a reader", "opened the words", "gave to a reader"]
    assert str(another.email) in str(log()[-1][1]["to"])


def test_what_is_handed_back_is_closed_again(coordinator: User, reader: User) -> None:
    said = kept()
    acts.give_to(case=said.case, reader=reader, by=coordinator)
    acts.take(case=said.case, by=reader)
    acts.hand_back(case=said.case, by=reader)
    assert str(rules.may_open(reader, said.case).reason) == KEPT
    assert rules.may_open(coordinator, said.case)


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.MEMBER, Role.ADMIN])
def test_only_people_of_the_desk_are_chosen(coordinator: User, role: Role) -> None:
    said = kept()
    with pytest.raises(Refused, match="Choose someone who reads feedback"):
        acts.give_to(case=said.case, reader=factories.person(role), by=coordinator)
    assert said.case.reader is None


def test_page_of_others_says_why_and_shows_nothing_else(client: Client, reader: User, coordinator: User) -> None:
    said = kept()
    acts.take(case=said.case, by=coordinator)
    acts.sort(case=said.case, topics=[Topic.RESPECT], content_note="canary-note", by=coordinator)
    acts.share(case=said.case, shareable="canary-version", language="en", by=coordinator)
    client.force_login(reader)
    page = pages.get(client, address(said))
    assert KEPT in page.text("main")
    assert page.all("textarea") == []
    assert {form.get("action") for form in page.all("form", method="post")} & {address(said, "words")} == set()
    for shown in (page.html, pages.get(client, "/desk/").html, pages.get(client, "/council/heard/").html):
        assert "canary" not in shown
    assert "Topics" not in page.text("main")
    assert address(said) not in pages.get(client, "/desk/?topic=respect").links()
    for act in ("words", "added", "named"):
        assert client.post(address(said, act)).status_code == 302
    assert log() == []


def test_list_shows_that_it_is_there(client: Client, reader: User) -> None:
    said = kept()
    client.force_login(reader)
    page = pages.get(client, "/desk/")
    assert address(said) in page.links()
    assert "Restricted" in [pages.words(tag) for tag in page.all("strong")]
    assert page.links()[address(said)] == f"Restricted ({said.case})"


def test_list_and_rule_say_the_same(coordinator: User, reader: User) -> None:
    open_to_all, closed, chosen = factories.collected(), kept(), kept()
    acts.give_to(case=chosen.case, reader=reader, by=coordinator)
    for person in (coordinator, reader, factories.person(Role.READER), factories.person(Role.READER, Role.COORDINATOR)):
        listed = {case.pk: case.is_kept_from for case in cases.at_desk(person)}  # type: ignore[attr-defined]
        ruled = {said.case.pk: not rules.may_see(person, said.case) for said in (open_to_all, closed, chosen)}
        assert listed == ruled


def test_coordinator_looks_who_is_named_and_nothing_more(client: Client, coordinator: User) -> None:
    said = kept()
    client.force_login(coordinator)
    page = pages.get(client, address(said))
    assert NAME not in page.html
    assert page.all("select", name="giveto-reader") == []
    page = pages.post(client, address(said, "named"))
    assert NAME in page.text("main")
    assert WORDS not in page.html
    assert page.response is not None
    assert "no-store" in page.response.headers["Cache-Control"]
    assert log() == [("opened who is not to read it", {"readable": True})]


def test_name_is_opened_without_the_words(coordinator: User) -> None:
    assert opening.open_name(case=kept().case, by=coordinator).words == {"keep_from": NAME}


def test_coordinator_chooses_in_the_browser(client: Client, coordinator: User, reader: User) -> None:
    said = kept()
    factories.person(Role.EXECUTIVE)
    client.force_login(coordinator)
    page = pages.post(client, address(said, "named"))
    offered = {option.get("value") for option in page.one("select", name="giveto-reader").iter("option")}
    assert offered == {"", str(coordinator.pk), str(reader.pk)}
    data = page.values() | {"giveto-reader": str(reader.pk)}
    assert client.post(address(said, "give-to"), data).status_code == 302
    assert said.case.reader == reader
    client.force_login(reader)
    assert WORDS in pages.post(client, address(said, "words")).html


def test_choosing_nobody_says_what_to_do(client: Client, coordinator: User) -> None:
    said = kept()
    client.force_login(coordinator)
    data = pages.post(client, address(said, "named")).values() | {"giveto-reader": ""}
    page = pages.post(client, address(said, "give-to"), data)
    assert page.links()["#id_giveto-reader"] == "Choose who to assign it to."


@pytest.mark.parametrize("number", [1, 3])
def test_readers_to_give_it_to_are_offered_at_the_same_cost(
    client: Client, coordinator: User, number: int, django_assert_num_queries: Queries
) -> None:
    said = kept()
    for _number in range(number):
        factories.person(Role.READER)
    client.force_login(coordinator)
    # In SQLite the log links an event within its act.
    with django_assert_num_queries(15 if connection.vendor == "postgresql" else 25):
        page = pages.post(client, address(said, "named"))
    # The coordinator reads too, and nobody is chosen yet.
    assert len(page.one("select", name="giveto-reader").findall("option")) == number + 2
