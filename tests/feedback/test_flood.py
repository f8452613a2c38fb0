"""The rate limit as people meet it: on the page for sending, for pausing, for codes and for files."""

from __future__ import annotations

import datetime
import io

import pytest
import time_machine
from django.test import Client
from PIL import Image
from pytest_django import Settings

from feedback import actions, codes, sealing
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


def test_files_are_not_taken_without_end(client: Client) -> None:
    public, _private = sealing.new_keypair()
    days = (datetime.date(2026, 1, 1), datetime.date(2027, 1, 1))
    actions.publish_key(number=b"file", kind=KeyKind.FILES, public_key=public, valid_from=days[0], valid_until=days[1])
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    visitor = Visitor(client)
    with time_machine.travel("2026-11-23 10:00", tick=False):
        page = visitor.answer(visitor.write(text="x"), step="to-files")
        for status in (200, 200, 422):
            picture.seek(0)
            picture.name = "a.png"
            page = visitor.answer(page, step="add-file", status=status, file=picture)  # type: ignore[arg-type]
    assert File.objects.count() == 2
    assert "Very many are coming in at this moment." in page.text("main")
