"""The web server itself, with the configuration that is shipped: what it hands on, and its own pages."""

from __future__ import annotations

import contextlib
import http.client
import http.server
import re
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode

import pytest
from django.conf import settings

from core import headers, proxy_pages
from tests.attacks.test_07_headers import OF_THE_SERVER, faults
from tests.rig import pages, web_server
from tests.rig.web_server import DOOR_HOST, SITE_HOST, WebServer

pytestmark = [pytest.mark.needs_nginx, pytest.mark.xdist_group("web server")]
LANGUAGES = [code for code, _name in settings.LANGUAGES]
FORM = "application/x-www-form-urlencoded"
SENT = {"Content-Type": FORM}
MEGABYTE = 1024 * 1024
# What a browser sends, and what proxies of all kinds add: some of it names a person, a device or a household.
TELLING = {
    "User-Agent": "Telling/1.0", "Referer": "https://example.org/telling", "Cookie": "telling=1", "DNT": "1",
    "From": "telling@example.org", "Via": "1.1 telling", "X-Client-Id": "telling", "CF-Connecting-IP": "192.0.2.1",
    "True-Client-IP": "192.0.2.1", "X-Forwarded-For": "192.0.2.1", "X-Real-IP": "192.0.2.1", "Authorization": "telling",
    "Forwarded": "for=192.0.2.1", "X-Forwarded-Host": "telling", "X-Forwarded-User": "telling", "X-MSISDN": "telling",
    "Remote-User": "telling", "X-Wap-Profile": "telling", "Sec-CH-UA": "telling", "Sec-CH-UA-Platform": "telling",
    "If-None-Match": '"telling"', "If-Modified-Since": "Mon, 23 Nov 2026 10:00:00 GMT", "Range": "bytes=0-1",
    "Accept": "text/telling", "X-Door-Bucket": "ff", "X-Forwarded-Proto": "http", "Connection": "keep-alive",
    "Accept-Language": "xx-telling, ar-EG;q=0.9, en;q=0.1", "Accept-Encoding": "telling, gzip, br, zstd",
    "Origin": "https://telling.example", "Sec-Fetch-Site": "telling", "Save-Data": "on",
}  # fmt: skip


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: str

    def page(self, lang: str) -> pages.Page:
        return pages.parse(self.body, lang=lang)


@dataclass
class Backend:
    """Stands in for the door: remembers what arrives."""

    url: str
    arrived: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.arrived.append(dict(self.headers.items()))
            found.bodies.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.send_header("Set-Cookie", "a=b")
            self.end_headers()

        do_POST = do_GET  # noqa: N815 - the names of the standard library

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Backend(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def present(tmp_path_factory: pytest.TempPathFactory, backend: Backend) -> Iterator[WebServer]:
    """In front of a door that answers everything."""
    with web_server.web_server(tmp_path_factory.mktemp("present"), door=backend.url, site=backend.url) as server:
        proxy_pages.write(server.pages)
        yield server


@pytest.fixture(scope="module")
def away(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """In front of nothing."""
    with web_server.web_server(tmp_path_factory.mktemp("away"), door="http://127.0.0.1:9") as server:
        proxy_pages.write(server.pages)
        yield server


@contextlib.contextmanager
def connected(server: WebServer, host: str = DOOR_HOST) -> Iterator[http.client.HTTPSConnection]:
    context = ssl._create_unverified_context()  # noqa: S323, SLF001 - a certificate of our own, on this machine
    connection = http.client.HTTPSConnection(DOOR_HOST, context=context, timeout=20)
    # The name goes to the server; the address is this machine, whatever its resolver says.
    plain = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    connection.sock = context.wrap_socket(plain, server_hostname=host)
    try:
        yield connection
    finally:
        connection.close()


def ask(
    server: WebServer,
    path: str,
    told: Mapping[str, str] | None = None,
    *,
    method: str = "GET",
    body: bytes = b"",
    host: str = DOOR_HOST,
) -> Answer:
    named = {"Host": host, **(told or {})}
    with connected(server, host) as connection:
        connection.request(method, path, body or None, named)
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read().decode())


def test_the_door_is_told_these_words_and_no_others(present: WebServer, backend: Backend) -> None:
    body = urlencode({"text": "hello"}).encode()
    answer = ask(present, "/en/feedback/", {**TELLING, **SENT}, method="POST", body=body)
    [bucket] = {arrived.pop("X-Door-Bucket") for arrived in backend.arrived[-1:]}
    assert re.fullmatch("[0-9a-f]{2}", bucket)
    assert backend.arrived[-1] == {
        "Host": DOOR_HOST,
        "Content-Length": str(len(body)),
        "Content-Type": FORM,
        "Accept-Language": "ar",
        "Accept-Encoding": "gzip, br",
        "Origin": "null",
        "Sec-Fetch-Site": "cross-site",
        "X-Forwarded-Proto": "https",
    }
    assert backend.bodies[-1] == body
    assert "Set-Cookie" not in answer.headers


def test_a_form_of_our_own_is_known_as_one(present: WebServer, backend: Backend) -> None:
    ask(present, "/en/feedback/", {"Origin": f"https://{DOOR_HOST}", "Sec-Fetch-Site": "same-origin"})
    assert (backend.arrived[-1]["Origin"], backend.arrived[-1]["Sec-Fetch-Site"]) == (
        f"https://{DOOR_HOST}",
        "same-origin",
    )
    ask(present, "/en/feedback/")
    assert {"Origin", "Sec-Fetch-Site"} & set(backend.arrived[-1]) == set()


def test_a_lost_visitor_of_the_door_is_not_named_to_the_site(present: WebServer, backend: Backend) -> None:
    ask(present, "/en/feedback/", TELLING, host=SITE_HOST)
    assert backend.arrived[-1] == {"Host": SITE_HOST, "Accept-Language": "ar", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("", "en"),
        ("pl", "pl"),
        ("PL-pl", "pl"),
        ("fr, es-MX;q=0.8, ar;q=0.9", "es"),
        ("de,fr;q=0.5", "en"),
        ("en-GB, ar", "en"),
        ("are, arabic, *", "en"),
    ],
)
def test_the_language_is_the_first_of_ours_in_the_list(
    present: WebServer, backend: Backend, listed: str, expected: str
) -> None:
    ask(present, "/", {"Accept-Language": listed})
    assert backend.arrived[-1]["Accept-Language"] == expected


