"""Addresses that are not ours: refused with a page, never an error of ours."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from tests.rig import pages

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "a b", "[::1", "x" * 300, "no_host_at_all", "localhost@evil"]
)
@pytest.mark.parametrize("address", ["/en/feedback/", "/ar/", "/accounts/login/", "/desk/", "/api/v1/", "/healthz"])
def test_host_that_is_not_ours_is_refused_with_a_page(settings: Settings, host: str, address: str) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    answer = Client(raise_request_exception=False).get(address, headers={"Host": host})
    assert answer.status_code == 400
    assert host not in pages.parse(answer.content.decode()).html
