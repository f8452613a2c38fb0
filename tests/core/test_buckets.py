"""What is left of an address at the door: one number of 256, that nobody from outside can choose."""

from typing import Any

import pytest
import time_machine
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from core import buckets
from core.stripping import StripDoorRequests
from tests.rig import processes


def arrived(address: str = "203.0.113.9", **headers: Any) -> HttpRequest:
    """Return a request to the door as its views see it."""
    seen: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    StripDoorRequests(view)(RequestFactory(REMOTE_ADDR=address, **headers).get("/en/feedback/"))
    return seen[0]


def number(address: str = "203.0.113.9", **headers: Any) -> int:
    found: int = arrived(address, **headers).META["answerable.bucket"]
    return found


def numbers(of: list[str]) -> list[int]:
    return [number(address) for address in of]


NETWORKS = [f"10.{first}.{second}.1" for first in range(16) for second in range(256)]


def test_addresses_of_one_network_have_one_number() -> None:
    assert len(set(numbers([f"203.0.113.{host}" for host in range(256)]))) == 1
    assert number("::ffff:203.0.113.77") == number("203.0.113.9")
    assert len({number("2001:db8:1:2::1"), number("2001:db8:1:2:ffff:ffff:ffff:ffff")}) == 1


def test_networks_share_256_numbers_evenly() -> None:
    found = numbers(NETWORKS)
    assert set(found) == set(range(256))
    assert max(found.count(each) for each in range(256)) < 5 * len(NETWORKS) // 256


def test_numbers_of_yesterday_mean_nothing_today() -> None:
    with time_machine.travel("2026-11-23T23:59:00Z"):
        yesterday = numbers(NETWORKS[:64])
        assert numbers(NETWORKS[:64]) == yesterday
    with time_machine.travel("2026-11-24T00:01:00Z"):
        today = numbers(NETWORKS[:64])
    assert sum(before == after for before, after in zip(yesterday, today, strict=True)) < 8
    assert len(buckets._keys) == 1  # noqa: SLF001 - the key of yesterday is gone for good


@pytest.mark.parametrize("address", ["", "unix:", "not an address", "fe80::1%eth0"])
def test_what_is_no_address_has_a_number_too(address: str) -> None:
    assert 0 <= number(address) <= 255


def test_nobody_chooses_their_own_number() -> None:
    assert {number(HTTP_X_DOOR_BUCKET=f"{told:02x}") for told in range(256)} == {number()}


def test_the_proxys_word_is_believed_where_a_setting_says_so(settings: Settings) -> None:
    settings.DOOR_BUCKET_FROM_PROXY = True
    assert [number(address, HTTP_X_DOOR_BUCKET="f7") for address in NETWORKS[:32]] == [0xF7] * 32
    assert "HTTP_X_DOOR_BUCKET" not in arrived(HTTP_X_DOOR_BUCKET="f7").META


@pytest.mark.parametrize("told", ["", "f", "f7f", "F7", "-1", "0x", "١٢", "f7\n"])
def test_what_is_no_number_of_the_proxys_counts_as_one_crowd(settings: Settings, told: str) -> None:
    settings.DOOR_BUCKET_FROM_PROXY = True
    assert number(HTTP_X_DOOR_BUCKET=told) == 0


@pytest.mark.parametrize(
    ("mode", "told", "believed"), [("production", "true", True), ("production", "", False), ("embedded", "true", False)]
)
def test_only_production_can_be_told_to_believe_the_proxy(mode: str, told: str, *, believed: bool) -> None:
    environment = {
        "ANSWERABLE_MODE": mode,
        "DOOR_SECRET_KEY": "x" * 50,
        "RECEIPT_PEPPER": "00" * 32,
        "RECEIPT_SALT": "00" * 32,
        "DATABASE_URL": "sqlite://:memory:",
        **({"DOOR_BUCKET_FROM_PROXY": told} if told else {}),
    }
    said = processes.python("-c", "from config import door; print(door.DOOR_BUCKET_FROM_PROXY)", env=environment)
    assert said.strip() == str(believed)
