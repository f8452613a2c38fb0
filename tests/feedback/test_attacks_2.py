"""More attacks on the door: words lost on the way, drafts, deleted files, ways around the rate limit, its role."""

import datetime
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from pytest_django import Settings

from feedback import actions, challenges, codes, form_state, queries, rate_limit, sealing
from feedback.enums import FileKind, KeyKind, MessageKind, Voice
from feedback.form_state import FormState
from feedback.models import Draft, Feedback, File, Message, SealingKey
from feedback.rate_limit import Attempt, Outcome
from feedback.views import pending_input
from tests.feedback.conftest import MonthKey, Visitor
from tests.feedback.conversations import challenged, given, told
from tests.feedback.walking import code_on, press
from tests.rig import pages
from tests.rig.pages import Page

pytestmark = pytest.mark.usefixtures("month_key")
START, EASY, PICTURES = "/en/feedback/", "/en/feedback/easy/", "/en/feedback/pictures/"
OVERRIDE = "\N{RIGHT-TO-LEFT OVERRIDE}"


@pytest.fixture
def files_key(db: None) -> None:
    today = datetime.datetime.now(tz=datetime.UTC).date()
    days = {"valid_from": today, "valid_until": today + datetime.timedelta(days=300)}
    public, _private = sealing.new_keypair()
    actions.publish_key(number=secrets.token_bytes(4), public_key=public, kind=KeyKind.FILES, **days)


def words(client: Client, **typed: str) -> Page:
    """Write something and come to the page that offers a little more."""
    page = press(client, pages.get(client, START), "begin")
    return press(client, page, "words", status=200, **typed) if typed else page


def put_aside(client: Client, page: Page, step: str, **typed: str) -> str:
    """Pause on a page and return the code for going on."""
    page = press(client, page, step, status=200, **typed)
    code = code_on(page)
    press(client, page, "pause-keep")
    return code


def go_on(client: Client, code: str, *, language: str = "en") -> Page:
    return pages.post(client, f"/{language}/feedback/return/", {"code": code})


def send_with(client: Client, page: Page, step: str, **more: Any) -> Page:
    """Press a button of a page with a recording chosen in it."""
    form = page.one("form", id="give")
    token = page.all("input", name="token")[0].get("value")
    data = {"token": token, "step": step, "file": SimpleUploadedFile("x", b"OggS" + bytes(500)), **more}
    return pages.post(client, form.get("action", ""), data)


# Words on the way.


@pytest.mark.parametrize("step", ["stay-words", "pause-words"])
def test_words_are_never_cut_off_where_somebody_pauses_or_changes_the_language(client: Client, step: str) -> None:
    """What is too long for a note is said to be too long, in a box that still holds all of it."""
    text = "x" * 30_000 + " the end"
    page = words(client)
    assert page.one("textarea", name="text").get("maxlength") is None, "a browser cuts what is pasted and says nothing"
    data = {"token": page.one("input", name="token").get("value"), "step": step, "text": text}
    page = pages.post(client, "/es/feedback/", data, status=422)
    assert page.one("textarea", name="text").text == text


