"""Staff see nothing of anybody else before they have a second step; members and translators are not asked for one."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from pytest_django import Settings

from accounts import actions
from accounts.enums import STAFF, Role, Scope
from accounts.models import RoleGrant, User
from accounts.sentences import SECOND_STEP, SECOND_STEP_FIRST, SECOND_STEP_FIRST_FOR_PROGRAMS, SHOW_SECOND_STEP
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.accounts.test_sign_in import LOGIN, post_code
from tests.config.test_open_routes import OPEN, filled, written
from tests.rig import pages

pytestmark = pytest.mark.django_db
ADD = "/accounts/2fa/"
# What staff reach before they have one, besides what is open to everybody.
OWN = [
    "/accounts/2fa/",
    "/accounts/2fa/reauthenticate/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/recovery-codes/download/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/totp/deactivate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/webauthn/keys/<pk>/edit/",
    "/accounts/2fa/webauthn/keys/<pk>/remove/",
    "/accounts/2fa/webauthn/reauthenticate/",
    "/accounts/contact/",
    "/accounts/me/",
    "/accounts/my-data/",
    "/accounts/my-data/download/",
    "/accounts/my-data/erase/",
    "/accounts/my-data/leave/",
    "/accounts/name/",
    "/accounts/name/withdraw/",
    "/accounts/needs/",
    "/accounts/needs/<pk>/confirm/",
    "/accounts/needs/<pk>/forget/",
    "/accounts/password/change/",
    "/accounts/password/set/",
    "/accounts/reauthenticate/",
    "/accounts/sessions/",
    "/accounts/sessions/<name>/end/",
    "/accounts/sessions/end-others/",
    "/accounts/sign-in/directory/again/",
    "/accounts/tokens/",
    "/accounts/tokens/<pk>/revoke/",
    "/accounts/welcome/",
    "/accounts/welcome/<name>/",
    "/guide/",
    "/setup/",
    "/setup/council/",
    "/setup/door/",
    "/setup/help/",
    "/setup/mail/",
    "/setup/organisation/",
    "/setup/places/",
]


@pytest.fixture(autouse=True)
def _asked(settings: Settings) -> None:
    settings.SECOND_FACTOR = True
    settings.SECOND_FACTOR_FROM = None


def give_app(person: User) -> str:
    secret = str(totp.generate_totp_secret())
    data = {"secret": get_adapter().encrypt(secret)}
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data=data)
    return secret


def is_led_to_add_one(client: Client, address: str) -> bool:
    answer = client.get(address)
    return (answer.status_code, answer.headers.get("Location")) == (302, ADD)


@pytest.mark.long
def test_staff_without_a_second_step_reach_their_own_account_and_nothing_else(signed_in: SignedIn) -> None:
    _person, client = signed_in(*Role)
    reached = set()
    for address, names, regex in written(get_resolver().url_patterns):
        shown = "/" + address % {name: f"<{name}>" for name in names}
        where = filled(address, names, regex)
        if shown.startswith("/api/v1/"):
            assert client.get(where).json() == {"detail": str(SECOND_STEP_FIRST_FOR_PROGRAMS)}, where
        elif not is_led_to_add_one(client, where):
            reached.add(shown)
    open_to_everybody = {address for address in OPEN if not address.startswith("/api/v1/")}
    assert reached - open_to_everybody == set(OWN)


@pytest.mark.parametrize("role", Role)
def test_second_step_is_asked_of_staff_alone(signed_in: SignedIn, role: Role) -> None:
    _person, client = signed_in(role)
    assert is_led_to_add_one(client, "/home/") == (role in STAFF)


def test_second_step_is_asked_of_who_coordinates_one_council(signed_in: SignedIn) -> None:
    person, client = signed_in()
    RoleGrant.objects.create(user=person, role=Role.COORDINATOR, council=uuid4())
    assert is_led_to_add_one(client, "/council/")


def test_role_that_is_over_asks_for_nothing(signed_in: SignedIn) -> None:
    person, client = signed_in()
    RoleGrant.objects.create(user=person, role=Role.READER, starts_on=date(2020, 1, 1), ends_on=date(2020, 2, 1))
    assert not is_led_to_add_one(client, "/home/")


def test_session_from_before_the_second_step_shows_it_first(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.ADMIN)
    # Added in another browser: whoever holds this one has shown a password at most.
    secret = give_app(person)
    led = client.get("/accounts/people/")
    assert led.headers["Location"] == f"{ADD}reauthenticate/?next=%2Faccounts%2Fpeople%2F"
    assert str(SHOW_SECOND_STEP) in pages.get(client, led.headers["Location"]).text("main")
    assert client.get("/api/v1/feedback/").status_code == 403
    # A password would do there, and then another second step of their own.
    for page in ("totp/activate/", "webauthn/add/", "recovery-codes/", "recovery-codes/download/"):
        assert f"{ADD}reauthenticate/?next=" in client.get(f"{ADD}{page}").headers["Location"]
    post_code(client, led.headers["Location"], secret)
    pages.get(client, "/accounts/people/")


def test_member_with_a_second_step_shows_it_once_they_are_on_the_staff(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.MEMBER, email=None)
    give_app(person)
    pages.get(client, "/home/")
    RoleGrant.objects.create(user=person, role=Role.READER)
    assert client.get("/desk/").headers["Location"] == f"{ADD}reauthenticate/?next=%2Fdesk%2F"


@pytest.mark.django_db(transaction=True)
def test_browser_in_which_the_second_step_was_added_goes_on(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.ADMIN)
    client.logout()
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    led = client.get(f"{ADD}totp/activate/")
    client.post(led.headers["Location"], {"password": PASSWORD})
    client.get(f"{ADD}totp/activate/")
    secret = client.session["mfa.totp.secret"]
    post_code(client, f"{ADD}totp/activate/", secret)
    assert Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()
    pages.get(client, "/accounts/people/")


def test_spare_codes_alone_are_no_second_step(signed_in: SignedIn) -> None:
    person, client = signed_in(Role.ADMIN)
    Authenticator.objects.create(user=person, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert is_led_to_add_one(client, "/accounts/people/")


def test_page_says_why_and_offers_both_ways(signed_in: SignedIn) -> None:
    _person, client = signed_in(Role.READER)
    page = pages.get(client, "/desk/", follow=True)
    assert str(SECOND_STEP_FIRST) in page.text("main")
    assert {"/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"} <= set(page.links())


def test_act_is_not_done_either(signed_in: SignedIn) -> None:
    _admin, client = signed_in(Role.ADMIN)
    answer = client.post("/accounts/people/invite/", {"email": "new@example.org", "language": "en", "roles": []})
    assert (answer.headers["Location"], User.objects.filter(email="new@example.org").exists()) == (ADD, False)


def test_key_of_staff_without_a_second_step_is_refused_with_a_sentence(client: Client) -> None:
    person = PersonFactory(roles=[Role.STEWARD])
    _token, key = actions.make_token(name="page", scopes=[Scope.POLICIES], by=person)
    headers = {"Authorization": f"Bearer {key}"}
    answer = client.get("/api/v1/policies/", headers=headers)
    assert (answer.status_code, answer.json()) == (401, {"detail": str(SECOND_STEP_FIRST_FOR_PROGRAMS)})
    give_app(person)
    assert client.get("/api/v1/policies/", headers=headers).status_code == 200


def test_days_of_grace_say_from_which_day_on_at_home(signed_in: SignedIn, settings: Settings) -> None:
    settings.SECOND_FACTOR_FROM = timezone.localdate() + timedelta(days=3)
    person, client = signed_in(Role.READER)
    page = pages.get(client, "/home/")
    assert "Add a second step to your account" in page.text("main")
    give_app(person)
    assert "Add a second step to your account" not in pages.get(client, "/home/").text("main")


def test_days_of_grace_end_on_the_day(signed_in: SignedIn, settings: Settings) -> None:
    _person, client = signed_in(Role.READER)
    settings.SECOND_FACTOR_FROM = timezone.localdate() + timedelta(days=1)
    assert not is_led_to_add_one(client, "/home/")
    settings.SECOND_FACTOR_FROM = timezone.localdate()
    assert is_led_to_add_one(client, "/home/")


def test_members_are_asked_for_nothing_in_the_days_of_grace(signed_in: SignedIn, settings: Settings) -> None:
    settings.SECOND_FACTOR_FROM = timezone.localdate() + timedelta(days=1)
    _person, client = signed_in(Role.MEMBER)
    assert "second step" not in pages.get(client, "/home/").text("main")


def test_where_it_is_switched_off_nobody_is_asked(signed_in: SignedIn, settings: Settings) -> None:
    settings.SECOND_FACTOR = False
    _person, client = signed_in(Role.ADMIN)
    pages.get(client, "/accounts/people/")


def give_passkey(person: User) -> Authenticator:
    made: Authenticator = Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={})
    return made


def showing_it_is_them(*roles: Role) -> tuple[User, Client]:
    person = PersonFactory(roles=list(roles))
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return person, client


def test_last_passkey_of_staff_stays_and_the_page_says_what_to_do_first() -> None:
    person, client = showing_it_is_them(Role.READER)
    where = f"/accounts/2fa/webauthn/keys/{give_passkey(person).pk}/remove/"
    page = pages.get(client, where)
    assert str(SECOND_STEP["cannot_delete_authenticator"]) in page.text("main")
    assert {"/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"} <= set(page.links())
    page = pages.post(client, where, {}, status=409)
    assert str(SECOND_STEP["cannot_delete_authenticator"]) in page.text("main")
    assert Authenticator.objects.filter(user=person).count() == 1


def test_one_passkey_of_two_and_one_beside_an_app_is_removed() -> None:
    person, client = showing_it_is_them(Role.READER)
    first, second = give_passkey(person), give_passkey(person)
    assert client.post(f"/accounts/2fa/webauthn/keys/{first.pk}/remove/").status_code == 302
    assert list(Authenticator.objects.filter(user=person)) == [second]
    give_app(person)
    assert client.post(f"/accounts/2fa/webauthn/keys/{second.pk}/remove/").status_code == 302
    assert [step.type for step in Authenticator.objects.filter(user=person)] == [Authenticator.Type.TOTP]


def test_member_removes_their_only_passkey() -> None:
    person, client = showing_it_is_them(Role.MEMBER)
    client.post(f"/accounts/2fa/webauthn/keys/{give_passkey(person).pk}/remove/")
    assert not Authenticator.objects.filter(user=person).exists()


def test_nobody_removes_anothers_passkey() -> None:
    _person, client = showing_it_is_them(Role.MEMBER)
    key = give_passkey(PersonFactory(roles=[Role.MEMBER]))
    assert client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()
