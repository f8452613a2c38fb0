"""The rate limit as people meet it: on the page for sending, for pausing, for codes and for files."""

from __future__ import annotations

import datetime
import io

import pytest
import time_machine
from django.test import Client
from PIL import Image
from pytest_django import Settings

from core import buckets
from feedback import actions, codes, rate_limit, sealing
from feedback.enums import KeyKind
from feedback.models import Draft, Feedback, File
from tests.feedback.conftest import Visitor
from tests.rig.pages import Page

pytestmark = pytest.mark.usefixtures("month_key")


@pytest.fixture(autouse=True)
def narrow(settings: Settings) -> None:
    settings.DOOR_NETWORK_PER_HOUR, settings.DOOR_NETWORK_BURST = 6, 2
    settings.DOOR_SITE_PER_HOUR, settings.DOOR_SITE_BURST = 1000, 1000
    settings.DOOR_GUESSES_PER_MINUTE = 2
    settings.DOOR_YOUNGEST_SECONDS = 3


def told(client: Client, *, seconds: int = 10, status: int = 200, trap: str = "") -> tuple[Visitor, Page]:
    """Give feedback in `seconds`, and return the visitor and the last page."""
    visitor = Visitor(client)
    with time_machine.travel("2026-11-23 10:00", tick=False) as clock:
        page = visitor.write(text="x")
        clock.shift(seconds)
        return visitor, visitor.answer(page, step="send-kept", status=status, homepage=trap)


def test_who_comes_in_a_flood_waits_half_a_minute_and_is_heard(client: Client) -> None:
    told(client)
    told(client)
    visitor, page = told(client, status=429)
    assert Feedback.objects.count() == 2
    with time_machine.travel("2026-11-23 10:00:20", tick=False):
        page = visitor.answer(page, step="send-kept", status=429)
    with time_machine.travel("2026-11-23 10:00:45", tick=False):
        page = visitor.answer(page, step="send-kept")
    assert codes.read(page.text("bdi", class_="receipt__code")) == visitor.code
    assert list(Feedback.objects.values_list("quarantined", flat=True)) == [False] * 3


@pytest.mark.parametrize(("seconds", "trap"), [(1, ""), (60, "https://spam.example")], ids=["too fast", "trap"])
def test_what_a_machine_filled_in_is_quarantined_and_not_refused(client: Client, seconds: int, trap: str) -> None:
    told(client, seconds=seconds, trap=trap)
    assert Feedback.objects.get().quarantined


def test_pausing_waits_in_a_flood_too(client: Client) -> None:
    told(client)
    told(client)
    visitor = Visitor(client)
    with time_machine.travel("2026-11-23 10:00:10", tick=False) as clock:
        page = visitor.answer(visitor.write(text="x"), step="pause-hub")
        clock.shift(5)
        page = visitor.answer(page, step="pause-keep", status=429)
        assert Draft.objects.count() == 0
        clock.shift(31)
        visitor.answer(page, step="pause-keep")
    assert Draft.objects.count() == 1


def test_wrong_codes_lead_to_a_wait_and_never_lock_out(client: Client) -> None:
    visitor, _page = told(client)
    with time_machine.travel("2026-11-23 10:01", tick=False) as clock:
        for _guess in range(2):
            visitor.come_back(codes.new())
        page = visitor.come_back(status=429)
        clock.shift(31)
        page = visitor.act(page, "open")
    assert page.text("h1") == "Your feedback"


@pytest.fixture
def photograph() -> bytes:
    """A picture, and a key that it is sealed to."""
    public, _private = sealing.new_keypair()
    days = (datetime.date(2026, 1, 1), datetime.date(2027, 1, 1))
    actions.publish_key(number=b"file", kind=KeyKind.FILES, public_key=public, valid_from=days[0], valid_until=days[1])
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    return picture.getvalue()


def add(visitor: Visitor, page: Page, data: bytes, *, status: int = 200) -> Page:
    file = io.BytesIO(data)
    file.name = "a.png"
    carried = {str(box.get("name")): box.get("value") or "" for box in page.all("input", name="work")}
    return visitor.answer(page, step="add-file", status=status, file=file, **carried)  # type: ignore[arg-type]


def test_in_a_flood_of_files_one_waits_half_a_minute_and_chooses_again(client: Client, photograph: bytes) -> None:
    visitor = Visitor(client)
    with time_machine.travel("2026-11-23 10:00", tick=False) as clock:
        page = visitor.answer(visitor.write(text="x"), step="to-files")
        page = add(visitor, add(visitor, page, photograph), photograph)
        page = add(visitor, page, photograph, status=429)
        assert "Your file was not added." in page.text("main")
        clock.shift(31)
        page = visitor.answer(page, step="to-files")
        page = add(visitor, page, photograph)
    assert File.objects.count() == 3
    assert page.text("h1") == "A recording, a picture or a document"


def test_a_device_that_worked_does_not_wait_to_add_a_file(
    client: Client, photograph: bytes, settings: Settings
) -> None:
    settings.DOOR_WORK = 1
    visitor = Visitor(client)
    with time_machine.travel("2026-11-23 10:00", tick=False):
        page = visitor.answer(visitor.write(text="x"), step="to-files")
        page = add(visitor, add(visitor, page, photograph), photograph)
        page = add(visitor, page, photograph, status=429)
        page = add(visitor, visitor.answer(page, step="to-files", work="7"), photograph)
    assert File.objects.count() == 3


def test_who_does_not_want_to_wait_goes_on_without_the_file(client: Client, photograph: bytes) -> None:
    visitor = Visitor(client)
    with time_machine.travel("2026-11-23 10:00", tick=False):
        page = visitor.answer(visitor.write(text="x"), step="to-files")
        page = add(visitor, add(visitor, page, photograph), photograph)
        page = add(visitor, page, photograph, status=429)
        page = visitor.answer(page, step="files")
    assert page.text("h1") == "Look at it again"


def test_files_are_not_taken_without_end(client: Client, photograph: bytes) -> None:
    # Twice of what an hour takes are there already.
    for _ in range(12):
        rate_limit.admit(bucket=bucket_of(client), attempt=rate_limit.Attempt.FILE, has_waited=True)
    visitor = Visitor(client)
    page = visitor.answer(visitor.write(text="x"), step="to-files")
    page = add(visitor, page, photograph, status=422)
    assert File.objects.count() == 0
    assert "Very many are coming in at this moment." in page.text("main")


def bucket_of(client: Client) -> int:
    """Return the number of the network that the client comes from."""
    return buckets.bucket({"REMOTE_ADDR": "127.0.0.1"})
