"""Every way in really works, through the pages; nobody signs up by themselves."""

from __future__ import annotations

import json
import re

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.rig import pages

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _no_counts_of_earlier_tests() -> None:
    cache.clear()


def who(client: Client) -> str:
    return str(client.session.get("_auth_user_id", ""))


def code_now(secret: str) -> str:
    return str(totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time())))))


def test_password_signs_in(client: Client) -> None:
    person = PersonFactory()
    pages.get(client, LOGIN)
    response = client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert (response.status_code, response.headers["Location"], who(client)) == (302, "/", str(person.pk))


def test_password_signs_in_with_capitals_in_the_address(client: Client) -> None:
    person = PersonFactory(email="ana@example.org")
    client.post(LOGIN, {"login": "Ana@Example.org", "password": PASSWORD})
    assert who(client) == str(person.pk)


def test_wrong_password_says_what_to_do_and_keeps_the_address(client: Client) -> None:
    person = PersonFactory()
    page = pages.post(client, LOGIN, {"login": person.email, "password": "not it, sorry"})
    assert (page.values()["login"], who(client)) == (person.email, "")
    assert page.all("div", class_="govuk-error-summary")


def test_code_sent_by_mail_signs_in(client: Client) -> None:
    person = PersonFactory(password=None)
    pages.get(client, "/accounts/login/code/")
    response = client.post("/accounts/login/code/", {"email": person.email})
    assert response.headers["Location"] == "/accounts/login/code/confirm/"
    (message,) = mail.outbox
    assert message.to == [person.email]
    found = re.search(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4}|[A-Z0-9]{6,8})\s*$", str(message.body), re.MULTILINE)
    assert found, message.body
    pages.get(client, "/accounts/login/code/confirm/")
    client.post("/accounts/login/code/confirm/", {"code": found[1]})
    assert who(client) == str(person.pk)


def test_wrong_code_does_not_sign_in(client: Client) -> None:
    client.post("/accounts/login/code/", {"email": PersonFactory().email})
    pages.post(client, "/accounts/login/code/confirm/", {"code": "AAAA-AAAA"})
    assert who(client) == ""


def test_code_for_an_unknown_address_is_not_sent_and_looks_the_same(client: Client) -> None:
    response = client.post("/accounts/login/code/", {"email": "nobody@example.org"})
    assert (response.headers["Location"], len(mail.outbox)) == ("/accounts/login/code/confirm/", 0)


def test_authenticator_app_is_asked_for_after_the_password(client: Client) -> None:
    person = PersonFactory()
    secret = totp.generate_totp_secret()
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(secret)}
    )
    response = client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert (response.headers["Location"], who(client)) == ("/accounts/2fa/authenticate/", "")
    pages.get(client, "/accounts/2fa/authenticate/")
    client.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})
    assert who(client) == str(person.pk)


def signed_in_again(client: Client, person: User) -> None:
    """Sign in and say the password once more, as is asked before anything about signing in is changed."""
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    address = "/accounts/reauthenticate/?next=/accounts/2fa/"
    pages.get(client, address)
    assert client.post(address, {"password": PASSWORD}).headers["Location"] == "/accounts/2fa/"


def test_authenticator_app_is_set_up_by_its_code(client: Client) -> None:
    person = PersonFactory()
    signed_in_again(client, person)
    page = pages.get(client, "/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    assert secret in page.html
    client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)})
    kinds = sorted(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    assert kinds == ["recovery_codes", "totp"]


def test_passkey_options_are_well_formed(client: Client) -> None:
    response = client.get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"})
    options = json.loads(response.content)["request_options"]["publicKey"]
    assert (response.status_code, options["rpId"], options["userVerification"]) == (200, "testserver", "required")
    assert len(options["challenge"]) >= 22


def test_passkey_page_offers_to_add_one(client: Client) -> None:
    person = PersonFactory()
    signed_in_again(client, person)
    page = pages.get(client, "/accounts/2fa/webauthn/add/")
    options = json.loads(page.one("script", id="js_data").text or "")["creation_options"]["publicKey"]
    assert (options["user"]["name"], options["rp"]["id"]) == (person.email, "testserver")


@pytest.mark.parametrize(
    "address",
    ["/accounts/me/", "/accounts/email/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/2fa/webauthn/"],
)
def test_account_pages_are_there_for_who_is_signed_in(client: Client, address: str) -> None:
    client.post(LOGIN, {"login": PersonFactory().email, "password": PASSWORD})
    pages.get(client, address)


@pytest.mark.parametrize("method", ["get", "post"])
def test_signing_up_is_closed(client: Client, method: str) -> None:
    data = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    response = getattr(client, method)("/accounts/signup/", data if method == "post" else {})
    pages.parse(response.content.decode(), response=response)
    assert (response.status_code, User.objects.count()) == (200, 0)


def test_signing_out_by_a_link_does_nothing(signed_in: SignedIn) -> None:
    person, client = signed_in()
    pages.get(client, "/accounts/logout/")
    assert who(client) == str(person.pk)
    client.post("/accounts/logout/")
    assert who(client) == ""


def test_switched_off_person_is_out_at_once(signed_in: SignedIn) -> None:
    person, client = signed_in()
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/accounts/me/").headers["Location"] == "/accounts/login/?next=/accounts/me/"


def test_switched_off_person_cannot_sign_in(client: Client) -> None:
    person = PersonFactory(is_active=False)
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert who(client) == ""
