"""What allauth, Django and the API framework would say is said in our own sentences, at its field, in each language."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable
from pathlib import Path

import allauth
import polib
import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.adapter import get_adapter as second_step
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from django.utils.functional import Promise
from rest_framework import exceptions

from accounts import passwords, refusals, sentences
from accounts.models import User
from core.language import codes
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.rig import pages

pytestmark = pytest.mark.django_db
LOGIN, CODE, CONFIRM = "/accounts/login/", "/accounts/login/code/", "/accounts/login/code/confirm/"
LONG_ENOUGH = "a few words in a row"
# Of allauth's own, what no address of ours leads to: signing up, changing addresses, telephones, trusting a browser.
OUT_OF_REACH = re.compile(
    r"account/(signup|email|phone|verif|confirm_(email|phone|password)|snippets|password_reset_help|base_|messages/("
    r"email|phone|primary|cannot|unverified))|mfa/(trust|base_|webauthn/(base|signup)|recovery_codes/download"
    r"|email|webauthn/snippets/login)|account/email/"
)


@pytest.fixture(autouse=True)
def _no_counts_of_earlier_tests() -> None:
    cache.clear()


def test_every_error_of_allauth_has_our_sentence() -> None:
    for theirs, ours in (
        (DefaultAccountAdapter.error_messages, sentences.SIGN_IN),
        (DefaultMFAAdapter.error_messages, sentences.SECOND_STEP),
    ):
        assert set(ours) == set(theirs)
        assert [name for name in ours if str(ours[name]) == str(theirs[name])] == []


def test_every_template_of_allauth_that_people_meet_is_ours() -> None:
    theirs = Path(allauth.__file__).parent / "templates"
    names = [
        str(path.relative_to(theirs)) for app in ("account", "mfa") for path in sorted((theirs / app).rglob("*.*"))
    ]
    missing = [name for name in names if not (settings.BASE_DIR / "templates" / name).exists()]
    assert [name for name in missing if not OUT_OF_REACH.match(name)] == []


def login(client: Client, **data: str) -> pages.Page:
    return pages.post(client, LOGIN, data)


def wrong_password(client: Client, person: User) -> pages.Page:
    return login(client, login=str(person.email), password="not it, sorry")


def nothing_typed(client: Client, person: User) -> pages.Page:
    return login(client, login="", password="")


def no_address(client: Client, person: User) -> pages.Page:
    return pages.post(client, CODE, {"email": "ana"})


def wrong_code(client: Client, person: User) -> pages.Page:
    client.post(CODE, {"email": person.email})
    return pages.post(client, CONFIRM, {"code": "AAAA-AAAA"})


def many_tries(client: Client, person: User) -> pages.Page:
    for _try in range(10):
        client.post(LOGIN, {"login": person.email, "password": "wrong"})
    return wrong_password(client, person)


def wrong_code_of_the_app(client: Client, person: User) -> pages.Page:
    secret = second_step().encrypt(totp.generate_totp_secret())
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": secret})
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    return pages.post(client, "/accounts/2fa/authenticate/", {"code": "1"})


def wrong_passkey(client: Client, person: User) -> pages.Page:
    client.get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"})
    answer = client.post("/accounts/2fa/webauthn/login/", {"credential": "{}"}, follow=True)
    return pages.parse(answer.content.decode())


def change_password(client: Client, person: User, old: str, *new: str) -> pages.Page:
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    data = {"oldpassword": old, "password1": new[0], "password2": new[-1]}
    return pages.post(client, "/accounts/password/change/", data)


def short_password(client: Client, person: User) -> pages.Page:
    return change_password(client, person, PASSWORD, "short")


def common_password(client: Client, person: User) -> pages.Page:
    return change_password(client, person, PASSWORD, "qwertyqwerty")


def password_like_the_address(client: Client, person: User) -> pages.Page:
    return change_password(client, person, PASSWORD, str(person.email))


def passwords_that_differ(client: Client, person: User) -> pages.Page:
    return change_password(client, person, PASSWORD, LONG_ENOUGH, f"{LONG_ENOUGH}!")


def old_password_wrong(client: Client, person: User) -> pages.Page:
    return change_password(client, person, "not it, sorry", LONG_ENOUGH)


def password_again_wrong(client: Client, person: User) -> pages.Page:
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    return pages.post(client, "/accounts/reauthenticate/", {"password": "not it, sorry"})


def link_used_up(client: Client, person: User) -> pages.Page:
    return pages.get(client, "/accounts/password/reset/key/abc-nothing/")


PROVOKED: list[tuple[Callable[[Client, User], pages.Page], str | Promise, str]] = [
    (wrong_password, sentences.SIGN_IN["email_password_mismatch"], "password"),
    (wrong_code, sentences.SIGN_IN["incorrect_code"], "code"),
    (many_tries, sentences.SIGN_IN["too_many_login_attempts"], ""),
    (wrong_code_of_the_app, sentences.SECOND_STEP["incorrect_code"], "code"),
    (wrong_passkey, "Something on this page got lost. Please open the page again and try once more.", ""),
    (short_password, "This password is short. Please use at least 12 letters or signs.", "password1"),
    (common_password, passwords.NotCommon().get_error_message(), "password1"),
    (password_like_the_address, passwords.NotAboutYou().get_error_message(), "password1"),
    (passwords_that_differ, sentences.PASSWORDS_DIFFER, "password2"),
    (old_password_wrong, sentences.SIGN_IN["enter_current_password"], "oldpassword"),
    (password_again_wrong, sentences.SIGN_IN["incorrect_password"], "password"),
    (nothing_typed, "Please fill this in: “Password”.", "password"),
    (no_address, "Please check the email address. It looks like this: name@example.org.", "email"),
    (link_used_up, "This link no longer works", ""),
]


@pytest.mark.parametrize(("provoke", "sentence", "field"), PROVOKED, ids=lambda part: getattr(part, "__name__", ""))
def test_sentence_is_ours_and_leads_to_its_field(
    client: Client, provoke: Callable[[Client, User], pages.Page], sentence: str | Promise, field: str
) -> None:
    page = provoke(client, PersonFactory(email="martha.jones@example.org"))
    assert str(sentence) in page.text("main")
    if field:
        assert page.links()[f"#id_{field}"].startswith(str(sentence))


@pytest.mark.parametrize("language", sorted(set(codes()) - {"en"}))
@pytest.mark.parametrize("number", [number for number, row in enumerate(PROVOKED) if isinstance(row[1], Promise)])
def test_sentence_is_our_catalogues_in_each_language(client: Client, number: int, language: str) -> None:
    provoke, sentence, _field = PROVOKED[number]
    client.get(f"{LOGIN}?lang={language}")
    page = provoke(client, PersonFactory(language=language))
    ours = gettext.translation("django", settings.LOCALE_PATHS[0], [language])
    with translation.override(None):
        # Where our catalogue has none, its translation is the English sentence itself, never allauth's.
        assert ours.gettext(str(sentence)) in page.text("main")


def theirs() -> set[str]:
    """Return allauth's own sentences, but for those with a part to fill in and those that are ours too."""
    name = Path("es/LC_MESSAGES/django.mo")
    ours = {entry.msgid for entry in polib.mofile(str(settings.LOCALE_PATHS[0] / name))}
    found = {entry.msgid for entry in polib.mofile(str(Path(allauth.__file__).parent / "locale" / name))}
    kept = {sentence for sentence in found - ours if len(sentence) > 14 and "%" not in sentence}
    return kept - {"New password", "Forgot your password?"}