def test_three_full_boxes_can_be_sent_again_in_any_script(client: Client) -> None:
    """The note and the boxes travel together; a body that is refused as too large would lose all of it."""
    full = dict.fromkeys(
        ("text", "helped", "better"), "\N{CJK UNIFIED IDEOGRAPH-8A9E}" * pending_input.MAX_CARRIED_LETTERS
    )
    token = words(client).one("input", name="token").get("value")
    page = pages.post(client, "/es/feedback/", {"token": token, "step": "stay-words", **full})
    sent = {"token": page.one("input", name="token").get("value"), "step": "words", **full}
    answer = client.post(START, urlencode(sent), content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422, "as a browser sends it, and it is said which box is too long"


@pytest.mark.parametrize("to", ["to-text", "to-start"])
def test_going_back_in_the_easy_form_keeps_what_was_just_typed(client: Client, to: str) -> None:
    page = press(client, pages.get(client, EASY), "begin")
    if to == "to-text":
        page = press(client, page, "text", text="First")
        page = press(client, page, to, helped="A smile")
        page = press(client, page, "text", text="First")
        assert page.one("textarea", name="helped").text == "A smile"
    else:
        page = press(client, page, to, text="Half a sentence")
        page = press(client, page, "begin")
        assert page.one("textarea", name="text").text == "Half a sentence"


@pytest.mark.usefixtures("files_key")
def test_going_back_from_a_chosen_recording_keeps_it(client: Client) -> None:
    page = press(client, pages.get(client, PICTURES), "begin")
    page = press(client, page, "face-2")
    send_with(client, page, "to-face")
    assert File.objects.count() == 1


def test_changing_the_language_beside_an_answer_keeps_what_was_typed(client: Client, visitor: Visitor) -> None:
    visitor.give(text="x")
    page = visitor.come_back()
    button = next(button for button in page.all("button") if button.get("lang") == "ar")
    form = page.one("form", id=button.get("form", "none"))
    sent = {"token": next(iter(form.iter("input"))).get("value"), "act": button.get("value"), "text": "Half a sentence"}
    page = pages.post(client, button.get("formaction", ""), sent)
    assert page.one("html").get("dir") == "rtl"
    assert page.one("textarea", name="text").text == "Half a sentence"


@pytest.mark.parametrize("step", ["code", "send-kept"])
def test_when_the_key_ends_before_the_last_step_the_words_stay_in_the_page(visitor: Visitor, step: str) -> None:
    page = visitor.write(text="Not lost")
    with_key = SealingKey.objects.get().valid_until
    SealingKey.objects.update(valid_until=datetime.date(2026, 1, 2), valid_from=datetime.date(2026, 1, 1))
    page = visitor.answer(page, step=step, status=503)
    SealingKey.objects.update(valid_until=with_key)
    page = press(visitor.client, page, step)
    if step == "code":
        page = press(visitor.client, page, "send-kept")
    assert code_on(page) == visitor.code
    assert Feedback.objects.count() == 1


# Drafts.


def test_a_pause_is_no_way_around_the_forms(client: Client, month_key: MonthKey) -> None:
    """Overlong, disguised or invented answers, and the very code of the visit, are looked at before they are sent."""
    page = press(client, words(client, text="x"), "code")
    code = code_on(page)
    page = press(client, press(client, page, "hub"), "to-words")
    draft = put_aside(client, page, "pause-words", text=f"My code {codes.shown(code)}", helped=f"{OVERRIDE}disguised")
    page = go_on(client, draft)
    page = press(client, page, "code", status=422)
    assert "Your private code is in your text." in page.text("main")
    page = press(client, press(client, page, "words", text="My code is at home", helped=f"{OVERRIDE}disguised"), "code")
    press(client, page, "send-kept")
    assert month_key.words(Feedback.objects.get())["helped"] == "disguised"


@pytest.mark.parametrize(
    ("name", "typed"),
    [("ratings", {"SAFE1": "invented"}), ("notes", {"notes": "invented"}), ("about", {"about": "invented"})],
)
def test_invented_answers_are_not_sent_by_way_of_a_draft(client: Client, name: str, typed: dict[str, str]) -> None:
    page = press(client, words(client, text="x"), f"to-{name}")
    page = go_on(client, put_aside(client, page, f"pause-{name}", **typed))
    press(client, page, "code", status=422)
    assert Feedback.objects.count() == 0


def test_what_was_put_aside_in_the_middle_of_a_page_is_sent_as_it_was(client: Client, month_key: MonthKey) -> None:
    """What the forms find nothing wrong with is not asked for again."""
    page = press(client, words(client, text="x"), "to-ratings")
    page = go_on(client, put_aside(client, page, "pause-ratings", SAFE1="mostly"))
    page = press(client, page, "to-about")
    page = go_on(client, put_aside(client, page, "pause-about", about="patient", watched="on"))
    press(client, press(client, page, "code"), "send-kept")
    said: dict[str, Any] = {**month_key.words(Feedback.objects.get())}
    assert (said["SAFE1"], said["about"], said["watched"]) == ("mostly", "patient", True)


def test_answers_of_yes_and_no_outlive_a_pause(client: Client, month_key: MonthKey) -> None:
    page = press(client, pages.get(client, EASY), "begin")
    for name in ("text", "helped", "better", "keep_from"):
        page = press(client, page, name, text="x")
    page = go_on(client, put_aside(client, page, "pause-council", for_council="yes"))
    assert "Welcome back" in page.text("main")
    assert page.one("input", name="for_council", value="yes").get("checked") is not None


def test_a_draft_that_was_gone_back_from_is_destroyed_when_its_words_are_sent(client: Client) -> None:
    """Put aside, then the browser's Back button and "go back without pausing": the words are sent, so it goes."""
    pause = press(client, words(client, text="Once"), "pause-hub")
    code = code_on(pause)
    press(client, pause, "pause-keep")
    page = press(client, pause, "pause-back")
    press(client, press(client, page, "code"), "send-kept")
    assert Draft.objects.count() == 0
    assert "We found nothing" in go_on(client, code).text("main")


@pytest.mark.parametrize("way", ["hub", "easy"])
def test_a_draft_can_be_thrown_away_from_every_page_that_goes_on_with_it(client: Client, way: str) -> None:
    if way == "easy":
        page = press(client, pages.get(client, EASY), "begin")
        page = go_on(client, put_aside(client, page, "pause-text", text="x"))
    else:
        page = go_on(client, put_aside(client, words(client, text="x"), "pause-hub"))
        page = press(client, press(client, page, "to-notes"), "notes")
    page = press(client, page, "throw-away")
    press(client, page, "throw-away", sure="yes")
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("language", ["ar", "pl"])
def test_the_page_a_draft_opens_can_be_read_in_another_language(client: Client, language: str) -> None:
    page = go_on(client, put_aside(client, words(client, text="Still here"), "pause-hub"))
    button = next(button for button in page.all("button", name="step") if button.get("lang") == language)
    sent = {"token": page.one("input", name="token").get("value"), "step": button.get("value")}
    page = pages.post(client, button.get("formaction", ""), sent)
    page = press(client, page, "to-words")
    assert page.one("textarea", name="text").text == "Still here"


# Files.


@pytest.mark.usefixtures("files_key")
def test_nobody_is_told_that_a_file_arrived_that_is_gone(client: Client) -> None:
    """A file waits for a day or two; the page may stay open for longer, one step a day."""
    page = send_with(client, press(client, words(client, text="Listen"), "to-files"), "add-file")
    page = press(client, press(client, page, "files"), "code")
    File.objects.all().delete()
    page = press(client, page, "send-kept", status=409)
    assert "did not reach us" in page.text("main")
    assert Feedback.objects.count() == 0
    page = press(client, press(client, page, "files"), "code")
    press(client, page, "send-kept")
    assert Feedback.objects.count() == 1


@pytest.mark.usefixtures("files_key")
def test_a_draft_opened_twice_is_kept_once_with_its_file(client: Client) -> None:
    page = send_with(client, press(client, words(client, text="Listen"), "to-files"), "add-file")
    code = put_aside(client, press(client, page, "files"), "pause-hub")
    first, second = go_on(client, code), go_on(client, code)
    codes_shown = [code_on(press(client, press(client, page, "code"), "send-kept")) for page in (first, second)]
    assert codes_shown[0] == codes_shown[1]
    changed = press(client, press(client, second, "to-words"), "words", text="Other words")
    other = press(client, changed, "code")
    assert "These words are not stored" in press(client, other, "send-kept", status=409).text("main")
    assert File.objects.get().feedback == Feedback.objects.get()


# The rate_limit.


@pytest.fixture
def limits(settings: Settings) -> None:
    settings.DOOR_NETWORK_PER_HOUR, settings.DOOR_NETWORK_BURST = 30, 10
    settings.DOOR_SITE_PER_HOUR, settings.DOOR_SITE_BURST = 200, 60
    settings.DOOR_YOUNGEST_SECONDS = 3


@pytest.mark.usefixtures("limits")
def test_one_sender_cannot_get_everybody_quarantined() -> None:
    """One proof, sent again and again: the same words are kept once, and every time they count."""
    state = FormState(answers={"text": "x"})
    with time_machine.travel("2026-11-23 10:00", tick=False) as clock:
        state = challenged(state)
        clock.shift(challenges.WAIT_SECONDS)
        for _ in range(2000):
            rate_limit.admit(bucket=7, attempt=Attempt.MESSAGE, has_waited=challenges.is_satisfied(state))
        other = challenged(FormState(answers={"text": "somebody else, somewhere else"}))
        clock.shift(challenges.WAIT_SECONDS)
        assert (
            rate_limit.admit(bucket=8, attempt=Attempt.MESSAGE, has_waited=challenges.is_satisfied(other))
            is Outcome.ADMIT
        )


@pytest.mark.usefixtures("limits")
def test_looking_like_a_machine_is_no_way_around_waiting() -> None:
    with time_machine.travel("2026-11-23 10:00", tick=False):
        outcomes = [rate_limit.admit(bucket=7, attempt=Attempt.MESSAGE, suspicious=True) for _ in range(1000)]
        assert Outcome.ADMIT not in outcomes
        assert outcomes.count(Outcome.WAIT) >= 800
        assert (
            rate_limit.admit(bucket=7, attempt=Attempt.MESSAGE, suspicious=True, has_waited=True) is Outcome.QUARANTINE
        )
        assert rate_limit.admit(bucket=7, attempt=Attempt.MESSAGE) is Outcome.ADMIT


def test_a_form_without_a_first_page_takes_time_as_well(visitor: Visitor, settings: Settings) -> None:
    """A programme that sends nonsense for a note gets a fresh one, and must not be taken for slow."""
    settings.DOOR_YOUNGEST_SECONDS = 3
    with time_machine.travel("2026-11-23 10:00", tick=False):
        page = pages.post(visitor.client, START, {"token": "nonsense", "text": "x"}, status=400)
        page = press(visitor.client, press(visitor.client, page, "words", text="x"), "code")
        press(visitor.client, page, "send-kept")
    assert Feedback.objects.get().quarantined


# A role that was taken over.


@contextmanager
def as_the_door() -> Iterator[None]:
    role = f"door_{secrets.token_hex(4)}"
    call_command("door_role", name=role, password=secrets.token_hex(8), verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{role}"')
        yield
        cursor.execute("RESET ROLE")


@pytest.mark.needs_postgres
def test_role_of_the_door_cannot_rewrite_what_staff_said(visitor: Visitor) -> None:
    """Whoever takes the door over holds each public key: it could put other words under a reply that is there."""
    feedback = given(visitor)
    reply = told(feedback, MessageKind.REPLY, "We are sorry.")
    forged = sealing.seal(
        sealing.pack({"language": "en", "texts": {"en": {"body": "Call this number"}}}),
        bytes(feedback.reply_public),
        associated_data=sealing.cell("message", "sealed", reply.pk),
    )
    with as_the_door():
        queries.show_receipts(codes.opened(visitor.code).lookup)
        with pytest.raises(ProgrammingError), transaction.atomic():
            Message.objects.filter(pk=reply.pk).update(sealed=forged)
        assert Message.objects.filter(pk=reply.pk).update(sealed=b"") == 1


@pytest.mark.needs_postgres
def test_role_of_the_door_erases_as_its_owner_asks(visitor: Visitor) -> None:
    feedback = given(visitor)
    told(feedback, MessageKind.REPLY, "We are sorry.")
    with as_the_door():
        receipt = actions.erase(lookup=codes.opened(visitor.code).lookup, on=datetime.date(2026, 11, 23))
        queries.show_receipts(codes.opened(visitor.code).lookup)
        assert Feedback.objects.get().status == "erased"
    assert receipt is not None
    assert receipt.messages == 1


@pytest.mark.needs_postgres
def test_role_of_the_door_reaches_no_draft_and_no_file_of_another_visit(visitor: Visitor, files_key: None) -> None:
    today = datetime.datetime.now(tz=datetime.UTC).date()
    opened = codes.opened_draft(codes.new())
    file = actions.stage(data=b"OggS", kind=FileKind.SOUND, voice=Voice.AS_IT_IS, position=1, on=today)
    actions.pause(opened=opened, state=FormState(answers={"text": "x"}, files=[str(file)]), on=today)
    feedback = given(visitor)
    with as_the_door():
        queries.show_receipts(codes.opened(visitor.code).lookup)
        queries.show_files([str(uuid.uuid4())])
        assert (Draft.objects.count(), Draft.objects.all().delete()[0]) == (0, 0)
        mine = File.objects.filter(pk=file).only("pk")
        assert (mine.count(), mine.update(feedback=feedback), mine.delete()[0]) == (0, 0, 0)


def test_sent_again_after_a_new_code_is_said_to_be_kept(visitor: Visitor) -> None:
    page = visitor.write(text="canary-sent-before")
    visitor.answer(page, step="send-kept")
    opened = codes.opened(codes.read(page.text("bdi", class_="receipt__code")))
    assert actions.rotate(lookup=opened.lookup, wrap_key=opened.wrap_key, new_code=codes.new())
    again = visitor.answer(page, step="send-kept", status=409)
    assert again.text("h1") == "We have this already"
    assert "canary-sent-before" not in again.html
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize("charset", ["zlib", "base64", "rot13", "idna", "undefined", "utf-7"])
def test_charset_that_is_none_changes_nothing(visitor: Visitor, charset: str) -> None:
    note = pages.get(visitor.client, visitor.address).one("input", name="token").get("value")
    fields = {"token": str(note), "step": "words", "text": "+2AA-x"}
    # Long and of signs no note is written in: a note with the boundary in it would end the part there.
    mark = "----=boundary=of=the=test=="
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields.items()
    ]
    answer = visitor.client.generic(
        "POST",
        visitor.address,
        "".join([*parts, f"--{mark}--\r\n"]),
        content_type=f'multipart/form-data; boundary="{mark}"; charset={charset}',
    )
    assert answer.status_code == 200
    note = pages.parse(answer.content.decode()).one("input", name="token").get("value")
    assert form_state.read(FormState, str(note), max_age=60).answers["text"] == "+2AA-x"


@pytest.mark.parametrize("step", ["stay-about", "to-ratings", "to-text", "pause-about", "notes"])
@pytest.mark.parametrize("mode", ["easy", "faces"])
def test_page_of_another_way_is_the_plain_one(visitor: Visitor, mode: str, step: str) -> None:
    note = form_state.write(FormState(mode=mode, answers={"text": "Hello"}))
    assert pages.post(visitor.client, visitor.address, {"token": note, "step": step}).text("h1")


@pytest.mark.parametrize(("letter", "number"), [("\u0645", 150_000), ("\u5b57", 120_000), ("a", 390_000)])
def test_very_long_words_of_any_script_stay_in_their_box(visitor: Visitor, letter: str, number: int) -> None:
    note = pages.get(visitor.client, visitor.address).one("input", name="token").get("value")
    page = pages.post(
        visitor.client, visitor.address, {"token": note, "step": "words", "text": letter * number}, status=422
    )
    assert letter * number in page.html
