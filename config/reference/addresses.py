"""Every address, its name, and who may open it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from config.reference import writing
from config.reference.writing import OURS, code, first_line, table


def _piece(pattern: Any) -> str:
    return "<language>/" if isinstance(pattern, LocalePrefixPattern) else str(pattern).strip("^$").removesuffix(r"\Z")


def walk(resolver: URLResolver, before: str = "/", room: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    """Yield (address, name, pattern) for everything below a resolver, in order."""
    for pattern in resolver.url_patterns:
        address = before + _piece(pattern.pattern)
        if isinstance(pattern, URLResolver):
            space = f"{room}{pattern.namespace}:" if pattern.namespace else room
            yield from walk(pattern, address, space)
        else:
            yield address, f"{room}{pattern.name}" if pattern.name else "", pattern


def who(pattern: URLPattern) -> str:
    """Say who may open an address; which rooms and rows a signed-in person sees is for the rules to say."""
    view: Any = pattern.callback
    if hasattr(view, "cls") and view.cls.__module__.split(".")[0] in OURS:
        return "anyone" if getattr(view.cls, "public", False) else "signed in, or with a key"
    return "signed in" if getattr(view, "login_required", True) else "anyone"


def _about(pattern: URLPattern) -> str:
    view: Any = pattern.callback
    ours = view.__module__.split(".")[0] in OURS
    return first_line((view.cls if hasattr(view, "cls") else view).__doc__) if ours else "from the library"


def rows(urlconf: str) -> list[tuple[str, str, str, str]]:
    """Return one row an address of a URL configuration: of two patterns alike, the first answers."""
    found: dict[str, tuple[str, str, str, str]] = {}
    for address, name, pattern in walk(get_resolver(urlconf)):
        found.setdefault(address, (code(address), code(name), who(pattern), _about(pattern)))
    return list(found.values())


def page() -> str:
    """Return the page."""
    head = ("address", "name", "who", "what")
    languages = ", ".join(code for code, _name in settings.LANGUAGES)
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
