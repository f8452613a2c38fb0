"""Questions about equality: asked apart, counted once, kept as numbers, and never as somebody's answers."""

from __future__ import annotations

import datetime
import secrets
import uuid
from concurrent.futures import ThreadPoolExecutor
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

from feedback import actions, equality, form_state
from feedback.form_state import SentState
from feedback.models import Tally
from feedback.views import after
from tests.feedback.conversations import after_token
from tests.rig import pages
from tests.rig.contacts import publish_notices_key
from tests.rig.pages import Page

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in project.LANGUAGES]
ADDRESS = "/en/feedback/after/equality/"
ON = datetime.date(2026, 11, 23)
ENGLAND = equality.PACKS["GB-ENG"]


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    """Keys and used notes of this test alone."""
    settings.FORM_KEYS_DIR = str(tmp_path / "form-keys")


def note() -> str:
    """Return the note of the page that says "sent"."""
    return after_token()


def press(client: Client, token: str, step: str = "", *, status: int = 200, **chosen: Any) -> Page:
    """Send the page's form with what is chosen in it."""
    return pages.post(client, ADDRESS, {"token": token, "step": step, **chosen}, status=status)


def numbers() -> dict[tuple[str, str], int]:
    """Return what was counted, without what nobody chose."""
    rows = Tally.objects.filter(number__gt=0).values_list("question", "answer", "number")
    return {(question, answer): number for question, answer, number in rows}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("region", sorted(equality.PACKS))
def test_every_region_asks_its_questions_in_every_language(
    client: Client, settings: Settings, region: str, language: str
) -> None:
    settings.REGION = region
    address = f"/{language}/feedback/after/equality/"
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
    assert Tally.objects.count() == 0
    settings.REGION = "US-NY"
    assert equality.pack() == equality.PACKS["US"]


def test_the_explanation_comes_first_and_there_is_no_box_for_words(client: Client) -> None:
    page = press(client, note())
    assert page.html.index("kept as numbers only") < page.html.index("<fieldset")
    kinds = {box.get("type") for box in page.all("input") if box.get("name") != "forget"}
    assert (page.all("textarea"), kinds) == ([], {"hidden", "radio"})
    assert [box for box in page.all("input") if box.get("checked") is not None] == []


def test_answers_become_numbers_and_nothing_else_is_written(client: Client) -> None:
    others = [model for model in apps.get_app_config("feedback").get_models() if model is not Tally]
    before = {model: list(model._default_manager.values()) for model in others}
    page = press(client, note(), "send", age="25_34", sex="rather_not")
    assert page.text("p", class_="lead") == "Your answers are counted. Nobody can see which ones were yours."
    assert numbers() == {("age", "25_34"): 1, ("sex", "rather_not"): 1}
    assert {model: list(model._default_manager.values()) for model in others} == before


def test_a_note_counts_once(client: Client) -> None:
    token = note()
    press(client, token, "send", age="25_34")
    page = press(client, token, "send", age="65_74", sex="male")
    assert page.text("p", class_="lead") == "Your answers were counted before. They count once."
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
    assert Tally.objects.count() == 0
    press(client, token, "send", age="25_34")
    assert numbers() == {("age", "25_34"): 1}


def test_an_answer_that_is_not_offered_is_not_counted(client: Client) -> None:
    page = press(client, note(), "send", status=422, age="my own words", sex="male")
    assert "#id_age_0" in page.links()
    answers = {"age": ["my own words"], "name": ["Robin"], "sex": ["male", "female"]}
    assert actions.count(pack=ENGLAND, answers=answers, on=ON) == 1
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
    address = "/ar/feedback/after/equality/"
    page = pages.post(client, address, {"token": note(), "step": "stay", "age": "25_34", "sex": "gone"})
    assert [box.get("value") for box in page.all("input", type="radio") if box.get("checked") is not None] == ["25_34"]
    assert Tally.objects.count() == 0


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


def test_a_month_is_all_that_is_known_of_the_day() -> None:
    for day in (1, 30):
        actions.count(pack=ENGLAND, answers={"age": ["25_34"]}, on=datetime.date(2026, 11, day))
    assert set(Tally.objects.values_list("month", flat=True)) == {datetime.date(2026, 11, 1)}
    assert numbers() == {("age", "25_34"): 2}


def test_the_versions_of_rows_do_not_tell_which_answers_came_last() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("other databases keep no versions of rows")
    actions.count(pack=ENGLAND, answers={"age": ["25_34"], "sex": ["male"]}, on=ON)
    actions.count(pack=ENGLAND, answers={"age": ["85_up"]}, on=ON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text || ' ' || cmin::text), count(*) FROM feedback_tally")
        versions, rows = cursor.fetchone()
    assert versions == 1
    assert rows == sum(len(question.choices) for question in ENGLAND.questions)


def test_the_door_counts_with_its_own_role() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has roles")
    publish_notices_key()
    role = f"door_{secrets.token_hex(4)}"
    call_command("door_role", name=role, password=secrets.token_hex(8), verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{role}"')
        for _time in range(2):
            actions.count(pack=ENGLAND, answers={"age": ["25_34"]}, on=ON)
            actions.ask_to_be_told(
                contact_id=uuid.UUID(int=7), feedback_id=uuid.uuid4(), address="a@b.example", language="en", on=ON
            )
        cursor.execute("RESET ROLE")
    assert numbers() == {("age", "25_34"): 2}


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_all_counted() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("an in-memory database has one connection")

    def answer(number: int) -> int:
        try:
            chosen = {"age": ["25_34"], "sex": ["male" if number % 2 else "female"]}
            return actions.count(pack=ENGLAND, answers=chosen, on=ON)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(answer, range(40))) == 80
    assert numbers() == {("age", "25_34"): 40, ("sex", "male"): 20, ("sex", "female"): 20}
