"""Every page that anybody can reach by links, in every language, narrow and wide: axe-core finds nothing."""

import re
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urldefrag, urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Page

from accounts.enums import Role
from tests.rig.browser import Browser, axe
from tests.rig.embedded import EmbeddedSite

LANGUAGES = [code for code, _name in settings.LANGUAGES]
# Both directions of writing at every run, the other languages in the long lane.
SOON = ("en", "ar")
WIDTHS = (320, 1280)
# Where axe looks: both layouts and both directions. The steps of the form it sees in every language, below.
USUAL = {("en", 320), ("en", 1280), ("ar", 320)}
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
LEFT_OUT = re.compile(r"^/(static|api|healthz)|/exit/$|\.ics$|/logout/|/login/code/confirm/")
VARIABLE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)|(?<=/policies/)(?!new/)[a-z-]+")


def route(path: str) -> str:
    """Return an address with its variable parts taken out, so that one page of a kind is looked at."""
    plain = VARIABLE.sub("…", urlsplit(path).path)
    return re.sub(rf"^/({'|'.join(LANGUAGES)})/", "/…/", re.sub(rf"/({'|'.join(LANGUAGES)})/$", "/…/", plain))


def shape(page: Page) -> str:
    """Return what makes a page one of a kind: its address and the acts that this person can do on it."""
    actions = page.eval_on_selector_all("form", "forms => forms.map(form => form.getAttribute('action') || '')")
    return " ".join([route(page.url), *sorted({route(action) for action in actions})])


def pages_of(page: Page, starts: list[str], seen: set[str]) -> Iterator[str]:
    """Yield one address of each kind that links lead to from `starts`, in English, but for those in `seen`."""
    waiting, visited = list(starts), set[str]()
    while waiting:
        path = waiting.pop(0)
        if route(path) in visited or LEFT_OUT.search(urlsplit(path).path):
            continue
        visited.add(route(path))
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path} answered {answer.status}"
        if shape(page) not in seen:
            seen.add(shape(page))
            yield urlsplit(page.url).path
        links = page.eval_on_selector_all("a[href^='/']", "links => links.map(link => link.getAttribute('href'))")
        waiting += [urldefrag(link)[0] for link in links if "lang=" not in link]
    assert len(visited) > len(starts)


def sign_in(page: Page, site: EmbeddedSite, role: Role) -> None:
    page.goto("/accounts/login/?lang=en")
    page.fill("[name=login]", f"{role.value}@demo.example")
    page.fill("[name=password]", site.password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def faults(page: Page, path: str, language: str) -> Iterator[str]:
    """Yield everything that is wrong with a page in a language; axe looks where it is `USUAL`.

    English is looked at in both widths, and the others in the narrow one, where longer words run out first.
    """
    own = re.sub(r"^/en/", f"/{language}/", path)
    page.goto(own if own != path or path.startswith("/en/") else f"{path}?lang={language}")
    root = page.locator("html")
    direction = "rtl" if language == "ar" else "ltr"
    if (root.get_attribute("lang"), root.get_attribute("dir")) != (language, direction):
        yield f"{path} in {language}: lang and dir are wrong"
    for width in WIDTHS if language == "en" else WIDTHS[:1]:
        page.set_viewport_size({"width": width, "height": 900})
        for line in axe(page) if (language, width) in USUAL else []:
            yield f"{path} in {language} at {width}: {line}"
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            yield f"{path} in {language} at {width}: runs out of the window"


# Together in one process, so that what one role has shown is not looked at again for the next.
@pytest.mark.xdist_group("every page")
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "languages", [SOON, pytest.param([code for code in LANGUAGES if code not in SOON], marks=pytest.mark.long)],
    ids="-".join,
)  # fmt: skip
@pytest.mark.parametrize("role", STARTS, ids=lambda role: role.value if role else "anybody")
def test_every_page_is_accessible_in_every_language(
    browser: Browser,
    embedded_site: EmbeddedSite,
    role: Role | None,
    languages: list[str],
    looked_at: dict[str, set[str]],
) -> None:
    page = browser.page(base_url=embedded_site.url, locale="en")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    if role:
        sign_in(page, embedded_site, role)
    paths = list(pages_of(page, STARTS[role], looked_at["-".join(languages)]))
    assert [line for path in paths for language in languages for line in faults(page, path, language)] == []
    assert said == []


@pytest.fixture(scope="session")
def looked_at() -> dict[str, set[str]]:
    """Shapes of pages that were looked at already in some languages, by whoever came first."""
    return defaultdict(set)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_of_giving_feedback_is_accessible(
    browser: Browser, embedded_site: EmbeddedSite, language: str
) -> None:
    page = browser.page(base_url=embedded_site.url, locale=language)

    def look() -> None:
        for width in WIDTHS if language == "en" else WIDTHS[:1]:
            page.set_viewport_size({"width": width, "height": 900})
            assert axe(page) == [], f"{page.locator('h1').inner_text()} at {width}"

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
