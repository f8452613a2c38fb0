"""What the Enter key presses: the first button of a form, which must be the one a person means."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest

from feedback.models import Place
from tests.feedback.conftest import Visitor
from tests.feedback.walking import code_on, press
from tests.rig import pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("month_key")]
# Enter sends a form from a line, and from a choice as well.
TYPED = {"text", "search", "tel", "email", "number", "date", "time", "url", "password", "radio", "checkbox"}


def form_of(page: pages.Page, element: Element) -> Element | None:
    """Return the form that an element belongs to."""
    named = element.get("form")
    if named:
        return next((form for form in page.all("form") if form.get("id") == named), None)
    parent = page.parents.get(element)
    while parent is not None and parent.tag != "form":
        parent = page.parents.get(parent)
    return parent


def boxes(page: pages.Page) -> list[Element]:
    """Return what is filled in on a page where Enter does not make a new line."""
    inputs = [one for one in page.all("input") if one.get("type", "text") in TYPED]
    return inputs + [one for one in page.all("textarea") if one.get("data-line") is not None]


def pressed_by_enter(page: pages.Page) -> list[str]:
    """Return the name and value of what Enter presses, for each form with a line to type in."""
    pressed = []
    for form in page.all("form"):
        # Without what nobody reaches, such as the boxes that only programs fill in.
        lines = [one for one in boxes(page) if one.get("tabindex") != "-1"]
        if not any(form_of(page, field) is form for field in lines):
            continue
        buttons = [one for one in page.root.iter("button") if form_of(page, one) is form]
        submits = [one for one in buttons if one.get("type", "submit") == "submit"]
        pressed.append(f"{submits[0].get('name', '')}={submits[0].get('value', '')}" if submits else "")
    return pressed


def collected(visitor: Visitor) -> dict[str, list[str]]:
    """Return what Enter presses on every page of the door that has a line to type in."""
    found: dict[str, list[str]] = {}

    def look(name: str, page: pages.Page) -> pages.Page:
        if pressed := pressed_by_enter(page):
            found[name] = pressed
        return page

    page = look("start", pages.get(visitor.client, visitor.address))
    page = look("words", press(visitor.client, page, "begin"))
    hub = look("hub", press(visitor.client, page, "words", text="Nobody came at night."))
    for part in ("place", "about", "ratings", "readers", "notes", "files"):
        look(part, press(visitor.client, hub, f"to-{part}"))
    look("pause", press(visitor.client, hub, "pause-hub"))
    code = look("code", press(visitor.client, hub, "code"))
    sent = look("sent", press(visitor.client, code, "send-kept"))
    visitor.code = code_on(code)
    for step in [button.get("value", "") for button in sent.all("button", name="step")]:
        look(f"after {step}", press(visitor.client, sent, step))
    look("return", pages.get(visitor.client, f"{visitor.address}return/"))
    conversation = look("conversation", visitor.come_back())
    for act in ("choose", "rotate", "erase"):
        look(act, visitor.act(conversation, act))
    return found


def test_enter_presses_what_a_person_means(visitor: Visitor) -> None:
    Place.objects.create(code="ward-3", names={"en": "Ward 3"})
    assert collected(visitor) == {
        "place": ["step=enter-place"],
        "about": ["step=enter-about"],
        "ratings": ["step=enter-ratings"],
        "readers": ["step=enter-readers"],
        "notes": ["step=enter-notes"],
        "files": ["step=enter-files"],
        "code": ["step=send-kept"],
        "return": ["="],
        "choose": ["act=choose"],
    }


@pytest.mark.parametrize("mode", ["easy", "pictures"])
def test_enter_goes_on_in_the_other_ways(visitor: Visitor, mode: str) -> None:
    page = press(visitor.client, pages.get(visitor.client, f"{visitor.address}{mode}/"), "begin")
    steps = [button.get("value", "") for button in page.all("button", name="step") if button.get("form") == "give"]
    # The first button of the page: a step of the form, and not the same page in another language.
    assert not steps[0].startswith("stay")


def test_what_enter_presses_goes_on_with_what_was_typed(visitor: Visitor) -> None:
    page = press(visitor.client, pages.get(visitor.client, visitor.address), "begin")
    hub = press(visitor.client, page, "words", text="Nobody came at night.")
    place = press(visitor.client, hub, "to-place")
    after = press(visitor.client, place, "enter-place", place="Ward 7")
    assert after.text("h1") == hub.text("h1")
    assert "Ward 7" in press(visitor.client, after, "code").text("main")
