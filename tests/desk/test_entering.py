"""Feedback that came by phone or on paper: typed in once, sealed as at the door, the code handed over."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import DESK, Role
from accounts.models import AuditEvent
from core.verdicts import Refused
from desk.actions import entering
from feedback import actions as door
from feedback import codes, sealing
from feedback.models import DataKey, Feedback, Place, SealingKey
from tests.feedback.conversations import content
from tests.rig import pages
from tests.rig.pages import Page
from tests.tracker.factories import person

Queries = Callable[..., AbstractContextManager[object]]


@pytest.fixture(autouse=True)
def private(db: None) -> bytes:
    """Publish a key for this month and return its private half."""
    public, private = sealing.new_keypair()
    today = timezone.localdate()
    door.publish_key(
        number=secrets.token_bytes(4),
        public_key=public,
        valid_from=today - timedelta(days=2),
        valid_until=today + timedelta(days=40),
    )
    return private


def fill(client: Client, *, status: int = 200, page: Page | None = None, **typed: str) -> Page:
    """Send the page with what is typed; without `page` it is opened first."""
    page = page or pages.get(client, "/desk/enter/")
    hidden = {name: str(page.values()[name]) for name in ("fresh", "submission")}
    return pages.post(client, "/desk/enter/", {"channel": "phone", "language": "en", **hidden, **typed}, status=status)


def code_on(page: Page) -> str:
    return codes.read(page.text("bdi", class_="receipt__code"))


def words_of(private: bytes) -> dict[str, object]:
    feedback = Feedback.objects.get()
    found: dict[str, object] = sealing.open_words(feedback, DataKey.objects.get(opens=feedback.pk), private)
    return found


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_those_who_read_feedback_alone_enter_it(client: Client, role: Role) -> None:
    client.force_login(person(role))
    assert client.get("/desk/enter/").status_code == (200 if role in DESK else 404)
    if role not in DESK:
        with pytest.raises(Refused):
            entering.enter(content=content(text="x"), code=codes.new(), submission=uuid.uuid4(), by=person(role))


def test_call_is_kept_sealed_with_everything_that_was_said(desk: Client, private: bytes) -> None:
    place = Place.objects.create(code="ward-3", names={"en": "Ward 3"})
    said: dict[str, Any] = {
        "text": "Nobody came.", "helped": "The tea.", "better": "A bell.", "place_id": str(place.pk), "place": "Room 4",
        "about": "patient", "relation": "parent", "keep_from": "Dr X", "language": "ar",
    }  # fmt: skip
    page = fill(desk, **said, watched="on", for_council="on")
    kept, opened = Feedback.objects.get(), words_of(private)
    assert {name: opened[name] for name in said} == said
    assert (opened["channel"], opened["watched"]) == ("phone", True)
    assert (kept.for_council, kept.for_public, kept.restricted, kept.language) == (True, False, True, "ar")
    assert codes.opened(code_on(page)).lookup == bytes(kept.lookup)
    assert page.one("section", class_="sheet").get("lang") == "ar"


@pytest.mark.parametrize("number", [1, 3])
def test_places_are_offered_at_the_same_cost_for_one_and_for_three(
    desk: Client, number: int, django_assert_num_queries: Queries
) -> None:
    for count in range(number):
        Place.objects.create(code=f"ward-{count}", names={"en": f"Ward {count}"})
    with django_assert_num_queries(4):
        page = pages.get(desk, "/desk/enter/")
    assert page.html.count("Ward ") == number


def test_paper_form_is_kept_under_its_own_code(desk: Client, private: bytes) -> None:
    code = codes.new()
    page = fill(desk, channel="paper", text="x", paper_code=codes.shown(code).lower())
    assert code_on(page) == code
    assert (Feedback.objects.get().lookup, words_of(private)["channel"]) == (codes.opened(code).lookup, "paper")


def test_card_says_to_take_a_new_code_and_where(desk: Client) -> None:
    card = fill(desk, text="x").text("section", class_="sheet")
    assert "When you first come back, press “Get a new code”." in card
    assert "/en/feedback/1/" in card


def test_words_are_not_shown_again(desk: Client) -> None:
    assert "canary" not in fill(desk, text="canary").html


def test_pressed_twice_it_is_kept_once_and_shows_the_same_code(desk: Client) -> None:
    page = pages.get(desk, "/desk/enter/")
    first, second = fill(desk, page=page, text="x"), fill(desk, page=page, text="x")
    assert code_on(first) == code_on(second)
    assert "This was entered already." in second.text("main")
    assert (Feedback.objects.count(), AuditEvent.objects.count()) == (1, 1)


def test_code_on_the_paper_that_was_overlooked_opens_what_was_kept_without_it(desk: Client) -> None:
    page, paper = pages.get(desk, "/desk/enter/"), codes.new()
    first = code_on(fill(desk, page=page, text="Nobody came."))
    again = fill(desk, page=page, text="Nobody came.", paper_code=codes.shown(paper))
    assert code_on(again) == paper
    assert "saved once" in again.text("main")
    assert Feedback.objects.get().lookup == codes.opened(paper).lookup != codes.opened(first).lookup


def test_code_on_the_paper_does_not_take_away_a_code_that_the_person_has_taken_since(desk: Client) -> None:
    page, theirs = pages.get(desk, "/desk/enter/"), codes.new()
    opened = codes.opened(code_on(fill(desk, page=page, text="Nobody came.")))
    assert door.rotate(lookup=opened.lookup, wrap_key=opened.wrap_key, new_code=theirs)
    refused = fill(desk, page=page, text="Nobody came.", paper_code=codes.new(), status=409)
    assert "the person has taken a new code since" in refused.text("main")
    assert Feedback.objects.get().lookup == codes.opened(theirs).lookup


def test_changed_words_after_sending_are_refused_and_nothing_is_lost(desk: Client) -> None:
    page = pages.get(desk, "/desk/enter/")
    fill(desk, page=page, text="x")
    refused = fill(desk, page=page, text="Something else", status=409)
    assert "Something else was sent with this code" in refused.text("main")
    assert refused.one("textarea", name="text").text == "Something else"
    assert Feedback.objects.count() == 1


def test_code_that_was_used_or_erased_is_refused(desk: Client) -> None:
    code = code_on(fill(desk, text="x"))
    fill(desk, text="y", paper_code=code, status=409)
    door.erase(lookup=codes.opened(code).lookup, on=timezone.localdate())
    fill(desk, text="y", paper_code=code, status=409)
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "#id_text"),
        ({"text": " "}, "#id_text"),
        ({"text": "x", "paper_code": "not a code"}, "#id_paper_code"),
        ({"text": "x", "channel": "web"}, "#id_channel_0"),
        ({"text": "x", "channel": ""}, "#id_channel_0"),
        ({"text": "x", "language": "xx"}, "#id_language"),
        ({"text": "x" * 5001}, "#id_text"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_box(desk: Client, typed: dict[str, Any], field: str) -> None:
    assert field in fill(desk, **typed).links()
    assert Feedback.objects.count() == 0


def test_code_does_not_belong_in_the_words(desk: Client) -> None:
    code = codes.new()
    page = fill(desk, text=f"It is {codes.shown(code)}", paper_code=code)
    assert "private code is in your text" in page.text("main")
    assert Feedback.objects.count() == 0


@pytest.mark.parametrize("damage", [{"fresh": ""}, {"fresh": "x"}, {"submission": ""}, {"submission": "x"}])
def test_page_that_came_back_damaged_is_not_taken(desk: Client, damage: dict[str, Any]) -> None:
    fill(desk, text="x", **damage)
    assert Feedback.objects.count() == 0


def test_log_says_that_something_was_entered_and_never_which(desk: Client) -> None:
    page = fill(desk, text="canary", place="canary-ward")
    event = AuditEvent.objects.get()
    assert (event.action, event.subject, event.details) == ("entered feedback for somebody", "feedback", {})
    feedback = Feedback.objects.get()
    line = f"{event.actor} {event.action} {event.subject} {event.details}"
    for told in ("canary", str(feedback.pk), str(feedback.submission), code_on(page), bytes(feedback.lookup).hex()):
        assert told not in line


def test_without_a_key_nothing_is_kept_and_the_words_stay_on_the_page(desk: Client) -> None:
    SealingKey.objects.all().delete()
    page = fill(desk, text="Still here", status=409)
    assert "nothing is saved" in page.text("main")
    assert page.one("textarea", name="text").text == "Still here"
    assert (Feedback.objects.count(), AuditEvent.objects.count()) == (0, 0)
