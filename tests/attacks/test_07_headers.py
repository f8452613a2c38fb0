"""Attack 7: a header that is missing, or whose value a browser does not understand and therefore ignores."""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from feedback import codes, queries, rate_limit
from tests.feedback.conftest import Visitor
from tests.rig.browser import Browser
from tests.rig.production import ProductionSite

TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
FEATURE = re.compile(r"^[a-z-]+=\((?:self)?\)$")
SOURCE = re.compile(r"^('self'|'none'|blob:|data:)$")
DIRECTIVES = {
    "default-src", "style-src", "script-src", "img-src", "font-src", "connect-src", "form-action", "base-uri",
    "frame-ancestors", "media-src", "worker-src", "require-trusted-types-for",
}  # fmt: skip


def policy_is_strict(value: str) -> bool:
    """Return whether a content security policy is well formed, closed by default and open to ourselves at most."""
    rules = {name: rest.split() for name, _space, rest in (part.strip().partition(" ") for part in value.split(";"))}
    known = set(rules) <= DIRECTIVES and rules.get("default-src") == ["'none'"]
    closed = all(rules.get(name) == ["'none'"] for name in ("base-uri", "frame-ancestors"))
    sources = [source for name, values in rules.items() if name != "require-trusted-types-for" for source in values]
    return known and closed and all(SOURCE.match(source) for source in sources) and "blob:" not in rules["script-src"]


ONE_AT_MOST: tuple[set[str], ...] = (set(), {"microphone=(self)"}, {"camera=(self)"})


def features_are_closed(value: str) -> bool:
    """Return whether a permissions policy is a structured dictionary and opens one of two features for us at most."""
    parts = value.split(", ")
    opened = {part for part in parts if part.endswith("=(self)")}
    return all(FEATURE.match(part) for part in parts) and opened in ONE_AT_MOST


# Each header of a page of the door, and what a browser must be able to read in it.
TABLE: dict[str, Callable[[str], object]] = {
    "Content-Type": re.compile(rf"^{TOKEN}/{TOKEN}(; charset=utf-8)?$").match,
    "Content-Security-Policy": policy_is_strict,
    "Permissions-Policy": features_are_closed,
    "Referrer-Policy": re.compile(r"^same-origin$").match,
    "X-Content-Type-Options": re.compile(r"^nosniff$").match,
    "Cross-Origin-Opener-Policy": re.compile(r"^same-origin$").match,
    "Cross-Origin-Embedder-Policy": re.compile(r"^require-corp$").match,
    "Cross-Origin-Resource-Policy": re.compile(r"^same-origin$").match,
    "Cache-Control": re.compile(r"^(?:(?:no-store|no-cache|max-age=0|must-revalidate|private)(?:, |$))+$").match,
    "X-Robots-Tag": re.compile(r"^noarchive$").match,
}
MAY_BE: dict[str, Callable[[str], object]] = {
    "Content-Language": re.compile(r"^[a-z]{2}$").match,
    "Content-Length": str.isdigit,
    "Location": re.compile(r"^(/|https://)\S*$").match,
    "Allow": re.compile(rf"^{TOKEN}(, {TOKEN})*$").match,
    "Vary": re.compile(rf"^{TOKEN}(, {TOKEN})*$").match,
    "Clear-Site-Data": re.compile(r'^"(cache|storage)"(, "(cache|storage)")*$').match,
    "Retry-After": str.isdigit,
    "Strict-Transport-Security": re.compile(r"^max-age=\d+(; includeSubDomains)?$").match,
}
# A server's own, which names nobody and no version.
OF_THE_SERVER = {"Date", "Connection", "Transfer-Encoding", "Server"}


def faults(headers: dict[str, str]) -> list[str]:
    """Return what is wrong with the headers of one answer."""
    missing = [f"{name} is missing" for name in TABLE if name not in headers]
    known = {**TABLE, **MAY_BE}
    strange = [f"{name}: {value}" for name, value in headers.items() if name not in known]
    wrong = [f"{name}: {value}" for name, value in headers.items() if name in known and not known[name](value)]
    return missing + strange + wrong


def of_page(response: HttpResponse) -> list[str]:
    return faults(dict(response.headers))


def addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """Yield an address for every route of the door, with something in place of what varies."""
    for pattern in patterns:
        path = before + re.sub(r"<(?:\w+:)?\w+>", "ward", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, path)
        else:
            yield "/" + path.replace("^", "").replace("$", "")


