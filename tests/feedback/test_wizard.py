"""Giving feedback, page by page, in every language."""

import datetime
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from feedback import actions, codes, form_state, queries, steps
from feedback.enums import CONSENTS
from feedback.form_state import FormState
from feedback.models import DataKey, Feedback, Place, SealingKey, Step
from tests.feedback.conftest import MonthKey, Visitor
from tests.feedback.conversations import content
from tests.feedback.walking import code_on, press
from tests.rig import pages

pytestmark = pytest.mark.usefixtures("month_key")
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_somebody_says_something_in_their_language_and_it_is_sealed(
    visitor: Visitor, month_key: MonthKey, language: str
) -> None:
    visitor.language = language
    said = {"text": "Me dejaron sola. شكرا — dziękuję", "helped": "One nurse", "better": "A phone"}
    page = visitor.give(**said)
    assert page.one("html").get("lang") == language
    stored = Feedback.objects.get()
    assert stored.language == language
    assert (stored.for_council, stored.for_public) == (True, False)
    assert month_key.words(stored) == {**content(**said, language=language).sealed, "channel": "web"}
    assert set(month_key.words(stored)) == {*steps.QUESTIONS, "channel", "language"} - set(CONSENTS)


def test_nothing_is_stored_before_send(visitor: Visitor) -> None:
    visitor.write(text="Not yet")
    assert Feedback.objects.count() == 0


@pytest.mark.parametrize("box", ["text", "helped", "better"])
def test_one_word_in_any_box_is_enough(visitor: Visitor, box: str) -> None:
    visitor.give(**{box: "yes"})
    assert Feedback.objects.count() == 1


def test_an_empty_form_is_refused_kindly_and_leads_to_the_boxes(visitor: Visitor) -> None:
    page = visitor.answer(pages.get(visitor.client, visitor.address), step="words", status=422, text=" \n ")
    assert page.links()["#id_text"].startswith("Write something in one of the boxes")


def test_a_text_that_is_too_long_stays_and_says_what_to_do(visitor: Visitor) -> None:
    text = "a" * 5001
    page = visitor.answer(pages.get(visitor.client, visitor.address), step="words", status=422, text=text)
    assert page.one("textarea", name="text").text == text
    assert page.links()["#id_text"].startswith("There is room for 5000 letters here, and these are 5001.")


def test_going_back_loses_nothing(visitor: Visitor) -> None:
    page = visitor.write(text="First words", helped="A smile")
    page = visitor.answer(page, step="to-readers")
    assert page.one("input", name="for_council").get("checked") is not None
    page = visitor.answer(page, step="to-words")
    assert page.one("textarea", name="text").text == "First words"
    assert page.one("textarea", name="helped").text == "A smile"


def test_changing_the_language_keeps_what_was_typed(visitor: Visitor) -> None:
    page = pages.get(visitor.client, visitor.address)
    visitor.language = "ar"
    page = visitor.answer(page, step="stay-words", text="Half a sentence")
    assert page.one("html").get("dir") == "rtl"
    assert page.one("textarea", name="text").text == "Half a sentence"


def test_a_code_is_kept_or_refused_with_the_very_button_that_sends(visitor: Visitor) -> None:
    page = visitor.write(text="x")
    buttons = [button.get("value") for button in page.all("button", name="step")]
    assert buttons == ["send-kept", "send-unkept", "hub"]
    sent = visitor.answer(page, step="send-unkept")
    assert codes.shown(visitor.code) not in sent.html
    assert Feedback.objects.count() == 1


def test_the_same_send_twice_is_kept_once_and_the_code_works(visitor: Visitor) -> None:
    page = visitor.write(text="Only once")
    visitor.answer(page, step="send-kept")
    again = visitor.answer(page, step="send-kept")
    assert "already received" in again.text("main")
    assert (Feedback.objects.count(), DataKey.objects.count(), Step.objects.count()) == (1, 1, 1)
    assert "No answer yet" in visitor.come_back().text("main")


@pytest.mark.parametrize("since", ["begin", "words", "code"])
def test_going_back_from_a_lost_answer_by_any_page_sends_the_same_thing(visitor: Visitor, since: str) -> None:
    """The browser's own Back, and a reload, send an earlier form once more."""
    page = pages.get(visitor.client, visitor.address)
    typed: dict[str, dict[str, Any]] = {"words": {"text": "Nobody came."}}
    steps = ["begin", "words", "code", "send-kept"]
    before = {}
    for step in steps:
        before[step] = page
        page = visitor.answer(page, step=step, **typed.get(step, {}))
    first = page.text("bdi", class_="receipt__code")
    page = visitor.answer(before[since], step=since, **typed.get(since, {})) if since != "begin" else before["words"]
    for step in steps[steps.index(since) + 1 :]:
        page = visitor.answer(page, step=step, **typed.get(step, {}))
    assert Feedback.objects.count() == 1
    assert page.text("bdi", class_="receipt__code") == first


