"""Attack 19: somebody has found the code and has the conversation open when its owner takes a new one, or erases it.

The old code and every page that is open anywhere must fail at once; two browsers, and every button there is.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client

from feedback import codes
from feedback.enums import MessageKind, Status
from feedback.models import DataKey, Feedback, Message
from tests.attacks import driver
from tests.feedback.conftest import MonthKey, Visitor
from tests.feedback.conversations import consents, given, told
from tests.rig.browser import Browser
from tests.rig.canaries import letters
from tests.rig.embedded import EmbeddedSite
from tests.rig.pages import Page

SECRET = "canary-answer"
UNKNOWN = "We found nothing for this code."


@dataclass
class Stolen:
    """A thief's browser: every page of the conversation open, each with its own note."""

    thief: Visitor
    pages: dict[str, Page]
    version: Message

    def presses(self) -> dict[str, Page]:
        """Press every button of every open page, and come back with the code; return what each shows."""
        about = str(self.version.pk)
        act, pages = self.thief.act, self.pages
        return {
            "show": act(pages["conversation"], "show"),
            "add": act(pages["conversation"], "add", text="by a thief"),
            "choose": act(pages["choose"], "choose", save="yes", for_public="on"),
            "say": act(pages["say"], "say", save="yes", fitting="stop", about=about),
            "rotate": act(pages["conversation"], "rotate"),
            "rotated": act(pages["rotate"], "rotate", kept="kept"),
            "erase": act(pages["erase"], "erase", sure="yes"),
            "code": self.thief.come_back(),
        }


@pytest.fixture
def stolen(month_key: MonthKey) -> Stolen:
    """Let a thief open every page with the owner's code."""
    thief = Visitor(Client())
    feedback = given(thief, for_council=True)
    told(feedback, MessageKind.REPLY, SECRET)
    version = told(feedback, MessageKind.SHAREABLE, "Somebody waited.")
    pages = {name: thief.act(thief.come_back(), name) for name in ("choose", "rotate", "erase")}
    pages["say"] = thief.act(thief.come_back(), "say", about=str(version.pk))
    return Stolen(thief, {**pages, "conversation": thief.come_back()}, version)


def owner(stolen: Stolen) -> Visitor:
    return Visitor(Client(), code=stolen.thief.code)


def test_after_rotating_every_open_page_of_a_thief_fails(stolen: Stolen) -> None:
    mine = owner(stolen)
    page = mine.act(mine.come_back(), "rotate")
    mine.act(page, "rotate", kept="kept")
    feedback = Feedback.objects.get()
    for act, shown in stolen.presses().items():
        if act != "rotate":  # shows a fresh code that nobody has put to use, and nothing of the conversation
            assert UNKNOWN in shown.text("main"), act
        assert SECRET not in shown.html, act
    assert Message.objects.filter(kind=MessageKind.FROM_PERSON).count() == 0
    assert consents(feedback)["for_council"]
    assert not consents(feedback)["for_public"]
    assert feedback.status == Status.RECEIVED
    mine.code = codes.read(page.text("bdi", class_="receipt__code"))
    assert SECRET in mine.come_back().text("main")


def test_after_erasing_every_open_page_of_a_thief_fails(stolen: Stolen) -> None:
    mine = owner(stolen)
    mine.act(mine.act(mine.come_back(), "erase"), "erase", sure="yes")
    for act, shown in stolen.presses().items():
        assert SECRET not in shown.html, act
    assert DataKey.objects.count() == 0
    assert {bytes(sealed) for sealed in Message.objects.values_list("sealed", flat=True)} == {b""}
    feedback = Feedback.objects.get()
    assert (feedback.status, bytes(feedback.reply_private)) == (Status.ERASED, b"")
    assert not any(consents(feedback).values())
    assert "destroyed" in stolen.thief.come_back().text("h1")


def test_a_thief_who_rotates_first_leaves_the_owner_a_way_to_tell(stolen: Stolen) -> None:
    """Nothing can give the owner the conversation back; the page must say so rather than break."""
    thief = stolen.thief
    thief.act(stolen.pages["rotate"], "rotate", kept="kept")
    page = owner(stolen).come_back()
    assert UNKNOWN in page.text("main")
    assert "You can always tell us again." in page.text("main")


@pytest.mark.needs_browser
@pytest.mark.parametrize("act", ["rotate", "erase"])
def test_two_real_browsers(browser: Browser, embedded_site: EmbeddedSite, act: str) -> None:
    mine, thief = (browser.page(base_url=embedded_site.url, locale="en") for _number in range(2))
    code = driver.tell(mine, "en", f"canary {letters(8)}")
    driver.come_back(thief, "en", code)
    assert thief.locator("h1").inner_text() == "Your feedback"
    driver.come_back(mine, "en", code)
    mine.click(f"button[value={act}]")
    mine.click("button[name=kept]" if act == "rotate" else "button[name=sure]")
    mine.wait_for_load_state()
    thief.fill("[name=text]", "by a thief")
    thief.click("button[value=add]")
    thief.wait_for_load_state()
    said = thief.locator("main").inner_text()
    if act == "rotate":
        assert UNKNOWN in said
        driver.come_back(thief, "en", code)
        assert UNKNOWN in thief.locator("main").inner_text()
    else:
        assert "This was not stored" in said
        assert thief.locator("h1").inner_text() == "Your feedback is destroyed"
