"""Signing in through the organisation's own directory, played against a real issuer on real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts import actions, directory, tasks
from accounts.enums import Role, Scope
from accounts.models import AuditEvent, DirectoryLink, RoleGrant, User
from accounts.sentences import DIRECTORY_CANCELLED, DIRECTORY_DOWN, DIRECTORY_ONLY, DIRECTORY_SILENT
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.accounts.test_sign_in import LOGIN, who
from tests.rig import issuer as rig
from tests.rig import pages
from tests.rig.issuer import Issuer, asked_for, follow

pytestmark = pytest.mark.django_db
BEGIN = "/accounts/sign-in/directory/"
AGAIN = "/accounts/sign-in/directory/again/"


@pytest.fixture(scope="module")
def _served() -> Iterator[Issuer]:
    with rig.running() as issuer:
        yield issuer


@pytest.fixture
def issuer(_served: Issuer, settings: Settings) -> Issuer:
    """A real issuer that nobody knows anything of yet."""
    cache.clear()
    fresh = Issuer(_served.url)
    vars(_served).update(vars(fresh))
    settings.OIDC_ISSUER, settings.OIDC_NAME = _served.url, "Example Trust"
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = rig.CLIENT_ID, rig.CLIENT_SECRET
    settings.OIDC_ROLES = "desk-readers=reader; stewards = steward; a=b=finance"
    return _served


def sign_in(client: Client, to: str = "") -> Any:
    return follow(client, client.post(BEGIN, {"next": to} if to else {}))


def roles_of(person: User) -> set[Role]:
    return set(User.objects.get(pk=person.pk).roles)


# The way there and back


def test_known_person_signs_in_with_the_roles_of_their_groups(client: Client, issuer: Issuer) -> None:
    person = PersonFactory(email="ana@example.org")
    issuer.add("1", email="Ana@Example.org", groups=["desk-readers", "others"])
    answer = sign_in(client)
    assert (answer.headers["Location"], who(client)) == ("/home/", str(person.pk))
    assert roles_of(person) == {Role.READER}
    grant = person.grants.get()
    assert (grant.from_directory, grant.council, grant.ends_on) == (True, None, None)
    assert EmailAddress.objects.get(user=person).verified


def test_button_is_on_the_page_and_the_page_alone_may_lead_to_the_issuer(client: Client, issuer: Issuer) -> None:
    page = pages.get(client, f"{LOGIN}?next=/accounts/me/")
    assert "Sign in with Example Trust" in page.text("main")
    policy = client.get(LOGIN).headers["Content-Security-Policy"]
    assert f"form-action 'self' {issuer.url};" in f"{policy};"
    # The button, the password and the passkey.
    assert page.values()["next"] == ["/accounts/me/"] * 3
    assert issuer.url not in client.get("/en/").headers["Content-Security-Policy"]


def test_without_a_directory_there_is_no_button_and_no_way(client: Client) -> None:
    page = pages.get(client, LOGIN)
    assert [form for form in page.all("form") if form.get("action") == BEGIN] == []
    assert "form-action 'self';" in f"{client.get(LOGIN).headers['Content-Security-Policy']};"
    assert client.post(BEGIN).status_code == 404
    assert client.get("/accounts/oidc/directory/login/callback/?code=x&state=y").status_code == 404


def test_request_carries_state_and_a_challenge_that_the_issuer_checks(client: Client, issuer: Issuer) -> None:
    issuer.add("1", email=PersonFactory().email)
    begun = client.post(BEGIN)
    asked = asked_for(begun)
    assert (asked["response_type"], asked["code_challenge_method"], asked["client_id"]) == (
        "code",
        "S256",
        rig.CLIENT_ID,
    )
    assert set(asked["scope"].split()) == {"openid", "profile", "email", "offline_access"}
    assert min(len(asked["state"]), len(asked["code_challenge"])) >= 16


def test_answer_with_another_state_signs_nobody_in(client: Client, issuer: Issuer) -> None:
    issuer.add("1", email=PersonFactory().email)
    other = Client()
    stolen = follow(other, other.post(BEGIN)).wsgi_request.get_full_path()
    client.post(BEGIN)
    page = pages.get(client, stolen, status=401)
    assert ("did not work this time" in page.text("main"), who(client)) == (True, "")


@pytest.mark.parametrize("forged", [{"nonce": "of-another-sign-in"}, {"nonce": None}, {"sub": "2"}])
def test_id_token_of_another_sign_in_signs_nobody_in(client: Client, issuer: Issuer, forged: dict[str, Any]) -> None:
    PersonFactory(email="ana@example.org")
    issuer.add("1", email="ana@example.org", groups=["desk-readers"])
    issuer.forged = forged
    answer = sign_in(client)
    assert (answer.status_code, who(client), SocialAccount.objects.count()) == (401, "", 0)


def test_each_sign_in_asks_with_a_nonce_of_its_own(client: Client, issuer: Issuer) -> None:
    nonces = {asked_for(client.post(BEGIN))["nonce"] for _time in range(2)}
    assert (len(nonces), min(map(len, nonces)) >= 32) == (2, True)


def test_way_to_the_directory_is_begun_by_a_button_alone(client: Client, issuer: Issuer) -> None:
    assert client.get(BEGIN).status_code == 405
    client.force_login(PersonFactory())
    assert client.get("/accounts/oidc/directory/login/").status_code == 404
    assert issuer.asked == []


def test_page_that_was_asked_for_is_shown_afterwards_and_no_other_site(client: Client, issuer: Issuer) -> None:
    issuer.add("1", email=PersonFactory().email)
    assert sign_in(client, "/accounts/me/").headers["Location"] == "/accounts/me/"
    assert sign_in(Client(), "https://elsewhere.example/").headers["Location"] == "/home/"


def test_who_turns_round_is_told_that_it_is_fine(client: Client, issuer: Issuer) -> None:
    issuer.at_browser = ""
    answer = sign_in(client)
    page = pages.get(client, answer.headers["Location"], follow=True)
    assert str(DIRECTORY_CANCELLED) in page.text("main")


def test_directory_that_is_down_is_said(client: Client, issuer: Issuer) -> None:
    issuer.is_down = True
    page = pages.post(client, BEGIN, follow=True)
    assert str(DIRECTORY_DOWN) in page.text("main")


def test_directory_that_fails_half_way_is_said(client: Client, issuer: Issuer) -> None:
    issuer.add("1", email=PersonFactory().email)
    begun = client.post(BEGIN)
    # Gone between the token and the question who it is.
    issuer.people = {}
    page = follow(client, begun)
    assert (page.status_code, who(client)) == (401, "")


# Who is who


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email_verified": None}, {"email": ""}])
def test_address_that_is_not_verified_opens_no_account(
    client: Client, issuer: Issuer, claims: dict[str, object]
) -> None:
    person = PersonFactory(email="ana@example.org")
    issuer.add("1", **{"email": person.email, "groups": ["desk-readers"], **claims})
    answer = sign_in(client)
    assert (answer.status_code, who(client), SocialAccount.objects.count()) == (403, "", 0)
    assert roles_of(person) == set()


def test_address_counts_where_the_directory_vouches_for_all(client: Client, issuer: Issuer, settings: Settings) -> None:
    settings.OIDC_VOUCHES_FOR_ADDRESSES = True
    person = PersonFactory(email="ana@example.org")
    issuer.add("1", email=person.email, email_verified=None)
    sign_in(client)
    assert who(client) == str(person.pk)


def test_person_stays_the_same_under_another_address(client: Client, issuer: Issuer) -> None:
    person = PersonFactory(email="ana@example.org")
    issuer.add("1", email=person.email)
    sign_in(client)
    issuer.add("1", email="ana.married@example.org")
    again = Client()
    sign_in(again)
    assert (who(again), User.objects.count()) == (str(person.pk), 1)


def test_account_of_somebody_is_not_given_to_the_next_owner_of_their_address(client: Client, issuer: Issuer) -> None:
    person = PersonFactory(email="ana@example.org")
    issuer.add("1", email=person.email)
    sign_in(client)
    issuer.add("2", email=person.email, groups=["stewards"])
    other = Client()
    assert (sign_in(other).status_code, who(other), roles_of(person)) == (403, "", set())


def test_unknown_person_with_a_group_gets_an_account(client: Client, issuer: Issuer) -> None:
    issuer.add("9", email="new@example.org", name="Nora", locale="es-ES", groups=["stewards"])
    sign_in(client)
    person = User.objects.get()
    assert (who(client), person.name, person.language) == (str(person.pk), "Nora", "es")
    assert (roles_of(person), person.has_usable_password()) == ({Role.STEWARD}, False)
    # An account that Django keeps by itself holds nothing of what was told.
    assert SocialAccount.objects.get().extra_data == {}


def test_unknown_person_without_a_group_is_refused_kindly(client: Client, issuer: Issuer) -> None:
    issuer.add("9", email="new@example.org", groups=["others"])
    answer = sign_in(client)
    page = pages.parse(answer.content.decode(), response=answer)
    assert "This is nothing you did wrong." in page.text("main")
    assert (answer.status_code, User.objects.count()) == (403, 0)


def test_unknown_person_is_refused_where_accounts_are_by_invitation(
    client: Client, issuer: Issuer, settings: Settings
) -> None:
    settings.OIDC_MAKES_ACCOUNTS = False
    issuer.add("9", email="new@example.org", groups=["stewards"])
    assert (sign_in(client).status_code, User.objects.count()) == (403, 0)


def test_switched_off_person_is_refused(client: Client, issuer: Issuer) -> None:
    person = PersonFactory(is_active=False)
    issuer.add("1", email=person.email, groups=["stewards"])
    assert (sign_in(client).status_code, who(client), roles_of(person)) == (403, "", set())


# Roles


def test_roles_follow_the_groups_at_each_sign_in_and_those_by_hand_stay(client: Client, issuer: Issuer) -> None:
    person = PersonFactory(roles=[Role.TRANSLATOR, Role.STEWARD])
    issuer.add("1", email=person.email, groups=["desk-readers", "stewards", "a=b"])
    sign_in(client)
    assert roles_of(person) == {Role.TRANSLATOR, Role.STEWARD, Role.READER, Role.FINANCE}
    issuer.people["1"]["groups"] = "a=b"
    sign_in(Client())
    assert roles_of(person) == {Role.TRANSLATOR, Role.STEWARD, Role.FINANCE}
    assert not person.grants.get(role=Role.STEWARD).from_directory
    events = AuditEvent.objects.filter(action="roles came from the directory").order_by("id")
    assert [(event.details["given"], event.details["taken"]) for event in events] == [
        (["reader", "finance"], []),
        ([], ["reader"]),
    ]


@pytest.mark.parametrize("text", ["stewards", "stewards=boss", "x=reader; y"])
def test_mapping_that_cannot_be_understood_is_said_at_once(settings: Settings, text: str) -> None:
    settings.OIDC_ROLES = text
    with pytest.raises(ImproperlyConfigured, match="is not group=role"):
        directory.mapping()


# Other ways in


def test_password_of_who_comes_from_the_directory_opens_nothing(client: Client, issuer: Issuer) -> None:
    person = PersonFactory()
    issuer.add("1", email=person.email)
    sign_in(Client())
    page = pages.post(client, LOGIN, {"login": person.email, "password": PASSWORD}, follow=True)
    assert (str(DIRECTORY_ONLY) in page.text("main"), who(client)) == (True, "")


def test_password_of_others_still_works(client: Client, issuer: Issuer) -> None:
    person = PersonFactory()
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert who(client) == str(person.pk)


def test_passwords_are_switched_off_everywhere(client: Client, issuer: Issuer, settings: Settings) -> None:
    settings.OIDC_ONLY = True
    person = PersonFactory()
    page = pages.get(client, LOGIN)
    assert page.all("input", name="password") == []
    assert client.post(LOGIN, {"login": person.email, "password": PASSWORD}).status_code == 404
    for address in ("/accounts/password/reset/", "/accounts/password/reset/key/1-x/", "/accounts/password/reset/done/"):
        assert client.get(address).status_code == 404, address
    client.force_login(person)
    for address in ("/accounts/password/change/", "/accounts/password/set/"):
        assert client.get(address).status_code == 404, address


def test_second_step_of_ones_own_is_asked_for_after_the_directory(client: Client, issuer: Issuer) -> None:
    person = PersonFactory()
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    issuer.add("1", email=person.email)
    assert (sign_in(client).headers["Location"], who(client)) == ("/accounts/2fa/authenticate/", "")


@pytest.mark.parametrize("asks", [False, True])
def test_second_step_of_the_directory_counts_where_the_organisation_says_so(
    client: Client, issuer: Issuer, settings: Settings, *, asks: bool
) -> None:
    settings.SECOND_FACTOR, settings.OIDC_SECOND_FACTOR = True, asks
    issuer.add("9", email="new@example.org", groups=["stewards"])
    sign_in(client)
    assert (client.get("/home/").status_code == 200) == asks


# Out within minutes


def test_who_is_taken_out_of_the_directory_is_out_with_the_next_question(client: Client, issuer: Issuer) -> None:
    issuer.add("1", email="ana@example.org", groups=["desk-readers"])
    sign_in(client)
    person = User.objects.get()
    _token, key = actions.make_token(name="x", scopes=[Scope.POLICIES], by=person)
    headers = {"Authorization": f"Bearer {key}"}
    tasks.ask_directory()
    assert (client.get("/desk/").status_code, client.get("/api/v1/policies/", headers=headers).status_code) == (
        200,
        200,
    )
    del issuer.people["1"]
    tasks.ask_directory()
    assert client.get("/desk/").headers["Location"].startswith(LOGIN)
    assert (roles_of(person), DirectoryLink.objects.count()) == (set(), 0)
    assert client.get("/api/v1/policies/", headers=headers).status_code == 401
    assert AuditEvent.objects.filter(action="was refused by the directory").count() == 1


def test_role_that_is_taken_in_the_directory_ends_and_so_do_sessions(client: Client, issuer: Issuer) -> None:
    person = PersonFactory(roles=[Role.TRANSLATOR])
    issuer.add("1", email=person.email, groups=["desk-readers", "stewards"])
    sign_in(client)
    issuer.people["1"]["groups"] = ["stewards"]
    tasks.ask_directory()
    assert (roles_of(person), client.get("/home/").status_code) == ({Role.TRANSLATOR, Role.STEWARD}, 302)


def test_nothing_changes_while_the_directory_says_the_same(client: Client, issuer: Issuer) -> None:
    issuer.add("1", email="ana@example.org", groups=["desk-readers"])
    sign_in(client)
    before = list(RoleGrant.objects.values_list())
    for _time in range(3):
        tasks.ask_directory()
    assert (client.get("/desk/").status_code, list(RoleGrant.objects.values_list())) == (200, before)
    # Each time with the token that the time before brought.
    assert issuer.asked.count("/token") == 4


def test_token_that_is_not_renewed_is_used_again(client: Client, issuer: Issuer) -> None:
    issuer.rotates = False
    issuer.add("1", email="ana@example.org", groups=["desk-readers"])
    sign_in(client)
    for _time in range(2):
        tasks.ask_directory()
    assert client.get("/desk/").status_code == 200


def test_directory_that_is_silent_ends_sessions_after_a_while_and_no_roles(
    client: Client, issuer: Issuer, settings: Settings
) -> None:
    issuer.add("1", email="ana@example.org", groups=["desk-readers"])
    sign_in(client)
    person = User.objects.get()
    _token, key = actions.make_token(name="x", scopes=[Scope.POLICIES], by=person)
    issuer.is_down = True
    tasks.ask_directory()
    assert client.get("/desk/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=settings.OIDC_SESSION_MINUTES, seconds=5)):
        rested = client.get("/api/v1/policies/", headers={"Authorization": f"Bearer {key}"})
        assert rested.json() == {"detail": str(DIRECTORY_SILENT)}
        tasks.ask_directory()
        assert client.get("/desk/").status_code == 302
    assert roles_of(person) == {Role.READER}


def test_mistake_of_ours_throws_nobody_out(client: Client, issuer: Issuer, settings: Settings) -> None:
    issuer.add("1", email="ana@example.org", groups=["desk-readers"])
    sign_in(client)
    settings.OIDC_CLIENT_SECRET = "mistyped"
    tasks.ask_directory()
    assert client.get("/desk/").status_code == 200


def test_token_is_sealed_and_stored_nowhere_else(client: Client, issuer: Issuer) -> None:
    issuer.add("1", email="ana@example.org", groups=["desk-readers"])
    sign_in(client)
    [token] = issuer.refresh
    sealed = bytes(DirectoryLink.objects.get().refresh_token)
    assert (token.encode() in sealed, len(sealed) > 40, SocialToken.objects.count()) == (False, True, 0)
    assert token not in str(dict(client.session))


def test_token_goes_when_no_session_and_no_key_needs_it(client: Client, issuer: Issuer, settings: Settings) -> None:
    issuer.add("1", email="ana@example.org", groups=["desk-readers"])
    sign_in(client)
    with time_machine.travel(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE + 5)):
        tasks.ask_directory()
    assert DirectoryLink.objects.count() == 0


# Where the directory gives no token to ask with


@pytest.fixture
def short(client: Client, issuer: Issuer) -> Client:
    """The browser of somebody of a directory that can only be asked with them."""
    issuer.gives_refresh_tokens = False
    issuer.add("1", email="ana@example.org", groups=["desk-readers"])
    sign_in(client, "/desk/")
    return client


def later(settings: Settings, times: float = 1) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(minutes=settings.OIDC_SESSION_MINUTES * times, seconds=5))


def test_session_is_renewed_over_the_directory(short: Client, issuer: Issuer, settings: Settings) -> None:
    assert (short.get("/desk/").status_code, asked_for(Client().post(BEGIN))["scope"].count("offline")) == (200, 0)
    with later(settings):
        led = short.get("/desk/?q=x")
        assert led.headers["Location"] == f"{AGAIN}?next=%2Fdesk%2F%3Fq%3Dx"
        back = follow(short, short.get(led.headers["Location"]))
        assert back.headers["Location"] == "/desk/?q=x"
        assert short.get("/desk/?q=x").status_code == 200


def test_who_was_taken_out_does_not_come_back(short: Client, issuer: Issuer, settings: Settings) -> None:
    issuer.at_browser = ""
    with later(settings):
        led = short.get("/desk/")
        follow(short, short.get(led.headers["Location"]))
        assert urlsplit(short.get("/desk/").headers["Location"]).path == AGAIN
    with later(settings, 2):
        assert short.get("/desk/").headers["Location"].startswith(LOGIN)


def test_what_is_sent_may_be_a_few_minutes_late(short: Client, settings: Settings) -> None:
    data = {"name": "Ana Banana", "language": "en", "time_zone": "Europe/London"}
    with later(settings):
        assert short.post("/accounts/me/", data).headers["Location"] == "/accounts/me/"
    with later(settings, 2):
        assert short.post("/accounts/me/", data).headers["Location"].startswith(LOGIN)
    assert User.objects.get().name == "Ana Banana"


def test_renewing_asks_for_no_second_step_again(short: Client, settings: Settings) -> None:
    person = User.objects.get()
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    with later(settings):
        led = short.get("/desk/")
        follow(short, short.get(led.headers["Location"]))
        assert (short.get("/desk/").status_code, who(short)) == (200, str(person.pk))


def test_day_of_a_role_from_the_directory_is_today(client: Client, issuer: Issuer) -> None:
    person = PersonFactory()
    RoleGrant.objects.create(user=person, role=Role.READER, starts_on=date(2020, 1, 1), ends_on=date(2020, 2, 1))
    issuer.add("1", email=person.email, groups=["desk-readers"])
    sign_in(client)
    grant = person.grants.get()
    assert (grant.starts_on, grant.ends_on, grant.from_directory) == (timezone.localdate(), None, True)
