"""Everything is closed unless marked open; what is open is in this list and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize

pytestmark = pytest.mark.django_db

OPEN = [
    "/accounts/2fa/authenticate/",
    "/accounts/2fa/webauthn/login/",
    "/accounts/3rdparty/login/cancelled/",
    "/accounts/code/",
    "/accounts/inactive/",
    "/accounts/invitations/<token>/",
    "/accounts/invitations/<token>/ask/",
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/login/code/confirm/",
    "/accounts/logout/",
    "/accounts/oidc/<provider_id>/login/callback/",
    "/accounts/my-data/receipt/<pk>/",
    "/accounts/my-data/receipt/<pk>/text/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/<uidb36>-<key>/",
    "/accounts/password/reset/key/done/",
    "/accounts/sign-in/directory/",
    "/accounts/signup/",
    "/api/schema/",
    "/api/v1/changes/",
    "/api/v1/changes/<pk>/",
    "/api/v1/councils/",
    "/api/v1/councils/<pk>/",
    "/api/v1/feedback/",
    "/api/v1/feedback/<pk>/",
    "/api/v1/meetings/",
    "/api/v1/meetings/<pk>/",
    "/api/v1/policies/",
    "/api/v1/policies/<slug>/",
    "/api/v1/terms/",
    "/api/v1/terms/<pk>/",
    "/calendar/<secret>/feed.ics",
    "/components/",
    "/en/",
    "/en/accessibility/",
    "/en/changes/",
    "/en/changes/<pk>/",
    "/en/council/apply/",
    "/en/council/apply/<token>/",
    "/en/feedback/",
    "/en/feedback/1/",
    "/en/feedback/2/",
    "/en/feedback/3/",
    "/en/feedback/4/",
    "/en/feedback/5/",
    "/en/feedback/6/",
    "/en/feedback/7/",
    "/en/feedback/8/",
    "/en/feedback/after/equality/",
    "/en/feedback/after/tell-me/",
    "/en/feedback/at/<code>/",
    "/en/feedback/easy/",
    "/en/feedback/exit/",
    "/en/feedback/help/",
    "/en/feedback/kiosk/",
    "/en/feedback/kiosk/<code>/",
    "/en/feedback/paper/",
    "/en/feedback/pictures/",
    "/en/feedback/return/",
    "/en/minutes/",
    "/en/minutes/<pk>/",
    "/en/privacy/",
    "/feedback/",
    "/feedback/at/<code>/",
    "/feedback/kiosk/",
    "/feedback/kiosk/<code>/",
    "/healthz",
    "/meetings/after/<token>/",
    "/meetings/answer/<token>/",
    "/meetings/guest/<token>/",
    "/meetings/polls/answer/<token>/",
    "/meetings/writing/<token>/",
    "/meetings/votes/answer/<token>/",
    "/sent/",
    "/setup/<token>/",
]
# Something that fits each part of an address, whichever converter it has.
FITTING = ("6b6f3a53-5d09-4a5e-8b61-7c8f3f0a4a11", "1", "nothing")


def written(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, list[str], str]]:
    """Yield every address with %(name)s for its parts, the names, and its regular expression."""
    for pattern in patterns:
        regex = before + pattern.pattern.regex.pattern.lstrip("^").removesuffix(r"\Z").removesuffix("$")
        if isinstance(pattern, URLResolver):
            yield from written(pattern.url_patterns, regex)
        else:
            yield from ((address, names, regex) for address, names in normalize(regex))


def filled(address: str, names: list[str], regex: str) -> str:
    """Return the address with parts that fit."""
    for values in product(FITTING, repeat=len(names)):
        candidate = address % dict(zip(names, values, strict=True))
        if re.fullmatch(regex, candidate):
            return f"/{candidate}"
    message = f"nothing fits {address}"
    raise LookupError(message)


def test_open_routes_are_exactly_these(client: Client) -> None:
    found = set()
    for address, names, regex in written(get_resolver().url_patterns):
        answer = client.get(filled(address, names, regex))
        if not answer.headers.get("Location", "").startswith("/accounts/login/?next="):
            found.add("/" + address % {name: f"<{name}>" for name in names})
    assert found == set(OPEN)


def test_every_address_of_the_contract_is_there() -> None:
    found = {f"/{address}" for address, _names, _regex in written(get_resolver().url_patterns)}
    contract = {
        "/healthz",
        "/en/feedback/",
        "/en/feedback/return/",
        "/en/changes/",
        "/desk/",
        "/council/",
        "/meetings/",
        "/accounts/login/",
        "/sent/",
        "/api/v1/changes/",
        "/api/schema/",
    }
    assert contract - found == set()
