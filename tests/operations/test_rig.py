"""The rig itself: a faulty page is refused, a missing service is named, a skip can be made a failure."""

import sys
from pathlib import Path

import pytest
from playwright.sync_api import Error

from tests.rig import pages, processes
from tests.rig.browser import Browser, axe

pytestmark = pytest.mark.slow

pytest_plugins = ["pytester"]

GOOD = """<!doctype html><html lang="ar" dir="rtl"><head><title>a</title></head><body><main><h1>b</h1>
<p><a href="#id_text">Fix it</a></p><form><label for="id_text">c</label>
<textarea id="id_text" name="text" aria-describedby="help">d</textarea><p id="help">e</p><button>f</button></form>
</main></body></html>"""
FAULTS = {
    "no lang": (' lang="ar"', "", "the page has no lang"),
    "wrong direction": ('dir="rtl"', 'dir="ltr"', "dir is 'ltr', not 'rtl' for ar"),
    "two h1": ("<h1>b</h1>", "<h1>b</h1><h1>c</h1>", "2 h1, not one"),
    "no title": ("<title>a</title>", "<title> </title>", "no title"),
    "no label": ('for="id_text"', "", "no label for <textarea name='text' id='id_text'>"),
    "lost label": ('for="id_text"', 'for="nowhere"', "for='nowhere' of <label> points nowhere"),
    "same id": ('<p id="help">', '<p id="help">x</p><p id="help">', "id 'help' occurs twice"),
    "lost help": ('<p id="help">', "<p>", "aria-describedby='help' of <textarea> points nowhere"),
    "lost link": ('href="#id_text"', 'href="#id_tetx"', "the link #id_tetx ('Fix it') points nowhere"),
    "inline style": ("<h1>", '<h1 style="color:red">', "inline style at <h1>"),
    "style element": ("</head>", "<style>p{}</style></head>", "inline style at <style>"),
    "inline script": ("</head>", "<script>1</script></head>", "inline script"),
    "inline handler": ("<button>", '<button onclick="x()">', "inline handler onclick at <button>"),
    "plays by itself": ("<h1>", "<audio autoplay></audio><h1>", "<audio> plays by itself"),
    "wordless button": ("<button>f", "<button>", "a button without words"),
    "broken HTML": ("</form>", "</div></form>", "HTML: end-tag-too-early"),
}


def test_page_helper_accepts_a_good_page() -> None:
    page = pages.parse(GOOD, lang="ar")
    assert page.text("h1") == "b"
    assert page.values() == {"text": "d"}
    assert page.links() == {"#id_text": "Fix it"}


@pytest.mark.parametrize("name", FAULTS)
def test_page_helper_refuses_a_fault(name: str) -> None:
    good, bad, told = FAULTS[name]
    assert good in GOOD
    with pytest.raises(AssertionError) as refused:
        pages.parse(GOOD.replace(good, bad, 1))
    assert told in str(refused.value)


def test_page_helper_refuses_another_language_than_asked_for() -> None:
    with pytest.raises(AssertionError, match="lang is 'ar', not 'es'"):
        pages.parse(GOOD, lang="es")


SUITE = """
import pytest
from tests.rig import services

services.NEEDS["needs_redis"] = (lambda: None, "Redis (start one)")

@pytest.mark.needs_redis
def test_asks_for_what_is_missing(): pass

def test_runs(): pass
"""
OPTIONS = ("-p", "tests.rig.missing", "-p", "no:cacheprovider", "-p", "no:django", "--strict-markers")
INI = "[pytest]\nmarkers =\n  needs_redis: x\n  needs_browser: x\n  needs_postgres: x\n  needs_gettext: x\n  sites: x\n"


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv("PYTHONPATH", str(pytester._request.config.rootpath))  # noqa: SLF001 - the folder this suite runs from
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    pytester.makeini(INI)
    pytester.makepyfile(SUITE)
    return pytester


def test_missing_service_is_skipped_and_named_at_the_end(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUIRE_ALL", raising=False)
    result = suite.runpytest_subprocess(*OPTIONS)
    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines(
        ["*Not tested on this machine*", "1 test: not on this machine: Redis (start one)", "REQUIRE_ALL=1 makes *"]
    )


def test_missing_service_fails_when_all_is_required(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUIRE_ALL", "1")
    result = suite.runpytest_subprocess(*OPTIONS)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*REQUIRE_ALL=1 allows no skip: not on this machine: Redis (start one)*"])
    assert result.ret == pytest.ExitCode.TESTS_FAILED


ASKING = """
import pytest

@pytest.fixture
def embedded_site(): pass

def test_asks_a_site(embedded_site): pass

def test_asks_nobody(): pass
"""


def test_who_asks_a_site_is_left_out_of_the_fast_lane(suite: pytest.Pytester) -> None:
    suite.makepyfile(ASKING)
    suite.runpytest_subprocess(*OPTIONS, "-m", "sites").assert_outcomes(passed=1, deselected=1)
    suite.runpytest_subprocess(*OPTIONS, "-m", "not sites").assert_outcomes(passed=1, deselected=1)


SHARING = """
import os
import pytest

SEEN = []

@pytest.fixture
def embedded_site():
    SEEN.append(os.environ["PYTEST_XDIST_WORKER"])
    return len(SEEN)

@pytest.mark.parametrize("number", range(1, 7))
def test_asks_a_site(embedded_site, number):
    assert embedded_site == number
"""


def test_those_who_ask_a_site_share_one_worker(suite: pytest.Pytester) -> None:
    """A release of pytest or its plugins that forgets the groups starts every site twice, and says nothing."""
    suite.makepyfile(SHARING)
    result = suite.runpytest_subprocess(*OPTIONS, "-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder")
    result.assert_outcomes(passed=6)


def test_browser_runs_axe_and_axe_bites(browser: Browser) -> None:
    page = browser.page(locale="ar", width=320)
    page.set_content(GOOD)
    assert axe(page) == []
    page.set_content(GOOD.replace(' for="id_text"', ""))
    assert sorted(line.split(":")[0] for line in axe(page)) == ["label", "label-title-only"]


def test_browser_without_javascript_reaches_a_local_page_and_nothing_else(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(GOOD, encoding="utf-8")
    port = processes.free_port()
    server = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "--directory", str(tmp_path), str(port)]
    with processes.running(server, env={}, log=tmp_path / "log"):
        processes.wait_until(lambda: processes.fetch(f"http://127.0.0.1:{port}/")[0], seconds=10, what="a page")
        page = browser.page(javascript=False, base_url=f"http://127.0.0.1:{port}")
        page.goto("/")
        assert page.get_by_role("heading", level=1).inner_text() == "b"
        with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
            page.goto("http://outside.example/")
