"""What an upper app shows on a page of a lower one.

An app knows only what is below it. Where something of an upper app belongs on a lower app's page (what came of a case,
on the case's page; an entry of the navigation), the lower app declares a slot with the type of what fits into it, and
the upper app fills it in `AppConfig.ready`. See docs/adr/0024-lower-pages-have-slots.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Content = TypeVar("Content")


class Slot(Generic[Content]):
    """A named place. What fills it is listed by its order, then by its name."""

    def __init__(self, name: str) -> None:
        """Begin empty."""
        self.name = name
        self._contents: dict[str, tuple[int, Content]] = {}

    def fill(self, name: str, content: Content, *, order: int = 0) -> None:
        """Put something in. A second thing of the same name replaces the first, so that `ready` may run twice."""
        self._contents[name] = (order, content)

    def empty(self, name: str) -> None:
        """Take something out again."""
        del self._contents[name]

    def __iter__(self) -> Iterator[Content]:
        """Yield what is in, in order."""
        for _name, (_order, content) in sorted(self._contents.items(), key=self._rank):
            yield content

    @staticmethod
    def _rank(entry: tuple[str, tuple[int, Content]]) -> tuple[int, str]:
        name, (order, _content) = entry
        return order, name


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page: the template that prints it, and what it prints."""

    template: str
    context: Mapping[str, object]


class Section(TextChoices):
    """A part of the work, under which the navigation lists its pages. In the order of the main menu."""

    HOME = "home", _("Home")
    FEEDBACK = "feedback", _("Feedback")
    COUNCIL = "council", _("Council")
    CHANGES = "changes", _("Changes")
    RESULTS = "results", _("Results")
    ORGANISATION = "organisation", _("Organisation")
    # Not in the main menu: it is reached from the reader's own name.
    ACCOUNT = "account", _("Your account")


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the navigation. `url_name` is reversed without arguments."""

    label: str | Promise
    url_name: str
    is_shown: Callable[[HttpRequest], bool]
    section: Section


# So many rows of each panel of the home page; the rest is behind its link.
ROWS_PER_PANEL = 5


@dataclass(frozen=True, slots=True)
class HomeRow:
    """One thing that waits for somebody: what it is, where it is done, and by when."""

    text: str
    href: str
    # The day it is due, or the moment something begins; in the reader's own words where it is neither.
    note: str = ""
    tag: str = ""
    tone: str = "info"
    # Of a text that somebody wrote; empty for our own sentences.
    language: str = ""
    # Said after the text to whoever listens: by it links to things of one name are told apart.
    apart: str = ""


@dataclass(frozen=True, slots=True)
class HomePanel:
    """A part of the home page: a few rows, how many there are in all, and where the rest is.

    A panel without rows says `empty`, and is left out where that is empty too. Without a `link` none is printed.
    """

    title: str | Promise
    rows: Sequence[HomeRow]
    href: str = ""
    link: str | Promise = ""
    total: int = 0
    empty: str | Promise = ""


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One thing on the list of what a new organisation needs, and where it is done.

    The door does not open without what `is_needed`.
    """

    text: str
    href: str
    is_done: bool
    is_needed: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Hanging:
    """Something that must be dealt with before something else can end: what it is, and where that is done."""

    text: str
    href: str


# The navigation of signed-in people.
NAVIGATION: Slot[NavItem] = Slot("navigation")
# What waits for the reader, on the page that people land on after signing in.
HOME: Slot[Callable[[HttpRequest], HomePanel | None]] = Slot("home")
# The name by which somebody is greeted, from the app that knows one they chose for others; the first one counts.
GREETING: Slot[Callable[[HttpRequest], str]] = Slot("greeting")
# What an app above `core` needs before the door may open to the public.
READINESS: Slot[Callable[[], Sequence[CheckLine]]] = Slot("readiness")
# What is ahead for a council, by its id: while there is anything, it cannot be closed.
COUNCIL_HANGS: Slot[Callable[[UUID], Sequence[Hanging]]] = Slot("what hangs on a council")
# Parts of the first page that anyone may open.
FIRST_PAGE: Slot[Callable[[HttpRequest], Panel | None]] = Slot("first page")
# What else happens when a term ends earlier than planned, in the transaction of the act, or is over by its date: the
# term, its last day, and who did it, if anybody. Nothing here knows what a term or a person is.
TERM_ENDED: Slot[Callable[[Any, date, Any], None]] = Slot("term ended")
# What else happens when a term ends later than it was to: the term, and who did it.
TERM_LENGTHENED: Slot[Callable[[Any, Any], None]] = Slot("term lengthened")
# What else happens once somebody lost a role or can no longer sign in: the person, and who did it.
PERSON_CHANGED: Slot[Callable[[Any, Any], None]] = Slot("person changed")
# Where the page is that comes first: who asks, the person, the roles they keep, and whether they can still sign in.
# Empty where nothing hangs on them.
BEFORE_CHANGE: Slot[Callable[[Any, Any, frozenset[str], bool], str]] = Slot("before a change of roles")
# The ids of those for whom somebody stands in today.
STANDS_IN_FOR: Slot[Callable[[Any], frozenset[UUID]]] = Slot("stands in for")


# For what a role can be given besides the whole organisation: the id and the name of each, as somebody reads them.
ROLE_SCOPES: Slot[Callable[[], list[tuple[UUID, str]]]] = Slot("role scopes")

# Told, in the same transaction, that an administrator took somebody's second step away: whose, and the number of the
# event in the log.
SECOND_STEP_REMOVED: Slot[Callable[[UUID, int], object]] = Slot("second step removed")


def panels(slot: Slot[Callable[[HttpRequest], Panel | None]], request: HttpRequest) -> list[Panel]:
    """Return the panels of a slot that have something to say."""
    found = []
    for provider in slot:
        panel = provider(request)
        if panel is not None:
            found.append(panel)
    return found
