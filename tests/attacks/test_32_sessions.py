"""Attack 32: forged forms and stolen or old sessions.

The check for forged forms is on for every test of the suite (`tests/rig/csrf.py`); here every address is pressed
without its token, and with that of somebody else's page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from accounts.models import RoleGrant, User
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.attacks import world as worlds
from tests.rig import csrf, pages
from tests.tracker.factories import person as person_with

pytestmark = pytest.mark.django_db

LOGIN, LOGOUT, MINE = "/accounts/login/", "/accounts/logout/", "/accounts/me/"
NEW_PASSWORD = "/accounts/password/change/"
NOON = "2027-03-02 12:00:00+00:00"
# Words are kept for a page by its own sealed field, which is as good a proof (ADR 26) and missing here.
KEEPING = "/typed/keep/"


@pytest.fixture(autouse=True)
def _no_counts_of_earlier_tests() -> None:
    cache.clear()


def checking(person: User | None = None) -> Client:
    """Return a browser that is checked and brings nothing by itself."""
    client = Client(enforce_csrf_checks=True)
    if person is not None:
        client.force_login(person)
    return client


def signed_in(person: User) -> Client:
    """Return a browser in which somebody signed in on the page."""
    client = Client()
    assert client.post(LOGIN, {"login": person.email, "password": PASSWORD}).status_code == 302
    return client


def another(client: Client) -> Client:
    """Return a second browser with a copy of the first one's cookies."""
    copy = Client()
    copy.cookies = SimpleCookie(client.cookies.output().replace("Set-Cookie: ", ""))
    return copy


def is_in(client: Client) -> bool:
    return client.get(MINE).status_code == 200


def pressed() -> Iterator[str]:
    """Yield every address that is not the door's, filled in."""
    for pattern, names, regex in worlds.addresses():
        path = worlds.filled(pattern, names, regex, {})
        if not csrf.DOOR.match(path):
            yield path


def writes(queries: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in queries if query["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]


def without(client: Client) -> dict[str, Any]:
    return {}


def foreign(client: Client) -> dict[str, Any]:
    """Return the token of a page that was made for somebody else."""
    client.cookies[settings.CSRF_COOKIE_NAME] = "b" * 32
    return {"csrfmiddlewaretoken": "c" * 32}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("token", "is_known"),
    [
        pytest.param(without, True, marks=pytest.mark.long),
        (without, False),
        (foreign, False),
        pytest.param(foreign, True, marks=pytest.mark.long),
    ],
)
def test_no_address_takes_a_form_without_its_token(token: Callable[[Client], dict[str, Any]], is_known: bool) -> None:  # noqa: FBT001 - a case of the test
    client = checking(PersonFactory(roles=list(Role)) if is_known else None)
    sent = token(client)
    headers = {"X-CSRFToken": sent["csrfmiddlewaretoken"]} if sent else {}
    taken, wrote = {}, []
    for path in pressed():
        with CaptureQueriesContext(connection) as queries:
            status = client.post(path, sent, headers=headers).status_code
        wrote += writes(queries)
        # A program without a session has nothing that could be abused; it needs a key, or may not send at all.
        is_refused = status == 403 or (not is_known and path.startswith("/api/") and status in {401, 405})
        if not is_refused:
            taken[path] = status
    assert (taken, wrote) == ({KEEPING: 400 if is_known else 302}, [])


def test_a_form_with_its_token_is_taken() -> None:
    """Otherwise the test above could pass because nothing is ever taken."""
    person = PersonFactory()
    client = checking(person)
    data = pages.get(client, MINE).values() | {"name": "Ana"}
    assert client.post(MINE, data).status_code == 302
    assert User.objects.get(pk=person.pk).name == "Ana"


def test_the_suite_itself_is_checked() -> None:
    client = Client()
    client.force_login(PersonFactory())
    wrong = client.post(MINE, {"name": "Ana", "csrfmiddlewaretoken": "c" * 32})
    assert wrong.status_code == 403


def test_a_session_that_was_known_before_is_not_the_one_after_signing_in() -> None:
    """Fixation: whoever put a session into somebody's browser is not signed in with them."""
    thief = Client()
    session = thief.session
    session["seen"] = "x"
    session.save()
    thief.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    victim = another(thief)
    person = PersonFactory()
    victim.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert (is_in(victim), is_in(thief)) == (True, False)
    assert victim.cookies[settings.SESSION_COOKIE_NAME].value != session.session_key
    assert not Session.objects.filter(session_key=session.session_key).exists()


def test_the_token_of_forms_changes_with_signing_in() -> None:
    client = checking()
    page = pages.get(client, LOGIN)
    before = client.cookies[settings.CSRF_COOKIE_NAME].value
    client.post(LOGIN, page.values() | {"login": PersonFactory().email, "password": PASSWORD})
    assert is_in(client)
    assert client.cookies[settings.CSRF_COOKIE_NAME].value != before


def test_a_link_signs_nobody_out_and_a_copy_of_the_session_dies_with_it() -> None:
    client = signed_in(PersonFactory())
    copy = another(client)
    client.get(LOGOUT)
    assert is_in(client)
    client.post(LOGOUT)
    assert (is_in(client), is_in(copy)) == (False, False)


def test_a_new_password_ends_the_other_sessions() -> None:
    person = PersonFactory()
    here, elsewhere = signed_in(person), signed_in(person)
    new = "another-long-passphrase"
    here.post(NEW_PASSWORD, {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_a_role_that_was_taken_away_is_gone_with_the_next_request() -> None:
    person = person_with(Role.READER)
    client = signed_in(person)
    assert client.get("/desk/").status_code == 200
    RoleGrant.objects.filter(user=person).delete()
    assert client.get("/desk/").status_code == 404
    assert client.post("/desk/enter/", {"text": "x"}).status_code == 404


def switch(person: User, *, is_active: bool, by: Client) -> None:
    data = {"roles": [Role.READER], **({"is_active": "on"} if is_active else {})}
    assert by.post(f"/accounts/people/{person.pk}/", data).status_code == 302


def test_a_disabled_person_is_out_with_the_next_request_and_does_not_come_back_by_an_old_session() -> None:
    person, admin = person_with(Role.READER), Client()
    admin.force_login(person_with(Role.ADMIN))
    client, stranger = signed_in(person), signed_in(PersonFactory())
    switch(person, is_active=False, by=admin)
    assert not is_in(client)
    switch(person, is_active=True, by=admin)
    # The page said that they are signed out everywhere: the lost computer stays out.
    assert (is_in(client), is_in(stranger)) == (False, True)
    assert is_in(signed_in(person))


@pytest.mark.parametrize("is_used", [False, True], ids=["idle", "in use"])
def test_a_session_ends_as_configured_however_much_it_is_used(is_used: bool) -> None:  # noqa: FBT001 - a case of the test
    length = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    assert length <= timedelta(hours=12)
    with time_machine.travel(NOON, tick=False) as clock:
        client = signed_in(person_with(Role.READER))
        # What a list was narrowed to is noted in the session, so that the way back leads there.
        for _time in range(3):
            clock.shift(length / 4)
            assert not is_used or client.get("/desk/?q=tea").status_code == 200
        clock.shift(length / 4 - timedelta(seconds=1))
        assert is_in(client)
        clock.shift(timedelta(seconds=1))
        assert not is_in(client)


def test_the_session_ends_with_the_browser_and_no_script_reads_it() -> None:
    client = signed_in(PersonFactory())
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"], cookie["httponly"]) == ("", "", True)
    assert cookie["samesite"] == "Lax"