ROUTES = sorted({path for path in addresses(get_resolver("config.door_urls").url_patterns) if "feedback" in path})


def test_every_route_of_the_door_is_looked_at() -> None:
    assert len(ROUTES) >= len({"give", "return", "exit", "help"})


@pytest.mark.usefixtures("month_key")
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_every_route_has_every_header_whatever_it_answers(client: Client, method: str) -> None:
    found = {}
    for route in ROUTES:
        response = getattr(client, method)(route, headers={"sec-fetch-site": "same-origin"})
        if wrong := of_page(response):
            found[f"{method} {route} {response.status_code}"] = wrong
    assert found == {}


@pytest.mark.usefixtures("month_key")
@pytest.mark.parametrize("status", [200, 302, 400, 403, 404, 405, 413, 422, 429, 500, 503])
def test_every_status_has_every_header(
    visitor: Visitor,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
) -> None:
    client, home = visitor.client, visitor.address
    client.raise_request_exception = False
    if status == 429:
        monkeypatch.setattr(rate_limit, "admit", lambda **_attempt: rate_limit.Outcome.WAIT)
    if status == 500:
        monkeypatch.setattr(queries, "current_key", lambda *_about: 1 / 0)
    if status == 503:
        monkeypatch.setattr(queries, "current_key", lambda *_about: None)
    ask: dict[int, Callable[[], Any]] = {
        200: lambda: client.get(home),
        302: lambda: client.get("/feedback/kiosk/"),
        400: lambda: client.post(home, {"token": "x"}),
        403: lambda: client.post(home, {}, headers={"sec-fetch-site": "cross-site"}),
        404: lambda: client.get(f"{home}nothing/"),
        405: lambda: client.delete(home),
        413: lambda: client.post(home, {"text": "x" * 2_200_000}),
        422: lambda: client.post(f"{home}1/", {"code": "x"}),
        429: lambda: client.post(f"{home}1/", {"code": codes.new()}),
        500: lambda: client.get(home),
        503: lambda: client.get(home),
    }
    response = ask[status]()
    assert response.status_code == status
    assert of_page(response) == []


@pytest.mark.usefixtures("month_key")
def test_the_camera_is_open_on_the_page_that_asks_for_a_code_and_nowhere_else(visitor: Visitor) -> None:
    opening = {route for route in ROUTES if "camera=(self)" in visitor.client.get(route).headers["Permissions-Policy"]}
    assert {route.rpartition("/feedback/")[2] for route in opening} == {"1/"}
    refused = visitor.client.post(f"{visitor.address}1/", {"code": "x"})
    assert "camera=(self)" in refused.headers["Permissions-Policy"]
    opened = visitor.give(text="x").response
    assert opened is not None
    assert "camera=()" in opened.headers["Permissions-Policy"]


def test_the_production_door_says_no_more_than_its_table(production_site: ProductionSite) -> None:
    for path in ("/en/feedback/", "/en/feedback/6/", "/en/nothing/", "/en/feedback/1/"):
        door = http.client.HTTPConnection(urlsplit(production_site.door_url).netloc, timeout=10)
        door.request("GET", path)
        headers = dict(door.getresponse().getheaders())
        door.close()
        assert faults({name: value for name, value in headers.items() if name not in OF_THE_SERVER}) == [], path
        assert not re.search(r"\d", headers.get("Server", "")), path
        assert "Set-Cookie" not in headers


def test_the_browser_believes_the_isolation(browser: Browser, production_site: ProductionSite) -> None:
    page = browser.page(base_url=production_site.door_url)
    page.goto("/en/feedback/")
    assert page.evaluate("window.crossOriginIsolated") is True


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Cross-Origin-Embedder-Policy", "same-origin"),
        ("Permissions-Policy", "camera 'none'"),
        ("Content-Security-Policy", "default-src 'none'; script-src 'self' 'unsafe-inline'"),
        ("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; script-src *"),
        ("X-Powered-By", "anything"),
    ],
)
def test_a_planted_fault_is_found(client: Client, name: str, value: str) -> None:
    headers = {**dict(client.get("/en/feedback/5/").headers), name: value}
    assert faults(headers) == [f"{name}: {value}"]


def test_settings_hand_out_no_address_of_reports() -> None:
    assert "report-uri" not in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
