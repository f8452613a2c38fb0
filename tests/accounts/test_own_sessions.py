"""People see where they are signed in, in words, and end what is not theirs; nothing says from where."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts import devices, sessions
from accounts.models import AuditEvent, User
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.accounts.test_sign_in import LOGIN
from tests.rig import pages

pytestmark = pytest.mark.django_db
LIST = "/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Mobile/15E148 Safari/604.1"
)


def browser(person: User, agent: str = FIREFOX) -> Client:
    client = Client(headers={"User-Agent": agent}, REMOTE_ADDR="192.0.2.77")
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get("/accounts/me/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (SAFARI, "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Mac"),
        ("Firefox", "Firefox"),
        ("something on Linux", "Linux"),
        ("", "A browser we do not know"),
        ("<script>alert(1)</script>", "A browser we do not know"),
    ],
)
def test_device_is_said_in_words(agent: str, words: str) -> None:
    assert devices.in_words(devices.device_of(agent)) == words


def test_own_sessions_are_listed_and_this_one_is_named() -> None:
    person = PersonFactory()
    browser(PersonFactory(), SAFARI)
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        browser(person, SAFARI)
    page = pages.get(browser(person), LIST)
    first, second = [pages.words(item) for item in page.one("main").iter("li")]
    assert first.startswith("Firefox on Windows This device Signed in: ")
    assert second.startswith("Safari on iPhone Signed in: ")
    assert ("End it" in first, "End it" in second) == (False, True)


def test_one_session_is_ended() -> None:
    person = PersonFactory()
    lost, here = browser(person, SAFARI), browser(person)
    [action] = [
        form.get("action", "") for form in pages.get(here, LIST).all("form") if form.get("action", "").endswith("/end/")
    ]
    assert here.post(action).headers["Location"] == LIST
    assert (is_in(lost), is_in(here)) == (False, True)
    assert AuditEvent.objects.get().action == "ended an own session"
    pages.post(here, action, status=404)


def test_all_others_are_ended() -> None:
    person, other = PersonFactory(), browser(PersonFactory())
    lost, here = [browser(person, SAFARI) for _number in range(2)], browser(person)
    here.post(f"{LIST}end-others/")
    assert ([is_in(client) for client in lost], is_in(here), is_in(other)) == ([False, False], True, True)
    page = pages.get(here, LIST)
    assert [form for form in page.all("form") if form.get("action") == f"{LIST}end-others/"] == []


def test_session_of_somebody_else_is_not_there() -> None:
    theirs, here = browser(PersonFactory()), browser(PersonFactory())
    [other] = [
        session
        for person in User.objects.all()
        for session in sessions.of_person(person, this_one=None)
        if str(person.pk) != here.session["_auth_user_id"]
    ]
    pages.post(here, f"{LIST}{other.name}/end/", status=404)
    assert is_in(theirs)


def test_session_is_not_ended_by_a_link() -> None:
    assert browser(PersonFactory()).get(f"{LIST}end-others/").status_code == 405


def test_page_and_session_hold_no_key_and_no_address_of_the_network() -> None:
    person = PersonFactory()
    browser(person, SAFARI)
    html = pages.get(browser(person), LIST).html
    stored = list(Session.objects.all())
    assert ([session.session_key in html for session in stored], "192.0.2.77" in html) == ([False, False], False)
    kept = str([session.get_decoded() for session in stored])
    assert ("192.0.2.77" in kept, FIREFOX in kept, "Firefox" in kept) == (False, False, True)


def test_session_of_an_earlier_password_is_not_listed() -> None:
    person = PersonFactory()
    lost, here = browser(person, SAFARI), browser(person)
    new = "another-long-phrase"
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    page = pages.get(here, LIST)
    assert ("Safari" in page.text("main"), "This device" in page.text("main"), is_in(lost)) == (False, True, False)
