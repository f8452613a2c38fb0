"""Questions about equality: asked apart, counted once, kept as numbers, and never as somebody's answers."""

from __future__ import annotations

import datetime
import secrets
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings as project
from django.core.management import call_command
from django.db import connection
from django.test import Client
from pytest_django import Settings

from feedback import actions, codes, equality, form_state, sealing
from feedback.actions.equality import linked_cell, opened_answers
from feedback.enums import KeyKind
from feedback.form_state import SentState
from feedback.models import EqualityAnswers, LinkedAnswers, SealingKey
from feedback.views import after
from tests.feedback.conftest import MonthKey
from tests.feedback.conversations import after_token
from tests.rig import pages
from tests.rig.contacts import publish_equality_key, publish_notices_key
from tests.rig.pages import Page
from tests.tracker import factories

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in project.LANGUAGES]
ADDRESS = "/en/feedback/7/"
ON = datetime.date(2026, 11, 23)
ENGLAND = equality.PACKS["GB-ENG"]


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    """Keys and used notes of this test alone."""
    settings.FORM_KEYS_DIR = str(tmp_path / "form-keys")


@pytest.fixture(autouse=True)
def _key(db: None, settings: Settings) -> None:
    """A key for answers, and its private half where the tests can find it."""
    settings.EQUALITY_KEY = publish_equality_key()


def note() -> str:
    """Return the note of the page that says "sent"."""
    return after_token()


def press(client: Client, token: str, step: str = "", *, status: int = 200, **chosen: Any) -> Page:
    """Send the page's form with what is chosen in it."""
    return pages.post(client, ADDRESS, {"token": token, "step": step, **chosen}, status=status)


def numbers() -> dict[tuple[str, str], int]:
    """Return what waits to be counted, opened as the worker does."""
    found: Counter[tuple[str, str]] = Counter()
    for row in EqualityAnswers.objects.all():
        cell = sealing.cell("equality_answers", "sealed", row.pk)
        found.update(opened_answers(bytes(row.sealed), project.EQUALITY_KEY, cell)[1])
    return dict(found)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("region", sorted(equality.PACKS))
def test_every_region_asks_its_questions_in_every_language(
    client: Client, settings: Settings, region: str, language: str
) -> None:
    settings.REGION = region
    address = f"/{language}/feedback/7/"
    page = pages.post(client, address, {"token": note()})
    questions = equality.PACKS[region].questions
    assert len(page.all("fieldset")) == len(questions)
    rather_not = [box.get("name") for box in page.all("input", value="rather_not")]
    assert rather_not == [question.name for question in questions]


