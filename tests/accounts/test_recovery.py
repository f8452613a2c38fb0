"""Who lost every second step is helped by another administrator, who shows their own first; all of it is in the log."""

from __future__ import annotations

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client

from accounts import actions
from accounts.enums import Role
from accounts.models import AuditEvent, User
from core.verdicts import Refused
from notifications.enums import Kind
from notifications.models import OutboxMessage
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.accounts.test_sign_in import LOGIN, post_code, who
from tests.rig import pages

pytestmark = pytest.mark.django_db
AGAIN = "/accounts/2fa/reauthenticate/"
REASON = {"reason": "Phone lost; I know her voice."}


@pytest.fixture(autouse=True)
def _no_counts_of_earlier_tests() -> None:
    cache.clear()


def give_app(person: User) -> str:
    secret = str(totp.generate_totp_secret())
    data = {"secret": get_adapter().encrypt(secret)}
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data=data)
    return secret


def give_spare_codes(person: User) -> None:
    Authenticator.objects.create(user=person, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})


def address(person: User) -> str:
    return f"/accounts/people/{person.pk}/recover/"


def test_second_step_is_removed_by_another_administrator_who_shows_theirs(signed_in: SignedIn) -> None:
    admin, client = signed_in(Role.ADMIN)
    secret = give_app(admin)
    person, theirs = signed_in(Role.READER)
    give_app(person)
    give_spare_codes(person)
    assert "Remove a lost second step" in pages.get(client, f"/accounts/people/{person.pk}/").text("main")
    led = client.get(address(person))
    assert led.headers["Location"] == f"{AGAIN}?next=%2Faccounts%2Fpeople%2F{person.pk}%2Frecover%2F"
    pages.get(client, led.headers["Location"])
    post_code(client, led.headers["Location"], secret)
    pages.get(client, address(person))
    assert client.post(address(person), REASON).headers["Location"] == f"/accounts/people/{person.pk}/"
    assert list(Authenticator.objects.values_list("user", flat=True)) == [admin.pk]
    assert (who(theirs), theirs.get("/accounts/me/").status_code) == ("", 302)
    event = AuditEvent.objects.get(action="removed a lost second step")
    assert (event.subject, event.details) == (f"User {person.pk}", REASON)
    message = OutboxMessage.objects.get()
    assert (message.kind, message.recipient, message.values) == (
        Kind.SECOND_STEP_REMOVED,
        person,
        {"path": "/accounts/2fa/"},
    )


def test_nothing_happens_before_the_second_step_is_shown(signed_in: SignedIn) -> None:
    admin, client = signed_in(Role.ADMIN)
    give_app(admin)
    person = PersonFactory()
    give_app(person)
    assert client.post(address(person), REASON).headers["Location"].startswith(AGAIN)
    assert Authenticator.objects.filter(user=person).exists()


def test_password_once_more_is_not_enough(client: Client) -> None:
    admin = PersonFactory(roles=[Role.ADMIN])
    client.post(LOGIN, {"login": admin.email, "password": PASSWORD})
    give_app(admin)
    person = PersonFactory()
    give_app(person)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get(address(person)).headers["Location"].startswith(AGAIN)


def test_administrator_with_a_passkey_alone_shows_that(signed_in: SignedIn) -> None:
    admin, client = signed_in(Role.ADMIN)
    Authenticator.objects.create(user=admin, type=Authenticator.Type.WEBAUTHN, data={})
    person = PersonFactory()
    give_app(person)
    assert client.get(address(person)).headers["Location"].startswith("/accounts/2fa/webauthn/reauthenticate/")


def test_reason_is_asked_for(signed_in: SignedIn) -> None:
    admin, client = signed_in(Role.ADMIN)
    secret = give_app(admin)
    person = PersonFactory()
    give_app(person)
    post_code(client, f"{AGAIN}?next=/home/", secret)
    page = pages.post(client, address(person), {"reason": " "})
    assert page.all("div", class_="govuk-error-summary")
    assert Authenticator.objects.filter(user=person).exists()


def test_who_has_none_oneself_is_told_so(signed_in: SignedIn) -> None:
    _admin, client = signed_in(Role.ADMIN)
    person = PersonFactory()
    give_app(person)
    assert "Add a second step to your own account first." in pages.get(client, address(person)).text("main")
    pages.post(client, address(person), REASON, status=409)
    assert Authenticator.objects.filter(user=person).exists()


def test_nobody_removes_their_own(signed_in: SignedIn) -> None:
    admin, client = signed_in(Role.ADMIN)
    give_app(admin)
    assert "nobody removes their own" in pages.get(client, address(admin)).text("main")
    with pytest.raises(Refused, match="nobody removes their own"):
        actions.remove_second_step(person=admin, reason="x", by=admin)


def test_person_without_a_second_step_has_nothing_to_remove(signed_in: SignedIn) -> None:
    admin, client = signed_in(Role.ADMIN)
    give_app(admin)
    person = PersonFactory()
    assert "nothing to remove" in pages.get(client, address(person)).text("main")
    assert "has no second step" in pages.get(client, f"/accounts/people/{person.pk}/").text("main")


@pytest.mark.parametrize("role", [None, *(role for role in Role if role != Role.ADMIN)])
def test_others_do_not_find_the_page(signed_in: SignedIn, role: Role | None) -> None:
    someone, client = signed_in(*([role] if role else []))
    give_app(someone)
    person = PersonFactory()
    give_app(person)
    assert (client.get(address(person)).status_code, client.post(address(person), REASON).status_code) == (404, 404)
    with pytest.raises(Refused, match="Only administrators"):
        actions.remove_second_step(person=person, reason="x", by=someone)
