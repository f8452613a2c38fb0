"""Every page that anybody can reach by links: parsed strictly in every language, and axe-core finds nothing.

axe looks once at each shape of page where there is least room; what it sees in Arabic and in a wide window, and how
long words of other languages run, is looked at in the long lane.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urlsplit

import pytest
from playwright.sync_api import Page, Response

from accounts.enums import Role
from tests.rig import pages, shapes, stretching
from tests.rig.browser import Browser, axe
from tests.rig.embedded import EmbeddedSite
from tests.rig.shapes import LANGUAGES, route

NARROW, WIDE = (320,), (1280,)
LETTERS = "size => { document.documentElement.style.fontSize = size; }"


@dataclass(frozen=True)
class Look:
    """In which language a page is drawn, how wide the windows are that it must fit into, and where axe looks at it."""

    language: str
    widths: tuple[int, ...]
    axe: tuple[int, ...]
    colours: bool = True
    # With a long name of the organisation, and with the spacing of WCAG 1.4.12.
    stretched: bool = False


# Both directions of writing at every run.
# The marks are those of the English page: in the long lane axe looks at the Arabic one too.
SOON = [Look("en", NARROW + WIDE, NARROW, stretched=True), Look("ar", NARROW, ())]
LATER = [
    Look("ar", NARROW, NARROW, stretched=True),
    Look("es", NARROW, ()),
    Look("pl", NARROW, (), stretched=True),
    Look("en", WIDE, WIDE),
]
# The steps of the form are seen by axe in every language in the end.
STEPS_SOON = SOON
STEPS_LATER = [
    Look("ar", NARROW, NARROW),
    Look("es", NARROW, NARROW),
    Look("pl", NARROW, NARROW),
    Look("en", WIDE, WIDE),
]
STARTS = {
    None: [
        "/",
        "/en/feedback/",
        "/en/feedback/at/ward-3/",
        "/en/feedback/easy/",
        "/en/feedback/pictures/",
        "/en/feedback/kiosk/",
        "/en/feedback/return/",
        "/accounts/login/",
        "/accounts/login/code/",
        "/sent/",
    ],
    Role.COORDINATOR: ["/desk/", "/meetings/", "/council/", "/notifications/", "/translations/"],
    Role.READER: ["/desk/"],
    Role.MEMBER: ["/council/", "/council/me/", "/council/heard/", "/meetings/", "/accounts/me/", "/accounts/needs/"],
    Role.CHAIR: ["/meetings/", "/meetings/new/", "/recommendations/"],
    Role.STEWARD: ["/policies/", "/policies/new/"],
    Role.EXECUTIVE: ["/recommendations/", "/insights/"],
    Role.TRANSLATOR: ["/translations/"],
    Role.ADMIN: ["/accounts/people/", "/accounts/log/", "/accounts/tokens/", "/accounts/2fa/"],
}
LEFT_OUT = re.compile(r"^/(static|api|healthz)|/exit/$|\.(ics|pdf)(\?|$)|/logout/|/login/code/confirm/")


def in_language(path: str, language: str) -> str:
    """Return the address of a page in a language: the path says it at the door, and a parameter elsewhere."""
    own = re.sub(r"^/en/", f"/{language}/", path)
    return own if path.startswith("/en/") else f"{path}?lang={language}"


def fetched(page: Page, path: str) -> tuple[str, pages.Page]:
    """Fetch a page as this window would, without drawing it; return where it was in the end, and its parts."""
    answer = page.request.get(path, headers={"Accept-Language": "en"})
    assert answer.status == 200, f"{path} answered {answer.status}"
    return urlsplit(answer.url).path, pages.parse(answer.text())


def alike(parsed: pages.Page) -> dict[str, set[str]]:
    """Return the names that links to different places share on a page: a list of links tells them not apart."""
    places: dict[str, set[str]] = defaultdict(set)
    for link in parsed.all("a"):
        places[link.get("aria-label") or pages.words(link)].add(link.get("href", ""))
    return {name: found for name, found in places.items() if len(found) > 1}


def pages_of(page: Page, starts: list[str], seen: set[str]) -> Iterator[str]:
    """Yield one address of each kind that links lead to from `starts`, in English, but for those in `seen`."""
    waiting, visited = list(starts), set[str]()
    while waiting:
        path = waiting.pop(0)
        if route(path) in visited or LEFT_OUT.search(urlsplit(path).path):
            continue
        visited.add(route(path))
        address, parsed = fetched(page, path)
        assert alike(parsed) == {}, f"links of {address} that are told apart by nothing"
        shape = shapes.of_parsed(address, parsed)
        if shape not in seen:
            seen.add(shape)
            yield address
        links = [urldefrag(link.get("href", ""))[0] for link in parsed.all("a")]
        waiting += [link for link in links if link.startswith("/") and "lang=" not in link]
    assert len(visited) > len(starts)


def sign_in(page: Page, site: EmbeddedSite, role: Role) -> None:
    page.goto("/accounts/login/?lang=en")
    page.fill("[name=login]", f"{role.value}@demo.example")
    page.fill("[name=password]", site.password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def is_wider_in_large_letters(page: Page) -> bool:
    """Return whether the page runs out of a window of 360 pixels when letters are twice as large."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.evaluate(LETTERS, "200%")
    width: int = page.evaluate("document.documentElement.scrollWidth")
    page.evaluate(LETTERS, "")
    return width > 360 + 1


