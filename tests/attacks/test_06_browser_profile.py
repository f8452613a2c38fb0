"""Attack 6: somebody looks through the profile of a browser after its owner has left."""

import contextlib
import gzip
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page

from feedback import codes
from tests.attacks import driver
from tests.rig import services
from tests.rig.browser import FLAGS
from tests.rig.embedded import EmbeddedSite

CANARY = "canaryprofilewords"
ADDED = "canaryaddedwords"


def opened(chromium: Browser, profile: Path, url: str) -> BrowserContext:
    return chromium.browser_type.launch_persistent_context(
        str(profile), executable_path=services.chromium(), args=FLAGS, base_url=url, locale="en-GB"
    )


def unpacked(data: bytes) -> Iterator[bytes]:
    """Yield a file as it is, and what is packed inside it."""
    yield data
    for start in (match.start() for match in re.finditer(rb"\x1f\x8b\x08", data)):
        try:
            yield zlib.decompressobj(31).decompress(data[start:])
        except zlib.error:
            continue
    for attempt in (brotli.decompress, zlib.decompress, gzip.decompress):
        try:
            yield attempt(data)
        except Exception:  # noqa: BLE001, S112 - most files are not packed in this way
            continue


def hits(profile: Path, *words: str) -> list[str]:
    """Return where in a profile one of the words stands, in any usual writing."""
    needles = [word.encode(code) for word in words for code in ("utf-8", "utf-16-le", "utf-16-be")]
    return [
        f"{path.relative_to(profile)}: {needle!r}"
        for path in profile.rglob("*")
        if path.is_file()
        for content in unpacked(path.read_bytes())
        for needle in needles
        if needle in content
    ]


def test_a_profile_holds_no_trace_of_words_or_code(
    chromium: Browser, embedded_site: EmbeddedSite, tmp_path: Path
) -> None:
    context = opened(chromium, tmp_path, embedded_site.url)
    page = context.new_page()
    code = driver.tell(page, "en", CANARY)
    driver.come_back(page, "en", code)
    page.fill("[name=text]", ADDED)
    page.click("button[value=add]")
    page.wait_for_load_state()
    page.goto("/en/feedback/")
    page.click("button[value=begin]")
    page.fill("[name=text]", CANARY)
    page.click("button[value=pause-words]")
    draft = codes.read(page.locator(".receipt__code").inner_text())
    page.click("button[value=pause-keep]")
    driver.leave(page)
    context.close()
    assert list(tmp_path.rglob("History")), "the browser kept a profile"
    written = [part for one in (code, draft) for part in (one, codes.shown(one), codes.shown(one).lower())]
    assert hits(tmp_path, CANARY, ADDED, *written) == []


def content_of(page: Page) -> str:
    """Return what a window shows once it has come to rest; an error page of the browser counts too."""
    for _attempt in range(50):
        with contextlib.suppress(Error):
            return page.content()
        page.wait_for_timeout(200)
    raise AssertionError("The window did not come to rest.")


@pytest.mark.long
def test_back_and_a_restored_session_show_nothing(
    chromium: Browser, embedded_site: EmbeddedSite, tmp_path: Path
) -> None:
    context = opened(chromium, tmp_path, embedded_site.url)
    page = context.new_page()
    code = driver.tell(page, "en", CANARY)
    page.goto("/en/feedback/help/")
    with contextlib.suppress(Error):  # the browser kept nothing to go back to
        page.go_back()
    shown = content_of(page)
    assert CANARY not in shown
    assert codes.shown(code) not in shown
    context.close()
    again = opened(chromium, tmp_path, embedded_site.url)
    texts = [content_of(tab) for tab in again.pages]
    again.close()
    assert all(CANARY not in text and codes.shown(code) not in text for text in texts)


def test_the_search_finds_what_is_planted(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"xx" + CANARY.encode("utf-16-le"))
    (tmp_path / "packed").write_bytes(b"head" + gzip.compress(CANARY.encode()))
    (tmp_path / "brotli").write_bytes(brotli.compress(CANARY.encode()))
    assert {line.split(":")[0] for line in hits(tmp_path, CANARY)} == {"plain", "packed", "brotli"}
