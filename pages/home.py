"""What waits for somebody, collected from every app: one that fails leaves a gap, not an error page."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest
from django.urls import NoReverseMatch

from accounts.queries import MemberRequest
from core.slots import GREETING, HOME, HomePanel

Answer = TypeVar("Answer")
logger = logging.getLogger(__name__)
# What goes wrong in an app, and not in the page: a database, a file or an address that is not there, wrong data.
FAILURES = (
    DatabaseError, OSError, NoReverseMatch, LookupError, TypeError, ValueError, AttributeError, ArithmeticError,
)  # fmt: skip


@dataclass(slots=True)
class Loaded:
    """The panels that have something to say, and how many could not be read."""

    panels: list[HomePanel] = field(default_factory=list)
    failed: int = 0


def home_panels(request: HttpRequest) -> Loaded:
    """Ask every app what waits for the reader."""
    loaded = Loaded()
    for provider in HOME:
        try:
            panel = _asked(provider, request)
        except FAILURES:
            logger.exception("A panel of the home page failed")
            loaded.failed += 1
            continue
        if panel is not None and (panel.rows or panel.empty):
            loaded.panels.append(panel)
    return loaded


def _asked(provider: Callable[[HttpRequest], Answer], request: HttpRequest) -> Answer:
    if not connection.in_atomic_block:
        return provider(request)
    # In a savepoint: on PostgreSQL a query that fails would stop all that come after it in the same transaction.
    with transaction.atomic():
        return provider(request)


def greeting_name(request: MemberRequest) -> str:
    """Return the name by which the reader wants to be greeted; empty where they chose none."""
    for provider in GREETING:
        try:
            name = _asked(provider, request)
        except FAILURES:
            logger.exception("A greeting failed")
            # Not their own name: it may be the one that they do not go by here.
            return ""
        if name:
            return name
    return request.user.name