def faults(page: Page, look: Look, told: str) -> Iterator[str]:
    """Yield everything that is wrong with the page in this window."""
    direction = "rtl" if look.language == "ar" else "ltr"
    root = page.locator("html")
    if (root.get_attribute("lang"), root.get_attribute("dir")) != (look.language, direction):
        yield f"{told} in {look.language}: lang and dir are wrong"
    for width in look.widths:
        page.set_viewport_size({"width": width, "height": 900})
        for line in axe(page, colours=look.colours) if width in look.axe else []:
            yield f"{told} in {look.language} at {width}: {line}"
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            yield f"{told} in {look.language} at {width}: runs out of the window"
        if width in NARROW and page.evaluate(stretching.HEADER) > stretching.QUARTER_OF_A_PHONE:
            yield f"{told} in {look.language} at {width}: the header takes more than a quarter of a phone"
        if width in NARROW and is_wider_in_large_letters(page):
            yield f"{told} in {look.language}: runs out of a phone when letters are twice as large"
    # Last, because it leaves another name on the page.
    for line in stretching.faults(page) if look.stretched else []:
        yield f"{told} in {look.language}: {line}"


def drawn(page: Page, path: str, look: Look) -> Iterator[str]:
    """Draw a page in a language and yield its faults."""
    answer = page.goto(in_language(path, look.language))
    assert answer is not None
    pages.parse(answer.text(), lang=look.language)
    yield from faults(page, look, path)


# Together in one process, so that what one role has shown is not looked at again for the next.
@pytest.mark.xdist_group("every page")
@pytest.mark.timeout(900)
@pytest.mark.parametrize("looks", [SOON, pytest.param(LATER, marks=pytest.mark.long)], ids=["en-ar", "es-pl"])
@pytest.mark.parametrize("role", STARTS, ids=lambda role: role.value if role else "anybody")
def test_every_page_is_accessible_in_every_language(
    browser: Browser,
    embedded_site: EmbeddedSite,
    role: Role | None,
    looks: list[Look],
    looked_at: dict[str, set[str]],
) -> None:
    page = browser.page(base_url=embedded_site.url, locale="en")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    if role:
        sign_in(page, embedded_site, role)
    paths = list(pages_of(page, STARTS[role], looked_at[str(looks)]))
    assert [line for path in paths for look in looks for line in drawn(page, path, look)] == []
    assert said == []
    for language in set(LANGUAGES) - {look.language for look in looks}:
        for path in paths:
            answer = page.request.get(in_language(path, language))
            pages.parse(answer.text(), lang=language)


@pytest.fixture(scope="session")
def looked_at() -> dict[str, set[str]]:
    """Shapes of pages that were looked at already in some windows, by whoever came first."""
    return defaultdict(set)


@pytest.mark.parametrize(
    "windows",
    [*STEPS_SOON, *(pytest.param(look, marks=pytest.mark.long) for look in STEPS_LATER)],
    ids=lambda windows: f"{windows.language}-{'-'.join(map(str, windows.widths))}-{'axe' if windows.axe else 'parsed'}",
)
def test_every_step_of_giving_feedback_is_accessible(
    browser: Browser, embedded_site: EmbeddedSite, windows: Look
) -> None:
    language = windows.language
    page = browser.page(base_url=embedded_site.url, locale=language)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer) if answer.request.is_navigation_request() else None)

    def look() -> None:
        pages.parse(answers[-1].text(), lang=language)
        assert list(faults(page, windows, page.locator("h1").inner_text())) == []

    give(page, language, look)
    come_back(page, language, look)


def give(page: Page, language: str, look: Callable[[], None]) -> None:
    """Go through the form, with detours, until the code is shown."""
    page.goto(f"/{language}/feedback/")
    page.click("button[value=begin]")
    page.click("button[value=words]")
    look()  # an empty form, refused
    page.fill("[name=text]", "call 07700 900123")
    page.click("button[value=words]")
    look()  # a number that could lead to somebody
    page.click("button[value=words-anyway]")
    look()
    for part in ("place", "about", "ratings", "readers", "notes", "files"):
        page.click(f"button[value=to-{part}]")
        look()
        page.click(f"button[value={'files' if part == 'files' else 'hub'}]")
    page.click("button[value=pause-hub]")
    look()
    page.click("button[value=pause-keep]")
    look()
    draft = page.locator(".receipt__code").inner_text()
    page.goto(f"/{language}/feedback/return/")
    page.fill("[name=code]", draft)
    page.locator("main form button").click()
    look()
    page.click("button[value=throw-away]")
    look()
    page.click("button[value=pause-back]")
    page.click("button[value=code]")
    look()


def come_back(page: Page, language: str, look: Callable[[], None]) -> None:
    """Send, come back with the code, take another one and erase everything."""
    code = page.locator(".receipt__code").inner_text()
    page.click("button[value=send-kept]")
    look()
    page.goto(f"/{language}/feedback/return/")
    page.fill("[name=code]", "wrong")
    page.locator("main form button").click()
    look()
    page.fill("[name=code]", code)
    page.locator("main form button").click()
    look()
    page.click("button[value=choose]")
    look()
    page.locator("main form button[value=show]").click()
    page.click("button[value=rotate]")
    look()
    page.locator("main form button[value=show]").click()
    page.click("button[value=erase]")
    look()
    page.click("button[name=sure]")
    look()
