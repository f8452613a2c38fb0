"""Attack 5: a page that asks somebody else for something."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Request

from tests.attacks import driver
from tests.rig.browser import Browser
from tests.rig.embedded import EmbeddedSite

ELSEWHERE = re.compile(
    r"""(?:src|href|action|srcset|poster|data)\s*=\s*["'](?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import\s+["']"""
    r"""|\bfetch\(\s*["']https?:|\bimport\(\s*["']https?:""",
    re.IGNORECASE,
)


def test_every_request_of_a_visit_goes_to_its_own_origin(browser: Browser, embedded_site: EmbeddedSite) -> None:
    page = browser.page(base_url=embedded_site.url, locale="ar")
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.context.on("request", note)
    code = driver.tell(page, "ar", "شكرا")
    driver.come_back(page, "ar", code)
    page.goto("/ar/feedback/help/")
    others = {url for url in asked if not url.startswith(f"{embedded_site.url}/") and not url.startswith("data:")}
    assert others == set()
    assert len(asked) > len({"page", "style", "script"})


@pytest.mark.parametrize("folder", ["templates", "static"])
def test_no_template_style_or_script_names_another_server(folder: str) -> None:
    root = Path(settings.BASE_DIR) / folder
    files = [path for ending in ("html", "css", "js") for path in root.rglob(f"*.{ending}")]
    assert files
    found = [f"{path.name}: {match[0]}" for path in files for match in ELSEWHERE.finditer(path.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    "planted", ['<img src="https://x.example/a.png">', "a{background:url(//x.example/a)}", 'fetch("https://x.example")']
)
def test_a_planted_stranger_is_found(planted: str) -> None:
    assert ELSEWHERE.search(planted)
