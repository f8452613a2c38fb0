"""Fetch pages and look at them strictly: every page test is an accessibility test.

page = pages.get(client, "/ar/feedback/")      # asserts status 200 and everything `parse` asserts
page.text("h1")
"""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from django.http import HttpResponse
from django.test import Client

RIGHT_TO_LEFT = {"ar", "fa", "he", "ku", "ps", "ur"}
LANGUAGES = {"en", "es", "ar", "pl"}
CONTROLS = {"input", "select", "textarea"}
UNSENT_INPUTS = {"submit", "button", "reset", "image", "file"}
UNLABELLED_INPUTS = {"hidden", "submit", "button", "reset", "image"}
# An earlier address of the door: browsers send the same to where it leads, and so do the two below.
MOVED = 307
REFERENCES = (
    "aria-describedby",
    "aria-labelledby",
    "aria-controls",
    "aria-errormessage",
    "aria-owns",
    "for",
    "headers",
)


class Page:
    """A parsed page. `response` is None when only text was parsed."""

    def __init__(self, root: Element, html: str, response: HttpResponse | None) -> None:
        self.root = root
        self.html = html
        self.response = response
        self.parents = {child: parent for parent in root.iter() for child in parent}

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements of a tag; `class_="error"` matches one of the classes, other attributes as they are."""
        return [element for element in self.root.iter(tag) if _matches(element, attributes)]

    def one(self, tag: str, **attributes: str) -> Element:
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of <{tag} {attributes}>, not one, in:\n{self.html}"
        return found[0]

    def text(self, tag: str = "body", **attributes: str) -> str:
        """Return the words of the one such element, white space collapsed."""
        return words(self.one(tag, **attributes))

    def links(self) -> dict[str, str]:
        """Return addresses of all links with their words (the last one where an address occurs twice)."""
        return {link.get("href", ""): words(link) for link in self.all("a")}

    def values(self) -> dict[str, str | list[str]]:
        """Return what would be sent if the page's forms were sent as they stand; lists where a name repeats."""
        sent: dict[str, str | list[str]] = {}
        for name, value in _sent(self.root):
            earlier = sent.get(name)
            sent[name] = value if earlier is None else [*([earlier] if isinstance(earlier, str) else earlier), value]
        return sent


def get(client: Client, url: str, *, status: int = 200, lang: str | None = None, **extra: Any) -> Page:
    """GET a page, following redirects only with `follow=True`, and check it strictly."""
    response = client.get(url, **extra)
    if response.status_code == MOVED:
        response = client.get(response.headers["Location"], **extra)
    return _checked(response, url, status, lang)


def post(
    client: Client, url: str, data: Any = None, *, status: int = 200, lang: str | None = None, **extra: Any
) -> Page:
    """POST and check the page that comes back; for an act that redirects use `client.post` and look at the address."""
    response = client.post(url, data or {}, **extra)
    if response.status_code == MOVED:
        response = client.post(response.headers["Location"], data or {}, **extra)
    return _checked(response, url, status, lang)


def _checked(response: Any, url: str, status: int, lang: str | None) -> Page:
    assert response.status_code == status, f"{url} answered {response.status_code}, not {status}"
    first = urlsplit(url).path.strip("/").split("/")[0]
    return parse(response.content.decode(), lang=lang or (first if first in LANGUAGES else None), response=response)


