"""Each form of a signed-in person says whose page it is on; nothing of that is at the door or where people sign in."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from drafts import page_token
from drafts.page_token import OpenedPage
from tests.accounts.factories import PersonFactory
from tests.drafts.conftest import WORDS, Writing
from tests.rig import pages
from tests.tracker import factories

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
FORM = re.compile(r"<form\b(?P<attributes>[^>]*)>(?P<body>.*?)</form>", re.DOTALL)
# Not read by anybody who is signed in; the page for an error of ours repeats the field of the form that was sent.
APART = ("feedback/", "drafts/retry.html", "components/exit_button.html", "errors/proxy/")
EVERYBODY = [Role.COORDINATOR, Role.READER, Role.STEWARD, Role.EXECUTIVE, Role.TRANSLATOR, Role.ADMIN]


def test_every_form_that_is_sent_by_post_carries_the_tag() -> None:
    without = []
    seen = 0
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = path.relative_to(TEMPLATES).as_posix()
        if name.startswith(APART):
            continue
        for form in FORM.finditer(path.read_text(encoding="utf-8")):
            if 'method="post"' in form["attributes"]:
                seen += 1
                if "{% csrf_token %}" not in form["body"]:
                    without.append(name)
    assert without == []
    assert seen > 40


def test_every_form_of_every_page_of_the_navigation_has_the_field() -> None:
    somebody = PersonFactory(roles=EVERYBODY)
    said = factories.read(somebody)
    client = Client()
    client.force_login(somebody)
    first = pages.get(client, "/accounts/me/")
    addresses = [href for href in first.links() if href.startswith("/") and "/feedback/" not in href]
    addresses += [f"/desk/{said.case.pk}/", "/meetings/new/", "/policies/new/", "/typed/"]
    forms = 0
    for address in addresses:
        answer = client.get(address, follow=True)
        if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
            continue
        page = pages.parse(answer.content.decode())
        if answer.resolver_match.func.__module__.startswith("allauth"):
            continue
        for form in page.all("form", method="post"):
            forms += 1
            names = [box.get("name") for box in form.iter("input")]
            assert names.count("_page") == 1, f"{address}: {names}"
    assert forms > 20


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/"])
def test_nothing_is_on_a_page_for_signing_in(client: Client, address: str) -> None:
    assert 'name="_page"' not in pages.get(client, address).html


@pytest.mark.parametrize("address", ["/accounts/password/change/", "/accounts/2fa/"])
def test_nothing_is_on_pages_with_passwords_of_somebody_signed_in(desk: Client, address: str) -> None:
    assert 'name="_page"' not in desk.get(address, follow=True).content.decode()


@pytest.mark.usefixtures("month_key")
def test_the_door_has_nothing_of_it_for_somebody_who_is_signed_in(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked_at(*_args: object) -> None:
        pytest.fail("something of a request to the door was looked at")

    monkeypatch.setattr(page_token, "read", looked_at)
    monkeypatch.setattr("drafts.middleware._looked_after", looked_at)
    page = pages.get(desk, "/en/feedback/")
    assert "_page" not in page.html
    assert "typed.js" not in page.html
    answer = desk.post("/en/feedback/", {"text": WORDS, "_page": "x", "_again": "yes", "_draft": "x"})
    assert "text" in answer.headers["Content-Type"]
    assert not answer.cookies


def test_the_settings_of_the_door_know_nothing_of_it() -> None:
    door = (TEMPLATES.parent / "config" / "door.py").read_text(encoding="utf-8")
    assert "drafts" not in door
    base = (TEMPLATES.parent / "config" / "base.py").read_text(encoding="utf-8")
    assert "drafts" not in base


def test_the_field_says_whose_page_it_is_until_its_time_is_over(reader: User) -> None:
    page = OpenedPage(reader.pk, "/desk/", "abc", 1)
    value = page_token.sign(page)
    assert page_token.read(value) == page
    assert page_token.read(value[:-1] + ("A" if value[-1] != "A" else "B")) is None
    assert page_token.read("") is None
    with time_machine.travel(timezone.now() + timedelta(days=settings.TYPED_WORDS_DAYS, seconds=5)):
        assert page_token.read(value) is None


def test_a_form_that_comes_back_is_still_the_same_page(writing: Writing) -> None:
    page = pages.post(writing.client, writing.address, {**writing.fields, "reply-language": "xx"})
    values = {value for value in page_values(page) if value}
    assert [page_token.read(value) for value in values] == [page_token.read(writing.fields["_page"])]


def page_values(page: pages.Page) -> set[str]:
    return {box.get("value", "") for box in page.all("input", name="_page")}


def test_a_request_from_another_site_has_no_page(reader: User) -> None:
    value = page_token.sign(OpenedPage(reader.pk, "/desk/", "abc", 1))
    made = RequestFactory().post("/desk/", {"_page": value})
    assert page_token.sent_with(made) is not None
    foreign = RequestFactory().post("/desk/", {"_page": value}, headers={"Sec-Fetch-Site": "cross-site"})
    assert page_token.sent_with(foreign) is None
    assert page_token.sent_with(RequestFactory().post("/en/feedback/", {"_page": value})) is None


def test_language_buttons_belong_to_the_form_of_their_page(desk: Client) -> None:
    page = pages.get(desk, reverse("desk:enter"))
    form = page.one("form", id="writing")
    nav = page.one("nav", aria_label="Languages")
    buttons = [button for button in nav.iter("button") if button.get("name") == "_again"]
    assert {button.get("form") for button in nav.iter("button")} == {form.get("id")}
    assert [button.get("formaction") for button in buttons] == ["?lang=es", "?lang=ar", "?lang=pl"]
