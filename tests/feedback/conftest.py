"""A key for this month, and somebody who gives feedback page by page."""

import datetime
import secrets
from dataclasses import dataclass, field

import pytest
from django.test import Client

from feedback import actions, codes, sealing
from feedback.models import DataKey, Feedback
from tests.rig import pages
from tests.rig.pages import Page


@dataclass
class MonthKey:
    """A published key and its private half, which the door never has."""

    private: bytes = field(repr=False)

    def words(self, feedback: Feedback) -> dict[str, str]:
        """Open what somebody said, as staff would."""
        data_key = DataKey.objects.select_related("sealing_key").get(opens=feedback.pk)
        return sealing.open_words(feedback, data_key, self.private)


@pytest.fixture
def month_key(db: None) -> MonthKey:
    public, private = sealing.new_keypair()
    today = datetime.datetime.now(tz=datetime.UTC).date()
    actions.publish_key(
        number=secrets.token_bytes(4),
        public_key=public,
        valid_from=today - datetime.timedelta(days=40),
        valid_until=today + datetime.timedelta(days=4000),
    )
    return MonthKey(private)


@dataclass
class Visitor:
    """Somebody at the door, with a browser that keeps nothing."""

    client: Client
    language: str = "en"
    code: str = ""

    @property
    def address(self) -> str:
        return f"/{self.language}/feedback/"

    def answer(self, page: Page, *, step: str, status: int = 200, **typed: str) -> Page:
        """Send the form of a page with what is typed in it."""
        note = page.one("input", name="token").get("value")
        return pages.post(self.client, self.address, {"token": note, "step": step, **typed}, status=status)

    def write(self, **typed: str) -> Page:
        """Go as far as the page with the code."""
        page = pages.get(self.client, self.address)
        place = typed.pop("place", "")
        page = self.answer(page, step="words", status=200, **typed)
        if place:
            page = self.answer(page, step="place", place=place)
        page = self.answer(page, step="readers", for_council="on")
        page = self.answer(page, step="code")
        self.code = codes.read(page.text("bdi", class_="receipt__code"))
        return page

    def give(self, **typed: str) -> Page:
        """Give feedback to the end."""
        return self.answer(self.write(**typed), step="send-kept")

    def come_back(self, code: str = "", *, status: int = 200) -> Page:
        """Type the code on the return page."""
        return pages.post(self.client, f"{self.address}return/", {"code": code or self.code}, status=status)

    def act(self, page: Page, act: str, *, status: int = 200, **typed: str) -> Page:
        """Press a button of the conversation page."""
        note = page.all("input", name="token")[0].get("value")
        return pages.post(self.client, f"{self.address}return/", {"token": note, "act": act, **typed}, status=status)


@pytest.fixture
def visitor(client: Client) -> Visitor:
    return Visitor(client)