def parse(html: str, *, lang: str | None = None, response: HttpResponse | None = None) -> Page:
    """Parse a whole page and assert what must hold on every page; returns it. Fails with every fault at once."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root: Element = parser.parse(html)
    page = Page(root, html, response)
    faults = [f"HTML: {code} at {place}: {details}" for place, code, details in parser.errors]
    for check in CHECKS:
        faults += check(page)
    found = root.get("lang", "")
    if lang and found != lang:
        faults.append(f"lang is {found!r}, not {lang!r}")
    assert not faults, "\n".join([*faults, "", html])
    return page


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _matches(element: Element, attributes: dict[str, str]) -> bool:
    for name, value in attributes.items():
        given = element.get(name.rstrip("_").replace("_", "-"))
        if given is None or (value not in given.split() if name == "class_" else given != value):
            return False
    return True


def _sent(root: Element) -> Iterator[tuple[str, str]]:
    for element in root.iter():
        name = element.get("name")
        if not name or element.get("disabled") is not None:
            continue
        kind = element.get("type", "text")
        if element.tag == "textarea":
            yield name, (element.text or "").removeprefix("\n")
        elif element.tag == "select":
            options = list(element.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None]
            if not chosen and element.get("multiple") is None:
                chosen = options[:1]
            for option in chosen:
                yield name, option.get("value", words(option))
        elif element.tag == "input" and kind not in UNSENT_INPUTS:
            ticked = kind in {"checkbox", "radio"}
            if not ticked or element.get("checked") is not None:
                yield name, element.get("value", "on" if ticked else "")


def _language(page: Page) -> Iterator[str]:
    lang, direction = page.root.get("lang"), page.root.get("dir")
    if not lang:
        yield "the page has no lang"
        return
    expected = "rtl" if lang.split("-")[0] in RIGHT_TO_LEFT else "ltr"
    if direction != expected:
        yield f"dir is {direction!r}, not {expected!r} for {lang}"


def _headings(page: Page) -> Iterator[str]:
    if (count := len(page.all("h1"))) != 1:
        yield f"{count} h1, not one"
    yield from (
        f"an empty {heading.tag}" for heading in page.root.iter() if heading.tag in HEADINGS and not words(heading)
    )
    titles = [title for title in page.all("title") if page.parents[title].tag == "head"]
    if len(titles) != 1 or not words(titles[0]):
        yield "no title"
    if (count := len(page.all("main"))) != 1:
        yield f"{count} main, not one"


def _labels(page: Page) -> Iterator[str]:
    labelled = {label.get("for") for label in page.all("label") if words(label)}
    for control in page.root.iter():
        if control.tag not in CONTROLS or control.get("type") in UNLABELLED_INPUTS:
            continue
        named = control.get("id") in labelled or control.get("aria-label") or control.get("aria-labelledby")
        if not named and not _inside(page, control, "label"):
            yield f"no label for <{control.tag} name={control.get('name')!r} id={control.get('id')!r}>"
    for button in page.all("button"):
        if not words(button) and not button.get("aria-label"):
            yield "a button without words"
    for image in page.all("img"):
        if image.get("alt") is None:
            yield f"no alt for {image.get('src')!r}"


def _ids(page: Page) -> Iterator[str]:
    ids = [found for element in page.root.iter() if (found := element.get("id")) is not None]
    yield from (f"id {name!r} occurs twice" for name in sorted({name for name in ids if ids.count(name) > 1}))
    for element in page.root.iter():
        for attribute in REFERENCES:
            for target in element.get(attribute, "").split():
                if target not in ids:
                    yield f"{attribute}={target!r} of <{element.tag}> points nowhere"
        href = element.get("href", "")
        if element.tag == "a" and href.startswith("#") and href[1:] not in ids:
            yield f"the link {href} ({words(element)!r}) points nowhere"


def _inline(page: Page) -> Iterator[str]:
    for element in page.root.iter():
        if element.tag == "style" or element.get("style") is not None:
            yield f"inline style at <{element.tag}>"
        # A block of data is not run, and the content security policy does not look at it.
        if element.tag == "script" and not element.get("src") and element.get("type") != "application/json":
            yield "inline script"
        yield from (f"inline handler {name} at <{element.tag}>" for name in element.attrib if name.startswith("on"))
        # Here and not by axe, which would have to load every sound and every style sheet once more.
        if element.get("autoplay") is not None:
            yield f"<{element.tag}> plays by itself"
        for name in ("href", "src", "action", "formaction"):
            if element.get(name, "").strip().lower().startswith("javascript:"):
                yield f"a javascript: address at <{element.tag}>"


def _inside(page: Page, element: Element, tag: str) -> bool:
    while (parent := page.parents.get(element)) is not None:
        if parent.tag == tag:
            return True
        element = parent
    return False


HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
CHECKS: tuple[Callable[[Page], Iterator[str]], ...] = (_language, _headings, _labels, _ids, _inline)
