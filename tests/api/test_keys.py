"""Who may ask: keys, sessions, and how often."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.test import Client
from django.utils import timezone
from rest_framework.throttling import SimpleRateThrottle

from accounts.enums import Role, Scope
from accounts.models import ApiToken, User
from tests.accounts.conftest import SignedIn
from tests.accounts.factories import PersonFactory
from tests.api.conftest import Asking

pytestmark = pytest.mark.django_db

ADDRESSES = {
    Scope.POLICIES: "/api/v1/policies/",
    Scope.MEETINGS: "/api/v1/meetings/",
    Scope.COUNCILS: "/api/v1/councils/",
    Scope.FEEDBACK: "/api/v1/feedback/",
}


@pytest.mark.parametrize("scope", Scope)
def test_key_reads_what_it_was_made_for_and_nothing_else(asking: Asking, scope: Scope) -> None:
    client = asking(PersonFactory(roles=[Role.MEMBER]), scope)
    allowed = {scope for scope, address in ADDRESSES.items() if client.get(address).status_code == 200}
    refused = {scope for scope, address in ADDRESSES.items() if client.get(address).status_code == 403}
    assert (allowed, refused) == ({scope}, set(Scope) - {scope})


def test_key_without_the_scope_cannot_read_what_is_public_either(asking: Asking) -> None:
    assert asking(PersonFactory(), Scope.MEETINGS).get("/api/v1/changes/").status_code == 403


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer nonsense", "Bearer a b", "bearer \xff", "Bearer ans_" + "x" * 5000]
)
def test_wrong_key_is_401_with_what_to_do(header: str) -> None:
    response = Client().get(ADDRESSES[Scope.POLICIES], headers={"Authorization": header})
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert response.json() == {"detail": "This key does not work. Make a new one on your account page."}


def test_expired_key_is_401(asking: Asking) -> None:
    client = asking(PersonFactory(roles=[Role.MEMBER]), Scope.POLICIES)
    ApiToken.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert client.get(ADDRESSES[Scope.POLICIES]).status_code == 401


def test_key_of_somebody_switched_off_is_401(asking: Asking) -> None:
    person = PersonFactory(roles=[Role.MEMBER])
    client = asking(person, Scope.POLICIES)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get(ADDRESSES[Scope.POLICIES]).status_code == 401


@pytest.mark.parametrize("address", ADDRESSES.values())
def test_nobody_without_a_key(client: Client, address: str) -> None:
    assert client.get(address).status_code == 401


def test_anybody_reads_what_changed(client: Client) -> None:
    assert client.get("/api/v1/changes/").status_code == 200


@pytest.mark.parametrize("address", ADDRESSES.values())
def test_signed_in_person_reads_without_a_key(signed_in: SignedIn, address: str) -> None:
    _person, client = signed_in(Role.MEMBER)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", [*ADDRESSES.values(), "/api/v1/changes/"])
def test_nothing_can_be_written(asking: Asking, method: str, address: str) -> None:
    client = asking(PersonFactory(roles=list(Role)), *Scope)
    assert getattr(client, method)(address, {}, content_type="application/json").status_code == 405


def test_use_of_a_key_is_kept_as_a_day(asking: Asking) -> None:
    client = asking(PersonFactory(roles=[Role.MEMBER]), Scope.POLICIES)
    client.get(ADDRESSES[Scope.POLICIES])
    assert ApiToken.objects.get().last_used_on == timezone.localdate()


@pytest.mark.parametrize("language, words", [("es", "es"), ("ar", "ar")])
def test_errors_are_in_the_readers_language(client: Client, language: str, words: str) -> None:
    response = client.get(ADDRESSES[Scope.POLICIES], headers={"Accept-Language": language})
    assert (response.status_code, response.headers["Content-Language"]) == (401, words)
    assert response.json()["detail"] != client.get(ADDRESSES[Scope.POLICIES]).json()["detail"]


def test_person_who_asks_too_often_is_429_and_told_when(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"anon": "2/min", "user": "2/min"})
    client = asking(PersonFactory(roles=[Role.MEMBER]), Scope.POLICIES)
    answers = [client.get(ADDRESSES[Scope.POLICIES]) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60


def test_visitor_who_asks_too_often_is_429_and_no_address_is_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"anon": "2/min", "user": "9/min"})
    kept: list[str] = []
    backend = type(caches["default"])
    original = backend.set

    def keeping(store: BaseCache, key: str, *rest: Any, **more: Any) -> None:
        kept.append(key)
        original(store, key, *rest, **more)

    monkeypatch.setattr(backend, "set", keeping)
    answers = [client.get("/api/v1/changes/", REMOTE_ADDR="203.0.113.7").status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    assert client.get("/api/v1/changes/", REMOTE_ADDR="203.0.113.8").status_code == 200
    assert ([key for key in kept if "203.0.113" in key], len(set(kept)), len(kept)) == ([], 2, 3)