def test_a_region_uses_the_pack_of_its_country_and_asks_nothing_without_one(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert after.offers(ON)["equality"] is True
    monkeypatch.setattr(equality, "PACKS", {"US": equality.PACKS["US"]})
    assert after.offers(ON)["equality"] is False
    assert press(client, note(), "send", age="25_34").all("fieldset") == []
    assert numbers() == {}
    settings.REGION = "US-NY"
    assert equality.pack() == equality.PACKS["US"]


def test_the_explanation_comes_first_and_there_is_no_box_for_words(client: Client) -> None:
    page = press(client, note())
    assert page.html.index("only the numbers stay") < page.html.index("<fieldset")
    kinds = {box.get("type") for box in page.all("input") if box.get("name") != "forget"}
    assert (page.all("textarea"), kinds) == ([], {"hidden", "radio", "checkbox"})
    assert [box for box in page.all("input") if box.get("checked") is not None] == []


def test_answers_become_one_sealed_row_and_nothing_else_is_written(client: Client) -> None:
    others = [model for model in apps.get_app_config("feedback").get_models() if model is not EqualityAnswers]
    before = {model: list(model._default_manager.values()) for model in others}
    page = press(client, note(), "send", age="25_34", sex="rather_not")
    assert page.text("p", class_="lead") == (
        "We have your answers. They are counted together with those of other people, and nobody can see which ones were"
        " yours."
    )
    assert numbers() == {("age", "25_34"): 1, ("sex", "rather_not"): 1}
    assert {model: list(model._default_manager.values()) for model in others} == before


def test_a_note_counts_once(client: Client) -> None:
    token = note()
    press(client, token, "send", age="25_34")
    page = press(client, token, "send", age="65_74", sex="male")
    assert page.text("p", class_="lead") == "We have your answers already. They count once."
    assert numbers() == {("age", "25_34"): 1}


def test_a_note_made_again_for_the_same_sending_counts_once(client: Client) -> None:
    feedback, number = str(uuid.uuid4()), secrets.token_hex(16)
    for _time in range(2):
        press(client, after_token(feedback, number), "send", age="25_34")
    assert numbers() == {("age", "25_34"): 1}


@pytest.mark.parametrize("step", ["skip", "send"])
def test_skipping_or_choosing_nothing_counts_nothing_and_uses_nothing_up(client: Client, step: str) -> None:
    token = note()
    chosen: dict[str, Any] = {"age": "25_34"} if step == "skip" else {}
    assert press(client, token, step, **chosen).text("p", class_="lead").startswith("That is fine.")
    assert numbers() == {}
    press(client, token, "send", age="25_34")
    assert numbers() == {("age", "25_34"): 1}


def test_an_answer_that_is_not_offered_is_not_counted(client: Client) -> None:
    page = press(client, note(), "send", status=422, age="my own words", sex="male")
    assert "#id_age_0" in page.links()
    answers = {"age": ["my own words"], "name": ["Robin"], "sex": ["male", "female"]}
    assert actions.store_answers(pack=ENGLAND, answers=answers, on=ON) == 1
    assert numbers() == {("sex", "female"): 1}


def test_several_answers_count_each_and_rather_not_only_alone(client: Client, settings: Settings) -> None:
    settings.REGION = "US"
    press(client, note(), "send", race_ethnicity=["asian", "white", "rather_not"])
    press(client, note(), "send", race_ethnicity=["rather_not"])
    assert numbers() == {
        ("race_ethnicity", "asian"): 1,
        ("race_ethnicity", "white"): 1,
        ("race_ethnicity", "rather_not"): 1,
    }


def test_changing_the_language_keeps_what_was_chosen(client: Client) -> None:
    address = "/ar/feedback/7/"
    page = pages.post(client, address, {"token": note(), "step": "stay", "age": "25_34", "sex": "gone"})
    assert [box.get("value") for box in page.all("input", type="radio") if box.get("checked") is not None] == ["25_34"]
    assert numbers() == {}


def test_looking_without_a_note_leads_to_the_start(client: Client) -> None:
    assert client.get(ADDRESS).headers["Location"] == "/en/feedback/"


@pytest.mark.parametrize("minutes", [0, 61])
def test_a_note_is_good_for_an_hour(client: Client, minutes: int) -> None:
    with time_machine.travel("2026-11-23 10:30", tick=False):
        token = note()
    with time_machine.travel(datetime.datetime(2026, 11, 23, 10, 30, tzinfo=datetime.UTC), tick=False) as clock:
        clock.shift(datetime.timedelta(minutes=minutes))
        page = press(client, token, "send", status=400 if minutes else 200, age="25_34")
    assert ("This page has closed" in page.text("h1")) == bool(minutes)
    assert len(numbers()) == (0 if minutes else 1)


@pytest.mark.parametrize("token", ["", "AAAA", "é"])
def test_a_note_that_is_not_ours_opens_nothing(client: Client, token: str) -> None:
    press(client, token, "send", status=400, age="25_34")
    press(client, form_state.write(SentState(number="1", feedback="1")), "send", status=400, age="25_34")
    assert numbers() == {}


def test_a_form_from_elsewhere_counts_nothing(client: Client) -> None:
    data = {"token": note(), "step": "send", "age": "25_34"}
    pages.post(client, ADDRESS, data, status=403, HTTP_SEC_FETCH_SITE="cross-site")
    assert numbers() == {}


def test_a_used_note_leaves_an_empty_file_that_tells_the_hour_only(settings: Settings) -> None:
    folder = Path(settings.FORM_KEYS_DIR)
    times = set()
    for minute in (1, 59):
        with time_machine.travel(f"2026-11-23 10:{minute:02}", tick=False):
            note()
            assert form_state.spend(f"number of {minute}")
        times |= {path.stat().st_mtime for path in (folder, folder / "spent", *(folder / "spent").iterdir())}
    used = list((folder / "spent").iterdir())
    assert [path.read_bytes() for path in used] == [b"", b""]
    assert {len(bytes.fromhex(path.name)) for path in used} == {32}
    assert times == {datetime.datetime(2026, 11, 23, 10, tzinfo=datetime.UTC).timestamp()}


def test_a_used_note_is_forgotten_with_the_keys_of_its_hour(settings: Settings) -> None:
    folder = Path(settings.FORM_KEYS_DIR)
    with time_machine.travel("2026-11-23 10:30", tick=False):
        note()
        assert form_state.spend("a number")
    with time_machine.travel("2026-11-24 10:30", tick=False):
        note()
        assert (form_state.spend("a number"), len(list(folder.glob("*.key")))) == (False, 2)
    with time_machine.travel("2026-11-24 11:30", tick=False):
        note()
        assert (list((folder / "spent").iterdir()), len(list(folder.glob("*.key")))) == ([], 2)
    eleven = datetime.datetime(2026, 11, 24, 11, tzinfo=datetime.UTC).timestamp()
    assert {path.stat().st_mtime for path in (folder, folder / "spent")} == {eleven}


def test_the_door_adds_answers_with_its_own_role() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has roles")
    publish_notices_key()
    role = f"door_{secrets.token_hex(4)}"
    call_command("door_role", name=role, password=secrets.token_hex(8), verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{role}"')
        for _time in range(2):
            actions.store_answers(pack=ENGLAND, answers={"age": ["25_34"]}, on=ON)
            actions.ask_to_be_told(
                contact_id=uuid.UUID(int=7), feedback_id=uuid.uuid4(), address="a@b.example", language="en", on=ON
            )
        cursor.execute("RESET ROLE")
    assert numbers() == {("age", "25_34"): 2}


def test_every_set_is_as_long_as_every_other_and_has_the_day_of_its_month() -> None:
    everything = {question.name: [name for name, _words in question.choices] for question in ENGLAND.questions}
    for day, answers in ((1, {"age": ["25_34"]}), (30, everything)):
        actions.store_answers(pack=ENGLAND, answers=answers, on=datetime.date(2026, 11, day))
    rows = EqualityAnswers.objects.values_list("kept_until", "sealed")
    assert {len(bytes(sealed)) for _day, sealed in rows} == {2182}
    assert {day for day, _sealed in rows} == {datetime.date(2027, 4, 30), datetime.date(2027, 5, 31)}


def test_answers_stay_beside_the_words_only_where_somebody_ticked_it(client: Client, month_key: MonthKey) -> None:
    said = [factories.say().feedback for _person in range(2)]
    press(client, after_token(str(said[0].pk)), "send", age="25_34")
    press(client, after_token(str(said[1].pk)), "send", age="75_84", may_link="on")
    linked = LinkedAnswers.objects.get()
    assert linked.feedback == said[1]
    cell = linked_cell(linked.pk, said[1].pk)
    assert opened_answers(bytes(linked.sealed), project.EQUALITY_KEY, cell) == (ENGLAND, [("age", "75_84")])
    with pytest.raises(sealing.DecryptionError):
        opened_answers(bytes(linked.sealed), project.EQUALITY_KEY, linked_cell(linked.pk, said[0].pk))


def test_the_tick_alone_stores_nothing(client: Client, month_key: MonthKey) -> None:
    press(client, after_token(str(factories.say().feedback.pk)), "send", may_link="on")
    assert (LinkedAnswers.objects.count(), EqualityAnswers.objects.count()) == (0, 0)


def test_linked_answers_go_with_the_words(client: Client, month_key: MonthKey) -> None:
    said = [factories.say() for _person in range(3)]
    for one in said:
        press(client, after_token(str(one.feedback.pk)), "send", age="75_84", may_link="on")
    actions.erase(lookup=codes.opened(said[0].code).lookup, on=ON)
    actions.forget_words(feedback_ids=[said[1].feedback.pk])
    assert LinkedAnswers.objects.get().feedback == said[2].feedback


def test_answers_given_after_the_words_were_destroyed_go_with_the_next_sweep(
    client: Client, month_key: MonthKey
) -> None:
    said = factories.say()
    actions.erase(lookup=codes.opened(said.code).lookup, on=ON)
    press(client, after_token(str(said.feedback.pk)), "send", age="75_84", may_link="on")
    actions.forget_waiting(on=ON)
    assert (LinkedAnswers.objects.count(), EqualityAnswers.objects.count()) == (0, 1)


def test_without_a_key_nobody_is_asked(client: Client) -> None:
    SealingKey.objects.filter(kind=KeyKind.EQUALITY).delete()
    assert after.offers(ON)["equality"] is False
    page = press(client, note(), "send", age="25_34")
    assert page.text("p", class_="lead") == "That is fine. Nothing was kept from this page."
    assert EqualityAnswers.objects.count() == 0
