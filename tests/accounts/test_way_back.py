"""Who forgot a password gets back in, and can then set up a second step: nothing asks for a page that is not there."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts import actions
from accounts.models import User
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.accounts.test_sign_in import CODE, CONFIRM, LOGIN, RESET, code_in, who
from tests.rig import pages

pytestmark = pytest.mark.django_db
NEW = "another-long-phrase"
APP = "/accounts/2fa/totp/activate/"
PASSKEY = "/accounts/2fa/webauthn/add/"


@pytest.fixture(autouse=True)
def _no_counts_of_earlier_tests() -> None:
    cache.clear()


def reset(client: Client, person: User) -> None:
    """Ask for a link, follow it, choose a new password and sign in with it."""
    client.post(RESET, {"email": person.email})
    link = re.search(r"https?://[^/]+(\S+)", str(mail.outbox[-1].body))
    assert link
    form = client.get(link[1]).headers["Location"]
    client.post(form, {"password1": NEW, "password2": NEW})
    client.post(LOGIN, {"login": person.email, "password": NEW})
    assert who(client) == str(person.pk)


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("address", [APP, PASSKEY])
def test_second_step_can_be_added_after_a_lost_password(client: Client, address: str, known: bool) -> None:  # noqa: FBT001
    person = PersonFactory()
    if known:
        EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=False)
    reset(client, person)
    client.post(LOGIN, {"login": person.email, "password": NEW})
    page = pages.get(client, address, follow=True)
    assert "administrator to change an email address" not in page.html
    if client.get(address).status_code == 302:
        client.post("/accounts/reauthenticate/", {"password": NEW})
    pages.get(client, address)
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(person.email, True, True)]


def test_mailed_code_verifies_the_address(client: Client) -> None:
    person = PersonFactory(password=None)
    client.post(CODE, {"email": person.email})
    client.post(CONFIRM, {"code": code_in(mail.outbox[0])})
    pages.get(client, APP)
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(person.email, True, True)]


def test_password_alone_verifies_nothing(client: Client) -> None:
    person = PersonFactory()
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_mail_to_an_earlier_address_says_nothing_about_the_new_one() -> None:
    person = PersonFactory(email="new@example.org")
    actions.confirm_address(person=person, email="old@example.org")
    assert not EmailAddress.objects.exists()


def test_second_step_can_be_added_without_an_address(client: Client) -> None:
    person = PersonFactory(email=None, password=None)
    client.force_login(person)
    pages.get(client, APP)
