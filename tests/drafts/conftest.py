"""People who write at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from desk.models import Case
from tests.feedback.conftest import month_key
from tests.rig import pages
from tests.rig.pages import Page
from tests.tracker import factories
from tests.tracker.conftest import _db, coordinator, desk, reader, visitor

__all__ = ["_db", "coordinator", "desk", "month_key", "reader", "visitor"]

WORDS = "Thank you for telling us.\r\nWe will look at the nights & tell you “what” changed."


@dataclass
class Writing:
    """Somebody who has the page of a case open, with a reply in its box."""

    client: Client
    person: User
    case: Case
    page: Page
    fields: dict[str, str]

    @property
    def address(self) -> str:
        return reverse("desk:reply", args=[self.case.pk])

    @property
    def at(self) -> str:
        return reverse("desk:case", args=[self.case.pk])

    def send(self, **changed: str) -> Any:
        """Send the reply as the open page would."""
        return self.client.post(self.address, {**self.fields, **changed})


def form_of(page: Page, action: str) -> dict[str, str]:
    """Return what the form for an address would send as it stands."""
    form = page.one("form", action=action)
    part = Page(form, "", None)
    return {name: value for name, value in part.values().items() if isinstance(value, str)}


def form_with(page: Page, name: str) -> dict[str, str]:
    """Return what the one form with a field would send as it stands."""
    [form] = [form for form in page.all("form") if name in Page(form, "", None).values()]
    return {name: value for name, value in Page(form, "", None).values().items() if isinstance(value, str)}


@pytest.fixture
def writing(reader: User) -> Writing:
    """A reply that is being written, in a browser that checks for forged forms."""
    said = factories.read(reader)
    client = Client(enforce_csrf_checks=True)
    client.force_login(reader)
    page = pages.get(client, reverse("desk:case", args=[said.case.pk]))
    fields = form_of(page, reverse("desk:reply", args=[said.case.pk]))
    return Writing(client, reader, said.case, page, {**fields, "reply-text": WORDS})
