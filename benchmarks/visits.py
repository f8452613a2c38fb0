"""Visits of the door and of the bare view, request by request."""

from __future__ import annotations

import re

from benchmarks.load import Visitor
from benchmarks.measuring import UnmeasurableError

TEXT = "I waited for two hours and nobody told me why. A nurse brought me water. Please tell people how long. " * 5
ADDRESS = "/en/feedback/"
NOTE = re.compile(r'name="token" value="([^"]+)"')
CODE = re.compile(r"receipt__code[^>]*>([0-9A-Z-]+)<")


def _found(pattern: re.Pattern[str], page: str, what: str) -> str:
    found = pattern.search(page)
    if found is None:
        message = f"a page of the form had no {what}"
        raise UnmeasurableError(message)
    return found[1]


def _next(visitor: Visitor, page: str, **data: str) -> str:
    return visitor.post(ADDRESS, {"token": _found(NOTE, page, "note"), **data})


def give(visitor: Visitor) -> str:
    """Give feedback: before you start, the boxes, a little more, the code, sent. Five requests; return the code."""
    page = visitor.get(ADDRESS)
    page = _next(visitor, page, step="begin")
    page = _next(visitor, page, step="words", text=TEXT)
    page = _next(visitor, page, step="code")
    page = _next(visitor, page, step="send-kept")
    return _found(CODE, page, "code")


def give_only(visitor: Visitor) -> None:
    """Give feedback, and look at nothing afterwards."""
    give(visitor)


def come_back(visitor: Visitor, code: str) -> None:
    """Ask for the page of the code, and open the conversation with it. Two requests."""
    visitor.get(f"{ADDRESS}1/")
    visitor.post(f"{ADDRESS}1/", {"code": code})


def bare(visitor: Visitor) -> None:
    """Fetch the bare form and send it. Two requests."""
    visitor.get("/")
    visitor.post("/", {"text": TEXT})
