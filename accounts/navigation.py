"""The navigation of signed-in people: each app adds the entries that lead to its pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject

from accounts.enums import Role
from accounts.queries import active
from accounts.undoing import take_offer
from core.slots import NAVIGATION, NavItem, Section
from core.stripping import is_door


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the navigation as a page prints it.

    `is_page` says that it is this very page, `is_current` that the page belongs to it.
    """

    label: str | Promise
    href: str
    is_current: bool
    is_page: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A section of the navigation and its pages. A section with one page bears that page's name."""

    label: str | Promise
    links: tuple[Link, ...]

    @property
    def href(self) -> str:
        """Return where the section leads: to its first page."""
        return self.links[0].href

    @property
    def is_current(self) -> bool:
        """Return whether this page belongs to the section."""
        return any(link.is_current for link in self.links)

    @property
    def is_page(self) -> bool:
        """Return whether this is the very page that the section leads to."""
        return self.links[0].is_page

    @property
    def has_pages(self) -> bool:
        """Return whether there is more than one page to choose from."""
        return len(self.links) > 1


def add_nav_item(  # noqa: PLR0913 - what an entry is
    label: str | Promise,
    url_name: str,
    roles: Iterable[Role] | None,
    *,
    section: Section,
    order: int = 0,
    of_one_council: bool = False,
) -> None:
    """Add an entry that people with one of `roles` see; None is everyone. Called from `AppConfig.ready`.

    What coordinators see of the council's section, those of one council see too; elsewhere with `of_one_council`.
    """
    allowed = None if roles is None else frozenset(roles)

    def is_shown(request: HttpRequest) -> bool:
        person = active(request.user)
        if person is None:
            return False
        # Who coordinates one council alone finds its pages, and no others.
        is_theirs = of_one_council or section == Section.COUNCIL
        coordinates = is_theirs and bool(person.councils_as(Role.COORDINATOR))
        return allowed is None or person.has_role(*allowed) or (Role.COORDINATOR in allowed and coordinates)

    NAVIGATION.fill(url_name, NavItem(label, url_name, is_shown, section), order=order)


def navigation(request: HttpRequest) -> dict[str, object]:
    """Return `navigation` and `account` for every page; nothing is read for the door."""
    if is_door(request.path_info) or not hasattr(request, "user") or active(request.user) is None:
        return {"navigation": []}
    found = groups(request)
    here = next((section.value for section, group in found.items() if group.is_current), Section.HOME.value)
    account = found.pop(Section.ACCOUNT)
    return {
        "navigation": list(found.values()),
        "account": account,
        # The part of the guide that is about this page.
        "guide_part": here,
        "all_sections": [*found.values(), account],
        # Taken out of the session when a page prints it, and not before: a redirect prints nothing.
        "undo_offer": SimpleLazyObject(lambda: take_offer(request)),
    }


def groups(request: HttpRequest) -> dict[Section, Group]:
    """Return the sections that this person has pages in, each with its pages."""
    items = [item for item in NAVIGATION if item.is_shown(request)]
    current = _current(items, request.path_info)
    found = {}
    for section in Section:
        links = tuple(_link(item, request, current) for item in items if item.section == section)
        if links:
            found[section] = Group(_label(section, links), links)
    return found


def _label(section: Section, links: tuple[Link, ...]) -> str | Promise:
    """Return the section's name, or that of its only page."""
    if len(links) == 1:
        return links[0].label
    return section.label


def _link(item: NavItem, request: HttpRequest, current: str) -> Link:
    href = reverse(item.url_name)
    return Link(item.label, href, href == current, href == request.path_info)


def _current(items: list[NavItem], path: str) -> str:
    """Return the address of the entry that a page belongs to; empty where it belongs to none."""
    # The longest one: the form for entering feedback lies below the desk, and both are in the menu.
    addresses = [reverse(item.url_name) for item in items]
    return max((address for address in addresses if path.startswith(address)), key=len, default="")