@pytest.mark.parametrize("address", ["me/", "password/change/", "2fa/", "2fa/webauthn/", "reauthenticate/", "logout/"])
def test_page_of_the_account_holds_no_sentence_of_allauth(client: Client, address: str) -> None:
    client.post(LOGIN, {"login": PersonFactory().email, "password": PASSWORD})
    page = pages.get(client, f"/accounts/{address}")
    assert [sentence for sentence in theirs() if sentence in page.text()] == []


@pytest.mark.parametrize("address", ["login/", "login/code/", "password/reset/", "inactive/", "signup/"])
def test_page_before_signing_in_holds_no_sentence_of_allauth(client: Client, address: str) -> None:
    page = pages.get(client, f"/accounts/{address}")
    assert [sentence for sentence in theirs() if sentence in page.text()] == []


def test_signing_in_and_out_is_told_in_our_sentences(client: Client) -> None:
    person = PersonFactory()
    page = pages.parse(client.post(LOGIN, {"login": person.email, "password": PASSWORD}, follow=True).content.decode())
    assert "You are signed in." in page.text("main")
    page = pages.parse(client.post("/accounts/logout/", follow=True).content.decode())
    assert "You are signed out." in page.text("main")


def test_too_many_tries_are_refused_on_a_page_of_ours(client: Client) -> None:
    address = "/accounts/password/reset/"
    for _ask in range(20):
        client.post(address, {"email": "nobody@example.org"})
    page = pages.post(client, address, {"email": "nobody@example.org"}, status=429)
    assert "Please try again in a few minutes." in page.text("main")


REFUSED = [
    ("/api/v1/changes/6b6f3a53-5d09-4a5e-8b61-7c8f3f0a4a11/", {}, exceptions.NotFound),
    ("/api/v1/changes/?page=999", {}, exceptions.NotFound),
    ("/api/v1/meetings/", {}, exceptions.NotAuthenticated),
    ("/api/v1/changes/", {"Accept": "text/csv"}, exceptions.NotAcceptable),
]


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize(("address", "headers", "kind"), REFUSED)
def test_program_is_refused_in_our_sentences(
    client: Client, address: str, headers: dict[str, str], kind: type[Exception], language: str
) -> None:
    answer = client.get(address, headers={"Accept-Language": language, **headers})
    with translation.override(language):
        assert answer.json() == {"detail": str(refusals.OURS[kind])}


def test_program_that_writes_is_refused_in_our_sentence(client: Client) -> None:
    client.post(LOGIN, {"login": PersonFactory().email, "password": PASSWORD})
    answer = client.post("/api/v1/changes/")
    assert answer.json() == {"detail": str(refusals.OURS[exceptions.MethodNotAllowed])}


def test_every_refusal_of_the_framework_has_our_sentence() -> None:
    module = exceptions
    kinds = {kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, module.APIException)}
    # Ours alone raise the first two, each with a sentence of its own; the third is their parent.
    assert kinds - set(refusals.OURS) == {module.ValidationError, module.AuthenticationFailed, module.APIException}


def test_code_in_the_mail_says_how_long_it_lives(client: Client) -> None:
    client.post(CODE, {"email": PersonFactory().email})
    page = pages.get(client, CONFIRM)
    assert "It works once, and for 20 minutes." in page.text("main")
    assert "It works once, and for 20 minutes." in str(mail.outbox[0].body)
