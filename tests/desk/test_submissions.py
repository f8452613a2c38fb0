"""What the person said, in plain words once it is opened; and nonsense from a door that was taken over."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from desk.queries import submissions as queries
from feedback import steps
from feedback.models import Place
from tests.rig import pages
from tests.tracker import factories


def test_everything_that_was_said_stands_in_plain_words(desk: Client) -> None:
    place = Place.objects.create(code="ward-7", names={"en": "Ward 7 east", "es": "Planta 7"})
    said = factories.collected(
        text="Nobody came.",
        place_id=str(place.pk),
        relation="child",
        watched=True,
        notes=["self_harm", "death"],
        SAFE1="a_little",
        TRU1="rather_not",
        face="2",
        channel="kiosk",
    )
    assert "Ward 7 east" not in pages.get(desk, f"/desk/{said.case.pk}/").html
    shown = pages.post(desk, f"/desk/{said.case.pk}/words/").text("main")
    for words in (
        "Content note: Hurting oneself, or suicide; Someone died",
        "Someone from the service was in the room while this was written.",
        "I felt safe. A little",
        "Staff did what they said they would do. I would rather not say",
        "Where it was Ward 7 east",
        "Who is speaking I use the service",
        "Who they speak for For my child",
        "How it was, from five faces Bad",
        "How it came in A tablet in a ward",
    ):
        assert words in shown
    assert "I had choices about my care." not in shown


def test_nothing_unsaid_is_shown(desk: Client) -> None:
    said = factories.collected()
    page = pages.post(desk, f"/desk/{said.case.pk}/words/")
    shown = page.text("main")
    for words in ("Content note:", "Read this with more care", "How it was", "Who they speak for", "I felt safe."):
        assert words not in shown


def test_warning_comes_before_the_words(desk: Client) -> None:
    said = factories.collected(text="canary-words", notes=["abuse"])
    page = pages.post(desk, f"/desk/{said.case.pk}/words/")
    [closed] = [details for details in page.all("details") if "canary-words" in pages.words(details)]
    assert closed.get("open") is None
    assert pages.words(closed).startswith("Content note: Violence or abuse")


NONSENSE: list[Any] = [None, 7, "x", ["x", 7, None, {}], {"SAFE1": ["a_little"], "x": 1}, {"SAFE1": {}}, True]


@pytest.mark.parametrize("nonsense", NONSENSE, ids=str)
def test_nonsense_is_left_out(nonsense: Any) -> None:
    shown = queries.of(dict.fromkeys([*steps.QUESTIONS, "channel"], nonsense))
    assert (shown.notes, shown.ratings) == ([], [])
    assert [fact for fact in shown.facts if not fact[2]] == []
