"""What the components of work pages ask for: the rest of an address, the numbers around a page, times for machines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from core.listing import without_controls

register = template.Library()
MOST_SHOWN = 99
# So many pages are all named; of more, the first, the last and those around the page.
ALL_NAMED = 7


@register.filter
def other_parameters(request: HttpRequest | None, names: str) -> list[tuple[str, str]]:
    """Return (name, value) of what the address asks for beside `names`, separated by spaces; repeated ones as often."""
    if request is None:
        return []
    left_out = names.split()
    pairs = []
    for name, values in request.GET.lists():
        if name not in left_out:
            pairs += [(without_controls(name), without_controls(value)) for value in values]
    return pairs


@register.filter
def numbers_around(page: Page[Any]) -> Iterator[int | str]:
    """Return the numbers of pages to offer around this one; an ellipsis where some are left out."""
    pages: Paginator[Any] = page.paginator
    if pages.num_pages <= ALL_NAMED:
        return iter(pages.page_range)
    return pages.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def names_all(page: Page[Any]) -> bool:
    """Return whether every page of the list has its number on the page, so that none has to be typed."""
    return page.paginator.num_pages <= ALL_NAMED


@register.filter
def for_machines(moment: date) -> str:
    """Return a day or a moment as `<time datetime>` wants it; an aware moment in the zone of the page."""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment).isoformat(timespec="minutes")
    return moment.isoformat()


@register.filter
def at_most(number: int) -> str:
    """Return a count as a badge shows it: from a hundred on `99+`, which no sentence beside it repeats."""
    if number > MOST_SHOWN:
        return f"{MOST_SHOWN}+"
    return str(number)


@register.filter
def with_parameter(request: HttpRequest | None, name: str) -> str:
    """Return the address of this page up to the value of one parameter, such as `?status=new&page=`."""
    query = QueryDict(mutable=True)
    if request is not None:
        query = request.GET.copy()
        query.pop(name, None)
    before = query.urlencode()
    if before:
        return f"?{before}&{name}="
    return f"?{name}="
