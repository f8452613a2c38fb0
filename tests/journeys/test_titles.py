"""Pages are told apart by their titles: in tabs, in the history, and by people who listen."""

from collections import Counter, defaultdict
from urllib.parse import urldefrag, urlsplit

import pytest
from playwright.sync_api import Page

from accounts.enums import Role
from tests.journeys.test_every_page import LEFT_OUT, STARTS, fetched, sign_in
from tests.rig import shapes
from tests.rig.browser import Browser
from tests.rig.embedded import EmbeddedSite

# Of the same kind, such as two recommendations.
MOST_OF_A_KIND = 3
# The door's pages share one on purpose: a title stays in the history of a phone.
DOOR = "/feedback/"


def walked(page: Page, starts: list[str]) -> dict[str, set[str]]:
    """Return each title with the pages that have it; the same page without its language is the same."""
    titles: dict[str, set[str]] = defaultdict(set)
    waiting, done, kinds = list(starts), set[str](), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        kind = shapes.route(path)
        if path in done or kinds[kind] >= MOST_OF_A_KIND or LEFT_OUT.search(urlsplit(path).path) or DOOR in path:
            continue
        done.add(path)
        kinds[kind] += 1
        address, parsed = fetched(page, path)
        titles[parsed.text("title")].add(address.removeprefix("/en"))
        links = [urldefrag(link.get("href", ""))[0] for link in parsed.all("a")]
        waiting += [link for link in links if link.startswith("/") and "lang=" not in link]
    return titles


@pytest.mark.long
@pytest.mark.parametrize("role", STARTS, ids=lambda role: role.value if role else "anybody")
def test_no_two_kinds_of_pages_have_the_same_title(
    browser: Browser, embedded_site: EmbeddedSite, role: Role | None
) -> None:
    page = browser.page(base_url=embedded_site.url, locale="en")
    if role:
        sign_in(page, embedded_site, role)
    titles = walked(page, STARTS[role])
    assert len(titles) > 3
    # Two things of one kind may have been given one name by people; other tests of the same site do so.
    kinds = {title: {shapes.route(path) for path in found} for title, found in titles.items()}
    assert {title: found for title, found in kinds.items() if len(found) > 1} == {}
