"""From the printed link to an open door, and what is refused on the way."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from core import organisation
from core.models import Organisation
from tests.rig import pages

pytestmark = pytest.mark.django_db


def printed() -> str:
    out = StringIO()
    call_command("setup_link", stdout=out)
    return "/setup/" + out.getvalue().strip().rpartition("/setup/")[2]


def test_link_leads_to_an_account(client: Client) -> None:
    link = printed()
    page = pages.get(client, link)
    assert page.text("h1") == "x"