def test_other_words_under_a_code_that_was_used_can_be_sent_with_a_new_one(visitor: Visitor) -> None:
    page = visitor.write(text="Nobody came.")
    visitor.answer(page, step="send-kept")
    words = visitor.answer(visitor.answer(page, step="hub"), step="to-words")
    other = visitor.answer(visitor.answer(words, step="words", text="The tea was cold."), step="code")
    refused = visitor.answer(other, step="send-kept", status=409)
    assert "The tea was cold." in refused.text("main")
    renewed = visitor.answer(refused, step="with-new-code")
    sent = visitor.answer(renewed, step="send-kept")
    assert Feedback.objects.count() == 2
    assert sent.text("bdi", class_="receipt__code") != other.text("bdi", class_="receipt__code")


# Threads share no database of SQLite that is kept in memory.
@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_many_sends_at_once_are_kept_once(month_key: MonthKey) -> None:
    code, submission = codes.new(), uuid.uuid4()
    words = content(text="x")

    def send(_number: int) -> actions.Sent:
        try:
            today = datetime.datetime.now(tz=datetime.UTC).date()
            return actions.submit(content=words, code=code, submission=submission, on=today)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(send, range(24)))
    assert [sent.new for sent in results].count(True) == 1
    assert (Feedback.objects.count(), DataKey.objects.count(), Step.objects.count()) == (1, 1, 1)


def test_the_code_inside_the_words_is_refused_with_help(visitor: Visitor) -> None:
    page = visitor.answer(visitor.write(text="x"), step="to-words")
    typed = f"my code: {codes.shown(visitor.code).lower().replace('-', ' ')}"
    page = visitor.answer(page, step="words", status=422, text=typed)
    assert "Your private code is in your text." in page.text("main")


def test_a_page_open_for_too_long_keeps_what_is_typed(visitor: Visitor) -> None:
    with time_machine.travel("2026-11-22 10:00", tick=False):
        page = pages.get(visitor.client, visitor.address)
    with time_machine.travel("2026-11-23 12:00", tick=False):
        page = visitor.answer(page, step="words", status=400, text="I fell asleep")
    assert page.one("textarea", name="text").text == "I fell asleep"
    assert "we start again from here" in page.text("main")


@pytest.mark.parametrize("note", ["", "x", "AAAA", "é", "\x00", "A" * 4000])
def test_a_note_that_is_not_ours_starts_again(visitor: Visitor, note: str) -> None:
    page = pages.post(visitor.client, visitor.address, {"token": note, "step": "send-kept"}, status=400)
    assert page.text("h1") == "Tell us what happened"
    assert Feedback.objects.count() == 0


def test_a_note_of_another_page_is_not_taken(visitor: Visitor) -> None:
    visitor.give(text="x")
    note = visitor.come_back().all("input", name="token")[0].get("value")
    data = {"token": note, "step": "send-kept"}
    pages.post(visitor.client, visitor.address, data, status=400)
    assert Feedback.objects.count() == 1


def test_a_form_from_elsewhere_is_refused(visitor: Visitor) -> None:
    for header in ({"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_ORIGIN": "https://elsewhere.example"}):
        pages.post(visitor.client, visitor.address, {"step": "words", "text": "x"}, status=403, **header)


def test_no_step_can_be_skipped(visitor: Visitor) -> None:
    page = pages.get(visitor.client, visitor.address)
    for step in ("code", "send", "nonsense", "send-kept", "send-unkept", "pause-keep"):
        shown = visitor.answer(page, step=step, status=422 if step == "code" else 200)
        assert shown.text("h1") in {"Tell us what happened", "Look at it again"}
    assert Feedback.objects.count() == 0


@pytest.mark.parametrize("number", [1, 3])
def test_places_are_offered_at_the_same_cost_for_one_and_for_three(
    visitor: Visitor, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in range(number):
        Place.objects.create(code=f"ward-{count}", names={"en": f"Ward {count}"})
    page = visitor.answer(pages.get(visitor.client, visitor.address), step="words", text="x")
    with django_assert_num_queries(1):
        page = visitor.answer(page, step="to-place")
    assert len(page.all("input", name="place_id")) == number + 1


def test_words_are_in_no_page_but_those_that_show_them(visitor: Visitor) -> None:
    page = pages.get(visitor.client, visitor.address)
    page = visitor.answer(page, step="words", text="canary-in-clear")
    assert page.html.count("canary-in-clear") == 1
    for step in ("to-place", "to-notes", "to-files", "pause-hub"):
        assert "canary-in-clear" not in press(visitor.client, page, step).html


def test_nothing_in_clear_reaches_the_database(visitor: Visitor) -> None:
    visitor.give(text="canary-in-rows", place="canary-place")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names come from the database itself
            rows = repr([[bytes(cell) if isinstance(cell, memoryview) else cell for cell in row] for row in cursor])
            assert "canary" not in rows, table
            assert visitor.code not in rows, table


def test_a_short_and_a_long_text_look_the_same(visitor: Visitor, client: Client) -> None:
    short = visitor.give(text="x")
    long = Visitor(client).give(text="y" * 800)
    assert len({len(bytes(body)) for body in Feedback.objects.values_list("body", flat=True)}) == 1
    strip = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}")
    assert len(strip.sub("", short.html)) == len(strip.sub("", long.html))


