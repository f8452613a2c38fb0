"""Every way in really works, through the pages; nobody signs up by themselves."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from accounts import actions, tasks
from accounts.enums import Role
from accounts.models import AuditEvent, User
from accounts.sentences import CODE_SENT_AGAIN, CODE_TOO_OLD, SIGN_IN
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.rig import pages

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
CODE = "/accounts/login/code/"
CONFIRM = "/accounts/login/code/confirm/"
RESET = "/accounts/password/reset/"


@pytest.fixture(autouse=True)
def _no_counts_of_earlier_tests() -> None:
    cache.clear()


def who(client: Client) -> str:
    return str(client.session.get("_auth_user_id", ""))


def code_in(message: mail.EmailMessage) -> str:
    found = re.search(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4}|[A-Z0-9]{6,8})\s*$", str(message.body), re.MULTILINE)
    assert found, message.body
    return found[1]


def code_now(secret: str) -> str:
    return str(totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time())))))


def post_code(client: Client, address: str, secret: str) -> None:
    """Send the code of this half minute. The clock is held: a code that is sent in the next one is refused."""
    with time_machine.travel(timezone.now(), tick=False):
        client.post(address, {"code": code_now(secret)})


def test_password_signs_in(client: Client) -> None:
    person = PersonFactory()
    pages.get(client, LOGIN)
    response = client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert (response.status_code, response.headers["Location"], who(client)) == (302, "/home/", str(person.pk))


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
    pages.get(client, "/accounts/login/code/confirm/")
    client.post("/accounts/login/code/confirm/", {"code": code_in(message)})
    assert who(client) == str(person.pk)


def test_code_sent_to_the_new_address_signs_in_and_to_the_old_one_no_more(client: Client) -> None:
    person = PersonFactory(password=None, email="old@example.org")
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    actions.change_address(person=person, email="new@example.org", by=PersonFactory(roles=[Role.ADMIN]))
    Client().post(CODE, {"email": "old@example.org"})
    client.post(CODE, {"email": "new@example.org"})
    (message,) = mail.outbox
    client.post("/accounts/login/code/confirm/", {"code": code_in(message)})
    assert (message.to, who(client)) == (["new@example.org"], str(person.pk))


def test_wrong_code_does_not_sign_in(client: Client) -> None:
    client.post("/accounts/login/code/", {"email": PersonFactory().email})
    pages.post(client, "/accounts/login/code/confirm/", {"code": "AAAA-AAAA"})
    assert who(client) == ""


def test_code_for_an_unknown_address_is_not_sent_and_looks_the_same(client: Client) -> None:
    response = client.post("/accounts/login/code/", {"email": "nobody@example.org"})
    assert (response.headers["Location"], len(mail.outbox)) == ("/accounts/login/code/confirm/", 0)


@pytest.mark.parametrize("late", [False, True])
def test_code_lives_twenty_minutes(client: Client, late: bool) -> None:  # noqa: FBT001 # a parameter of the test
    person = PersonFactory(password=None)
    client.post(CODE, {"email": person.email})
    with time_machine.travel(timezone.now() + timedelta(minutes=20, seconds=5 if late else -5), tick=False):
        client.post(CONFIRM, {"code": code_in(mail.outbox[0])})
    assert who(client) == ("" if late else str(person.pk))


def test_code_that_is_too_old_leads_to_a_new_one_and_says_why(client: Client) -> None:
    person = PersonFactory(password=None)
    client.post(CODE, {"email": person.email})
    with time_machine.travel(timezone.now() + timedelta(minutes=22), tick=False):
        answer = client.post(CONFIRM, {"code": code_in(mail.outbox[0])}, follow=True)
        page = pages.parse(answer.content.decode())
        assert (answer.redirect_chain[-1][0], str(CODE_TOO_OLD) in page.text("main")) == (CODE, True)
        client.post(CODE, {"email": person.email})
        client.post(CONFIRM, {"code": code_in(mail.outbox[1])})
    assert who(client) == str(person.pk)


def test_page_offers_another_code_that_lives_as_long(client: Client) -> None:
    person = PersonFactory(password=None)
    client.post(CODE, {"email": person.email})
    later = timezone.now() + timedelta(minutes=19)
    with time_machine.travel(later, tick=False):
        client.post(CONFIRM, {"code": "AAAA-AAAA"})
        assert "Send me another code" in pages.get(client, CONFIRM).text("main")
        client.post(CONFIRM, {"action": "resend"})
        assert str(CODE_SENT_AGAIN) in pages.get(client, CONFIRM).text("main")
    with time_machine.travel(later + timedelta(minutes=19), tick=False):
        client.post(CONFIRM, {"code": code_in(mail.outbox[0])})
        assert who(client) == ""
        client.post(CONFIRM, {"code": code_in(mail.outbox[1])})
    assert who(client) == str(person.pk)


def test_another_code_for_an_unknown_address_is_not_sent_and_looks_the_same(client: Client) -> None:
    pages_shown = []
    for email in ("nobody@example.org", PersonFactory(email="person@example.org").email):
        client.post(CODE, {"email": email})
        client.post(CONFIRM, {"action": "resend"})
        pages_shown.append(pages.get(client, CONFIRM).text("main").replace(email, ""))
        client.post("/accounts/logout/")
    assert (pages_shown[0], len(mail.outbox)) == (pages_shown[1], 2)


def test_authenticator_app_is_asked_for_after_the_password(client: Client) -> None:
    person = PersonFactory()
    secret = totp.generate_totp_secret()
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(secret)}
    )
    response = client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert (response.headers["Location"], who(client)) == ("/accounts/2fa/authenticate/", "")
    pages.get(client, "/accounts/2fa/authenticate/")
    post_code(client, "/accounts/2fa/authenticate/", secret)
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
    post_code(client, "/accounts/2fa/totp/activate/", secret)
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
    ["/accounts/me/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/2fa/webauthn/"],
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


@pytest.mark.parametrize("password", [PASSWORD, "not it, sorry"])
def test_switched_off_person_is_answered_like_a_wrong_password(client: Client, password: str) -> None:
    person = PersonFactory(is_active=False)
    page = pages.post(client, LOGIN, {"login": person.email, "password": password})
    assert str(SIGN_IN["email_password_mismatch"]) in page.text("main")
    assert who(client) == ""


# What is written, and what a stranger can learn or break


@pytest.mark.parametrize("address", [CODE, RESET])
def test_mail_server_that_is_down_shows_nobody_who_is_here(client: Client, settings: Settings, address: str) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answers = [client.post(address, {"email": email}) for email in (PersonFactory().email, "nobody@example.org")]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]


def test_mail_server_that_is_down_is_logged_without_the_address(
    client: Client, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    client.post(CODE, {"email": PersonFactory().email})
    told = [record.getMessage() for record in caplog.records if record.name == "accounts.adapter"]
    assert told == ["a mail for signing in was not sent (ConnectionRefusedError)"]


def test_code_is_mailed_in_plain_words_of_our_own(client: Client, settings: Settings) -> None:
    settings.ORGANISATION_NAME = "Tom & Ana's House"
    client.post(CODE, {"email": PersonFactory(password=None).email})
    (message,) = mail.outbox
    assert (message.subject, message.message().get_content_type()) == ("Your code to sign in", "text/plain")
    lines = [line for line in str(message.body).splitlines() if line]
    assert (lines[0], lines[4]) == ("This is the code you asked for:", "Tom & Ana's House")
    assert "testserver" not in str(message.body)


def test_link_for_a_new_password_leads_to_our_own_address(client: Client, settings: Settings) -> None:
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://council.example.org", ["*"]
    person = PersonFactory()
    client.post(RESET, {"email": person.email}, headers={"host": "elsewhere.example"})
    (message,) = mail.outbox
    (link,) = re.findall(r"^(https?://.*)$", str(message.body), re.MULTILINE)
    assert (message.subject, link.startswith(f"https://council.example.org{RESET}key/")) == (
        "Choose a new password",
        True,
    )
    form = client.get(link.removeprefix("https://council.example.org"), follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": "another-long-phrase", "password2": "another-long-phrase"})
    person.refresh_from_db()
    assert person.check_password("another-long-phrase")
    assert AuditEvent.objects.get().action == "reset own password by mail"


def test_stranger_cannot_lock_somebody_out(client: Client) -> None:
    person = PersonFactory()
    for _try in range(12):
        client.post(LOGIN, {"login": person.email, "password": "wrong"}, REMOTE_ADDR="192.0.2.1")
        Client().post(CODE, {"email": person.email}, REMOTE_ADDR="192.0.2.1")
    asked = Client().post(CODE, {"email": person.email}, REMOTE_ADDR="192.0.2.2")
    client.post(LOGIN, {"login": person.email, "password": PASSWORD}, REMOTE_ADDR="192.0.2.2")
    assert (asked.status_code, who(client)) == (302, str(person.pk))


@pytest.mark.slow
@pytest.mark.long
def test_guessing_from_everywhere_at_once_comes_to_an_end(client: Client) -> None:
    person = PersonFactory()
    for place in range(15):
        for _try in range(10):
            client.post(LOGIN, {"login": person.email, "password": "wrong"}, REMOTE_ADDR=f"192.0.2.{place}")
    client.post(LOGIN, {"login": person.email, "password": PASSWORD}, REMOTE_ADDR="192.0.2.200")
    assert who(client) == ""


def test_changes_to_ways_of_signing_in_are_in_the_log(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    person = PersonFactory()
    signed_in_again(client, person)
    client.get("/accounts/2fa/totp/activate/")
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/2fa/totp/activate/", {"code": code_now(client.session["mfa.totp.secret"])})
        client.post("/accounts/2fa/recovery-codes/generate/")
        client.post("/accounts/2fa/totp/deactivate/")
    new = "another-long-phrase"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    events = AuditEvent.objects.order_by("id").values_list("actor", "action", "details__kind")
    assert {actor.split()[0] for actor, _action, _kind in events} == {str(person.pk)}
    assert sorted((action, kind) for _actor, action, kind in events if kind) == [
        ("added a way to sign in", "recovery_codes"),
        ("added a way to sign in", "totp"),
        ("made a way to sign in anew", "recovery_codes"),
        ("removed a way to sign in", "recovery_codes"),
        ("removed a way to sign in", "totp"),
    ]
    assert [action for _actor, action, kind in events if not kind] == ["changed own password"]


def test_first_password_is_in_the_log(client: Client) -> None:
    person = PersonFactory(password=None)
    client.post(CODE, {"email": person.email})
    client.post("/accounts/login/code/confirm/", {"code": code_in(mail.outbox[0])})
    client.post("/accounts/password/set/", {"password1": "another-long-phrase", "password2": "another-long-phrase"})
    assert [(event.action, event.subject) for event in AuditEvent.objects.all()] == [
        ("set own password", f"User {person.pk}")
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_passkeys_are_listed_with_the_same_queries(
    signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    person, client = signed_in()
    for count in range(number):
        data = {"name": f"Key {count}", "credential": {}}
        Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=data)
    with django_assert_num_queries(4):
        page = pages.get(client, "/accounts/2fa/webauthn/")
    assert [f"Key {count}" in page.text("main") for count in range(number)] == [True] * number
    with django_assert_num_queries(5):
        pages.get(client, "/accounts/2fa/")


def test_sessions_that_are_over_are_destroyed(signed_in: SignedIn) -> None:
    """They hold what somebody searched for."""
    for hours in (13, 0):
        with time_machine.travel(timezone.now() - timedelta(hours=hours)):
            _person, client = signed_in(Role.READER)
            client.get("/desk/?q=Sister+Joan")
    assert Session.objects.count() == 2
    tasks.forget_sessions()
    [left] = Session.objects.all()
    assert left.session_key == client.cookies[settings.SESSION_COOKIE_NAME].value


def test_the_question_of_a_lost_password_asks_nobody_as_a_man(client: Client) -> None:
    page = pages.get(client, f"{LOGIN}?lang=pl")
    assert "Nie pamiętasz hasła?" in page.html
