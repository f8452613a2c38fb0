"""Every address, its name, and who may open it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from scripts.reference import writing
from scripts.reference.writing import OURS, code, first_line, table


def _piece(pattern: Any) -> str:
    if isinstance(pattern, LocalePrefixPattern):
        return "<language>/"
    return str(pattern).strip("^$").removesuffix(r"\Z")


def walk(resolver: URLResolver, before: str = "/", namespace: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    """Yield (address, name, pattern) for everything below a resolver, in order."""
    for pattern in resolver.url_patterns:
        address = before + _piece(pattern.pattern)
        if not isinstance(pattern, URLResolver):
            yield address, f"{namespace}{pattern.name}" if pattern.name else "", pattern
        elif pattern.namespace:
            yield from walk(pattern, address, f"{namespace}{pattern.namespace}:")
        else:
            yield from walk(pattern, address, namespace)


def who(pattern: URLPattern) -> str:
    """Say who may open an address; which pages and rows a signed-in person sees is for the rules to say."""
    view: Any = pattern.callback
    # A view of the interface signs people in itself, because it takes keys too; the mark on it is another.
    if hasattr(view, "cls") and view.cls.__module__.split(".")[0] in OURS:
        is_open = getattr(view.cls, "public", False)
        signed_in = "signed in, or with a key"
    else:
        is_open = not getattr(view, "login_required", True)
        signed_in = "signed in"
    return "anyone" if is_open else signed_in


def _about(pattern: URLPattern) -> str:
    view: Any = pattern.callback
    if view.__module__.split(".")[0] not in OURS:
        return "from the library"
    return first_line(getattr(view, "cls", view).__doc__)


def rows(urlconf: str) -> list[tuple[str, str, str, str]]:
    """Return one row for each address of a URL configuration: of two patterns alike, the first answers."""
    by_address: dict[str, tuple[str, str, str, str]] = {}
    for address, name, pattern in walk(get_resolver(urlconf)):
        # Never a later one: a page that Django does not reach must not decide who is said to get in.
        by_address.setdefault(address, (code(address), code(name), who(pattern), _about(pattern)))
    return list(by_address.values())


def page() -> str:
    """Return the page."""
    head = ("address", "name", "who", "what")
    languages = ", ".join(dict(settings.LANGUAGES))
    return writing.page(
        "Addresses",
        f"`<language>` is one of {languages}. The first page and `/changes/` also answer without a language, in the"
        " visitor's. Everything is closed to people who are not signed in unless it is marked as open; what a"
        " signed-in person may not see answers 404, like what does not exist.",
        "## The members' site",
        "As in the embedded mode. In production `/<language>/feedback/…` leads to the door's own host name, and"
        " `/sent/` does not exist.",
        table(head, rows("config.urls")),
        "## The feedback door, on a host name of its own",
        table(head, rows("config.door_urls")),
    )