def test_morning_and_evening_leave_the_same_rows(visitor: Visitor, client: Client) -> None:
    with time_machine.travel(datetime.datetime(2026, 11, 23, 9, 1, tzinfo=datetime.UTC)):
        visitor.give(text="x")
    with time_machine.travel(datetime.datetime(2026, 11, 23, 16, 59, tzinfo=datetime.UTC)):
        Visitor(client).give(text="x")
    told = list(Feedback.objects.values("received_on", "language", "for_council", "for_public", "status"))
    assert told[0] == told[1]
    steps = list(Step.objects.values("position", "status", "taken_on"))
    assert steps[0] == steps[1]


def test_no_key_means_no_words_are_taken(visitor: Visitor) -> None:
    page = visitor.write(text="x")
    SealingKey.objects.all().delete()
    queries.opening.forget()
    pages.get(visitor.client, visitor.address, status=503)
    visitor.answer(page, step="send-kept", status=503)
    visitor.answer(page, step="code", status=503)
    assert Feedback.objects.count() == 0


def test_an_unknown_language_has_no_page(client: Client) -> None:
    pages.get(client, "/xx/feedback/", status=404)


def test_a_body_that_is_too_large_is_refused_with_help(visitor: Visitor) -> None:
    pages.post(visitor.client, visitor.address, {"text": "x" * 2_200_000}, status=413)
    assert Feedback.objects.count() == 0


@pytest.mark.parametrize(
    "body", [b"text=\xff\xfe&step=words", b"%ZZ=1&text=%E0%A4", b"\x00\x01\x02", b"text=" + b"&" * 300]
)
def test_a_broken_body_is_answered_with_a_page(visitor: Visitor, body: bytes) -> None:
    response = visitor.client.post(visitor.address, data=body, content_type="application/x-www-form-urlencoded")
    assert response.status_code in {200, 400, 422}
    pages.parse(response.content.decode())


def test_a_signed_in_member_is_not_known_here(visitor: Visitor, django_user_model: type, client: Client) -> None:
    from accounts.models import User  # the test stands on both sides of the door

    member = User.objects.create_user("member@example.org", "a long passphrase")
    client.force_login(member)
    cache.clear()
    before = str(client.cookies)
    with pytest.MonkeyPatch.context() as patch:
        queries: list[str] = []
        execute = connection.execute_wrapper

        def watch(run: object, sql: str, params: object, many: object, context: object) -> object:
            queries.append(sql)
            return run(sql, params, many, context)  # type: ignore[operator]

        with execute(watch):
            response = client.get(visitor.address)
        patch.undo()
    assert response.status_code == 200
    assert not [sql for sql in queries if "session" in sql or "accounts_" in sql]
    assert str(client.cookies) == before
    assert not response.cookies


def test_letters_that_did_not_arrive_are_said_and_the_rest_stays(visitor: Visitor) -> None:
    page = pages.get(visitor.client, visitor.address)
    body = b"step=words&text=half%FF&token=" + (page.one("input", name="token").get("value") or "").encode()
    response = visitor.client.post(visitor.address, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 422
    page = pages.parse(response.content.decode())
    assert page.links()["#id_text"].startswith("Some letters did not reach us.")
    assert (page.one("textarea", name="text").text or "").startswith("half")


@pytest.mark.parametrize("version", [form_state.VERSION, form_state.VERSION + 1])
def test_words_put_aside_outlive_a_new_version(visitor: Visitor, monkeypatch: pytest.MonkeyPatch, version: int) -> None:
    """What another version wrote into a draft, a name included that this one does not know, is not lost for that."""
    page = visitor.answer(pages.get(visitor.client, visitor.address), step="words", text="canary-kept")
    page = visitor.answer(page, step="pause-hub")
    code = code_on(page)
    written = FormState.as_json
    monkeypatch.setattr(FormState, "as_json", lambda state: {**written(state), "dropped": "x", "version": version})
    visitor.answer(page, step="pause-keep")
    monkeypatch.undo()
    page = visitor.answer(visitor.come_back(code), step="to-words")
    assert "canary-kept" in page.text("textarea", name="text")


def test_code_is_said_not_to_be_sent_and_the_button_follows_it(visitor: Visitor) -> None:
    page = visitor.write(text="canary-words")
    parts = ["Not sent yet.", 'class="receipt__code', 'value="send-kept"', "canary-words"]
    places = [page.html.index(part) for part in parts]
    assert places == sorted(places)


def test_page_for_coming_back_says_that_only_send_makes_a_code_work(visitor: Visitor) -> None:
    visitor.write(text="x")
    page = pages.get(visitor.client, f"{visitor.address}return/")
    page = pages.post(visitor.client, f"{visitor.address}return/", page.values() | {"code": codes.new()})
    assert "A code opens nothing until Send was pressed" in page.text("main")