def test_every_language_has_its_lines() -> None:
    text = (web_server.FOLDER / "answerable.conf.template").read_text(encoding="utf-8")
    maps = dict(re.findall(r"^map (\S+ \S+) \{\n(.*?)^\}", text, re.MULTILINE | re.DOTALL))
    named = re.findall(r'^  "[^"]+" ([a-z]{2});', maps["$request_uri $door_path_language"], re.MULTILINE)
    listed = maps["$http_accept_language $door_browser_language"]
    assert named == LANGUAGES
    assert re.findall(r'^  "[^"]+" ([a-z]{2});', listed, re.MULTILINE) == LANGUAGES[1:]
    assert set(re.findall(r"\(\?:([a-z|]+)\)\\b\)", listed)) == {"|".join(LANGUAGES)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_door_that_is_away_is_said_by_a_page_of_ours(away: WebServer, language: str) -> None:
    answer = ask(away, f"/{language}/feedback/")
    page = answer.page(language)
    assert answer.status == 502
    assert page.all("button", name="leave")
    (leaving,) = [form for form in page.all("form") if form.get("data-exit")]
    assert leaving.get("action") == f"/{language}/feedback/6/"
    assert page.all("ul", class_="help-lines")
    assert page.links()[f"/{language}/feedback/5/#now"]
    assert page.html == (away.pages / f"error/{language}/away.html").read_text(encoding="utf-8")


def test_the_language_of_an_own_page_is_the_browsers_where_the_address_names_none(away: WebServer) -> None:
    assert ask(away, "/", {"Accept-Language": "de, ar"}).page("ar").one("html").get("dir") == "rtl"
    assert ask(away, "/nothing", {"Accept-Language": "de"}).page("en").one("html").get("dir") == "ltr"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_written_is_given_back_and_can_be_sent_again(away: WebServer, language: str) -> None:
    body = urlencode({"token": "sealed", "step": "send-kept", "text": 'They said "no" & <left> it’s \n رسالة'})
    answer = ask(away, f"/{language}/feedback/?lang=x", SENT, method="POST", body=body.encode())
    page = answer.page(language)
    (form,) = [form for form in page.all("form") if not form.get("data-exit")]
    assert answer.status == 502
    assert form.get("action") == f"/{language}/feedback/?lang=x"
    assert page.values()["again"] == body


@pytest.mark.parametrize(
    "told", [{"Sec-Fetch-Site": "cross-site"}, {"Content-Type": "multipart/form-data; boundary=x"}]
)
def test_what_came_from_elsewhere_or_with_a_file_is_not_given_back(away: WebServer, told: dict[str, str]) -> None:
    answer = ask(away, "/en/feedback/", {**SENT, **told}, method="POST", body=b"text=telling")
    assert "telling" not in answer.body
    assert "load this page again" in answer.page("en").text("main")


def test_what_is_given_back_cannot_become_a_part_of_the_page(away: WebServer) -> None:
    hostile = b'text="><script>alert(1)</script><!--# echo var="remote_addr" -->'
    page = ask(away, "/en/feedback/", SENT, method="POST", body=hostile).page("en")
    assert page.values()["again"] == hostile.decode()
    assert [script.get("src") is None for script in page.all("script")].count(True) == 0


def test_own_pages_have_every_header_of_the_others(away: WebServer) -> None:
    for path in ("/en/feedback/", "/ar/nothing"):
        said = ask(away, path).headers
        assert faults({name: value for name, value in said.items() if name not in OF_THE_SERVER}) == []
    assert headers.POLICY in (web_server.FOLDER / "answerable.conf.template").read_text(encoding="utf-8")


def test_own_pages_bring_what_they_need(away: WebServer) -> None:
    page = ask(away, "/ar/feedback/").page("ar")
    named = [element.get("href") or element.get("src") or "" for element in [*page.all("link"), *page.all("script")]]
    assert len(named) >= 3
    for address in named:
        answer = ask(away, address)
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store"), address
    assert ask(away, "/static/nothing.css").status == 404


def test_one_can_leave_while_the_door_is_away(away: WebServer) -> None:
    answer = ask(away, "/en/feedback/exit/")
    assert answer.status == 200
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    refresh = pages.parse(answer.body).one("meta", http_equiv="refresh").get("content") or ""
    assert refresh.startswith("0; url=https://")


def test_files_of_own_pages_cannot_be_asked_for(present: WebServer, backend: Backend) -> None:
    for path in ("/error/en/not_sent.html", "/left/en.html"):
        answer = ask(present, path)
        assert answer.status == 404
        assert answer.page("en").text("h1") == "We could not find that page"


@pytest.mark.parametrize("path", ["/en/feedback/%zz", "/en/feedback/?" + "x" * 9000])
def test_what_cannot_be_read_is_said_by_a_page_of_ours(present: WebServer, path: str) -> None:
    answer = ask(present, path)
    assert answer.status in {400, 414}
    assert answer.page("en").text("h1") == "We could not read that"


def test_what_is_too_large_is_said_by_a_page_of_ours(present: WebServer) -> None:
    with connected(present) as connection:
        connection.putrequest("POST", "/pl/feedback/", skip_host=True)
        for name, value in {"Host": DOOR_HOST, "Content-Type": FORM, "Content-Length": str(34 * MEGABYTE)}.items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        page = pages.parse(response.read().decode(), lang="pl")
    assert response.status == 413
    assert page.all("button", name="leave")


def test_a_few_large_bodies_at_once_are_taken_from_one_address_and_small_ones_beside_them(
    present: WebServer, backend: Backend
) -> None:
    with contextlib.ExitStack() as stack:
        held = [stack.enter_context(connected(present)) for _ in range(12)]
        for connection in held:
            connection.putrequest("POST", "/en/feedback/", skip_host=True)
            for name, value in {"Host": DOOR_HOST, "Content-Type": FORM, "Content-Length": str(30 * MEGABYTE)}.items():
                connection.putheader(name, value)
            connection.endheaders()
            # The first bytes: the server has begun to take it.
            connection.send(b"text=")
        refused = ask(present, "/en/feedback/", SENT, method="POST", body=b"x" * MEGABYTE)
        assert (refused.status, refused.page("en").text("h1")) == (429, "Please wait a little")
        taken = ask(present, "/en/feedback/", SENT, method="POST", body=b"text=a+few+words")
        assert taken.status == 200
        assert parse_qs(backend.bodies[-1]) == {b"text": [b"a few words"]}


def test_a_ward_behind_one_address_opens_thirty_pages_at_once(present: WebServer) -> None:
    with contextlib.ExitStack() as stack:
        held = [stack.enter_context(connected(present)) for _ in range(150)]
        for connection in held:
            connection.putrequest("POST", "/en/feedback/", skip_host=True)
            for name, value in {"Host": DOOR_HOST, "Content-Type": FORM, "Content-Length": "5"}.items():
                connection.putheader(name, value)
            connection.endheaders()
        assert ask(present, "/en/feedback/").status == 200


def test_nothing_about_a_visit_is_written_down(present: WebServer, away: WebServer) -> None:
    ask(present, "/en/feedback/?telling", TELLING)
    ask(away, "/en/feedback/?telling", TELLING)
    with pytest.raises(ssl.SSLError):
        ask(present, "/en/feedback/", host="telling.localhost")
    for server in (present, away):
        assert server.log() == ""
        assert [path.name for path in server.folder.rglob("*") if path.is_file() and path.suffix == ".log"] == [
            "access.log",
            "nginx.log",
        ]
        assert (server.folder / "access.log").read_text(encoding="utf-8") == ""
