"""A list as people work with it: saved views with counts, filters that can be removed, search, order and pages.

Every part is in the address (`?view=`, `?q=`, `?sort=`, `?page=` and one parameter for each filter), so that a list can
be bookmarked, sent to a colleague, and returned to as it was. What an address asks for and there is not is left out and
said, never an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Count, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _

from core.form_fields import FilterForm

Row = TypeVar("Row", bound=Model)
PER_PAGE = 25
# Of a search: longer ones are cut, because nobody looks for a whole page of text.
LONGEST_SEARCH = 200
VIEW_NAME = re.compile(r"[a-z_]{1,40}")
# No page may hold these, and PostgreSQL refuses the first of them.
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
SESSION_KEY = "lists"
# Lists that are remembered for somebody; the one used longest ago is forgotten.
REMEMBERED_LISTS = 12


class BoundedPaginator(Paginator):  # type: ignore[type-arg] # generic in the stubs only
    """Pages of a very long list: it counts no further than `MOST_ROWS`, and what is beyond is on no page."""

    MOST_ROWS = 10_000

    @cached_property
    def count(self) -> int:
        """Return how many rows there are, at most `MOST_ROWS`."""
        # Unordered: the database need not sort what it only counts.
        rows: QuerySet[Any] = self.object_list.order_by()[: self.MOST_ROWS]  # type: ignore[attr-defined]
        return rows.count()

    @property
    def is_cut(self) -> bool:
        """Return whether there may be more rows than are counted."""
        return self.count >= self.MOST_ROWS


@dataclass(frozen=True, slots=True)
class SavedView:
    """A named part of a list, such as "Unassigned"."""

    name: str
    label: str | Promise
    condition: Q


@dataclass(frozen=True, slots=True)
class Order:
    """A column that a list can be ordered by; `fields` end with one that is different in every row."""

    name: str
    fields: Sequence[str | OrderBy]


@dataclass(frozen=True, slots=True)
class ViewLink:
    """A saved view as a page prints it."""

    name: str | Promise
    href: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Tag:
    """One thing a list is filtered by, and the address of the list without it."""

    name: str
    value: str
    href: str


@dataclass(frozen=True, slots=True)
class SortLink:
    """The heading of a column one can order by. `state` is ascending, descending or none, as `aria-sort` says it."""

    href: str
    state: str


@dataclass
class Listing(Generic[Row]):
    """One list, as somebody asked for it.

    `rows` are what the reader may see, `narrow` applies the form's answers, `search` the words of `?q=`. The first view
    is the one that is shown where none is asked for.
    """

    request: HttpRequest
    rows: QuerySet[Row]
    views: Sequence[SavedView] = ()
    form: FilterForm | None = None
    narrow: Callable[[QuerySet[Row], Mapping[str, str]], QuerySet[Row]] | None = None
    search: Callable[[QuerySet[Row], str], QuerySet[Row]] | None = None
    orders: Sequence[Order] = ()
    per_page: int = PER_PAGE
    paginator: type[Paginator[Row]] = Paginator

    @cached_property
    def query(self) -> str:
        """Return what is searched for."""
        return without_controls(self.request.GET.get("q", "")).strip()[:LONGEST_SEARCH]

    @cached_property
    def criteria(self) -> dict[str, str]:
        """Return what the list is filtered by."""
        if self.form is None:
            return {}
        return {name: value for name, value in self.form.criteria().items() if value}

    @cached_property
    def shown_form(self) -> FilterForm | None:
        """Return the form with what the list is filtered by; what it does not know is said once, not as its errors."""
        if self.form is None:
            return None
        # A copy, and not one that is made anew: only its view knows what else it takes.
        shown = copy(self.form)
        # With what Django has found out about the bound one.
        vars(shown).update(is_bound=False, _errors=None, _bound_fields_cache={})
        shown.initial = {**self.form.initial, **self.criteria}
        return shown

    @cached_property
    def view(self) -> SavedView | None:
        """Return the view that is shown."""
        for view in self.views:
            if view.name == self.request.GET.get("view"):
                return view
        return self.views[0] if self.views else None

    @cached_property
    def ignored(self) -> list[str]:
        """Return what was asked for and there is not: names of filters and of a view."""
        found = [str(self.form.fields[name].label) for name in self.form.errors] if self.form else []
        asked = self.request.GET.get("view")
        if asked and asked not in {view.name for view in self.views}:
            # A name of ours that is gone. Any other text would be a stranger's sentence on our page.
            found.append(asked if VIEW_NAME.fullmatch(asked) else "…")
        return found

    @cached_property
    def matching(self) -> QuerySet[Row]:
        """Return the rows that were asked for, in the order that was asked for."""
        rows = self._narrowed
        if self.view:
            rows = rows.filter(self.view.condition)
        order = self._order
        return rows.order_by(*order) if order else rows

    @cached_property
    def _narrowed(self) -> QuerySet[Row]:
        rows = self.rows
        if self.narrow and self.criteria:
            rows = self.narrow(rows, self.criteria)
        if self.search and self.query:
            rows = self.search(rows, self.query)
        return rows

    @cached_property
    def _order(self) -> Sequence[str | OrderBy]:
        name = self.request.GET.get("sort", "")
        for order in self.orders:
            if order.name == name:
                return order.fields
            if f"-{order.name}" == name:
                return _reversed(order.fields)
        return self.orders[0].fields if self.orders else ()

    @cached_property
    def page(self) -> Page[Row]:
        """Return the page that was asked for; one beyond the last is the last."""
        return self.paginator(self.matching, self.per_page).get_page(self.request.GET.get("page"))

    @cached_property
    def view_links(self) -> list[ViewLink]:
        """Return the saved views, each with how many rows it has under the same filters. One query for all."""
        if not self.views:
            return []
        counts = self._narrowed.order_by().aggregate(
            **{f"count_{view.name}": Count("pk", filter=view.condition) for view in self.views}
        )
        return self.links_with({view.name: counts[f"count_{view.name}"] for view in self.views})

    def links_with(self, counts: Mapping[str, int]) -> list[ViewLink]:
        """Return the saved views, each with its count from `counts`, by the names of the views."""
        links = []
        for view in self.views:
            href = self._href(view=view.name, page=None)
            links.append(ViewLink(view.label, href, counts[view.name], view == self.view))
        return links

    @cached_property
    def tags(self) -> list[Tag]:
        """Return what the list is filtered by, each with the address that takes it away."""
        tags = []
        if self.query:
            tags.append(Tag(_("Search"), self.query, self._href(q=None, page=None)))
        for name, value in self.criteria.items():
            tags.append(self._tag(name, value))
        return tags

    @property
    def is_narrowed(self) -> bool:
        """Return whether the list shows less than its view has."""
        return bool(self.query or self.criteria)

    @cached_property
    def clear_href(self) -> str:
        """Return the address of the same view without filters and search; empty where there are none."""
        if not self.is_narrowed:
            return ""
        names = [*self.criteria, "q", "page"]
        return self._href(**dict.fromkeys(names))

    @cached_property
    def filter_names(self) -> str:
        """Return the parameters that the form of the filters gives again, and the page, separated by spaces."""
        names = list(self.form.fields) if self.form else []
        return " ".join([*names, "page", "lang"])

    @cached_property
    def sort_links(self) -> dict[str, SortLink]:
        """Return the headings one can order by, by their names."""
        asked = self.request.GET.get("sort") or (self.orders[0].name if self.orders else "")
        links = {}
        for order in self.orders:
            state = {order.name: "ascending", f"-{order.name}": "descending"}.get(asked, "none")
            wanted = f"-{order.name}" if state == "ascending" else order.name
            links[order.name] = SortLink(self._href(sort=wanted, page=None), state)
        return links

    def _tag(self, name: str, value: str) -> Tag:
        label = name
        if self.form is not None:
            asked = self.form.fields[name]
            label = str(asked.label)
            if isinstance(asked, forms.ChoiceField):
                # Of a field they are always pairs by now, whatever they were made of.
                choices: Iterable[Any] = asked.choices  # type: ignore[assignment]
                value = str(dict(_flat(choices)).get(value, value))
            elif isinstance(asked, forms.DateField):
                value = date_format(date.fromisoformat(value))
        return Tag(label, value, self._href(**{name: None, "page": None}))

    def _href(self, **changed: str | None) -> str:
        query = self.request.GET.copy()
        # Asked for once by the link of a language; it does not belong to the list.
        query.pop("lang", None)
        for name, value in changed.items():
            query.pop(name, None)
            if value is not None:
                query[name] = value
        return f"?{query.urlencode()}"

    @cached_property
    def elsewhere(self) -> list[ViewLink]:
        """Return the other views that have something under these filters: where a list is empty, it may be there."""
        return [link for link in self.view_links if link.count and not link.current]

    def remember(self) -> None:
        """Note how the list was left, so that the way back from one of its rows leads here again."""
        query = self.request.GET.copy()
        query.pop("lang", None)
        lists = dict(self.request.session.get(SESSION_KEY, {}))
        if lists.get(self.request.path) == query.urlencode():
            return
        lists.pop(self.request.path, None)
        lists[self.request.path] = query.urlencode()
        self.request.session[SESSION_KEY] = dict(list(lists.items())[-REMEMBERED_LISTS:])


def without_controls(text: str) -> str:
    """Return a text out of an address without what no page may hold."""
    return CONTROLS.sub("", text)


def _flat(choices: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Yield value and label of each choice, also of those in groups."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), str(label)


def last_address(request: HttpRequest, path: str) -> str:
    """Return the address of a list as its reader left it."""
    query = getattr(request, "session", {}).get(SESSION_KEY, {}).get(path, "")
    return f"{path}?{query}" if query else path


def _reversed(fields: Sequence[str | OrderBy]) -> list[str | OrderBy]:
    turned: list[str | OrderBy] = []
    for part in fields:
        if isinstance(part, OrderBy):
            copied = part.copy()
            # What has no value stays at the end: nobody looks for it first.
            turned.append(OrderBy(copied.expression, descending=not copied.descending, nulls_last=True))
        else:
            turned.append(part.removeprefix("-") if part.startswith("-") else f"-{part}")
    return turned
