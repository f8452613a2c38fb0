"""The page that asks to wait: complete without script, shorter with it, and it never presses the button itself."""

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
import time_machine
from django.conf import settings as project
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from playwright.sync_api import expect
from pytest_django import Settings

from config import urls
from feedback import challenges, form_state
from feedback.decorators import public_form
from feedback.form_state import FormState
from feedback.rate_limit import Attempt
from feedback.views import waiting
from tests.rig import pages
from tests.rig.browser import Browser, axe

LANGUAGES = [code for code, _name in project.LANGUAGES]
WORDS = "canary-words-of-mine"


@public_form("GET", "POST")
def ask(request: HttpRequest) -> HttpResponse:
    """Ask to wait as the last step of giving does; say whether that was proved."""
    state = FormState(answers={"text": WORDS}, submission="1")
    if request.method == "POST":
        state = form_state.read(FormState, request.POST["token"], max_age=60)
        if challenges.is_satisfied(state, work=request.POST["work"]):
            return HttpResponse(f"<!DOCTYPE html><title>.</title><h1>proved by {request.POST['step']}</h1>")
    if "code" in request.path:
        return waiting.page(request, state, step="waited", address=request.path, name="act", attempt=Attempt.CODE)
    return waiting.page(request, state, step="waited", address=request.path)


urlpatterns = [
    *(path(f"{language}/feedback/{name}/", ask) for language in LANGUAGES for name in ("wait", "code")),
    *urls.urlpatterns,
]


@pytest.fixture(autouse=True)
def _one_more_page(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["wait", "code"])
def test_without_script_half_a_minute_is_enough(client: Client, language: str, name: str) -> None:
    address = f"/{language}/feedback/{name}/"
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False) as clock:
        page = pages.get(client, address, status=429)
        assert page.all("meta", http_equiv="refresh") == []
        assert WORDS not in page.html
        clock.shift(12)
        page = pages.post(client, address, {**page.values(), "step": "waited"}, status=429)
        assert "18" in page.text("div", role="alert")
        clock.shift(18)
        answer = client.post(address, {**page.values(), "step": "waited"})
    assert "proved by waited" in answer.content.decode()


def test_the_page_says_that_nothing_is_lost_and_what_to_do(client: Client) -> None:
    message = pages.get(client, "/en/feedback/wait/", status=429)
    assert "Yours is not lost" in message.text("main")
    assert [pages.words(button) for button in message.all("button", name="step")] == ["Send", "Go back"]
    code = pages.get(client, "/en/feedback/code/", status=429)
    assert "You do not have to type your code again." in code.text("main")
    assert [pages.words(button) for button in code.all("button", name="act")] == ["Show me"]


class Quiet(WSGIRequestHandler):
    """Says nothing on the terminal."""

    def log_message(self, *arguments: object) -> None:
        pass


class Threads(ThreadingMixIn, WSGIServer):
    """A browser asks for several things at once."""

    daemon_threads = True


@pytest.fixture
def served(settings: Settings) -> Iterator[str]:
    """The pages above with every header of the real ones, on loopback."""
    settings.WHITENOISE_USE_FINDERS = True
    server = make_server("127.0.0.1", 0, get_wsgi_application(), Threads, Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_with_script_the_device_works_and_the_person_presses(served: str, browser: Browser, settings: Settings) -> None:
    settings.DOOR_WORK = 4096
    page = browser.page(width=320)
    faults = list[str]()
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    answer = page.goto(f"{served}/ar/feedback/wait/")
    assert answer is not None
    assert "worker-src" not in answer.headers["content-security-policy"]
    assert answer.headers["cross-origin-embedder-policy"] == "require-corp"
    expect(page.locator("[data-ready]")).not_to_be_empty(timeout=25_000)
    assert page.locator("input[name=work]").input_value().isdecimal()
    assert axe(page) == []
    assert [fault for fault in faults if "429" not in fault] == []
    page.locator("button[name=step]").first.click()
    expect(page.locator("h1")).to_have_text("proved by waited")


def test_a_device_that_cannot_work_is_told_when_the_wait_is_over(served: str, browser: Browser) -> None:
    page = browser.page()
    page.clock.install()
    page.route("**/page-worker*", lambda route: route.abort())
    # Its script comes after the page: its time begins when it tries to work.
    with page.expect_request("**/page-worker*"):
        page.goto(f"{served}/en/feedback/wait/")
    page.clock.run_for(29_000)
    expect(page.locator("[data-ready]")).to_be_empty()
    page.clock.run_for(2_000)
    expect(page.locator("[data-ready]")).to_have_text("You can send now. Press “Send”.")
    assert page.locator("input[name=work]").input_value() == ""
