"""Marking a page as open to everybody, in both processes.

Django's own decorator lives beside its user model, which the door may not import; this sets the same mark.
"""

from collections.abc import Callable
from typing import TypeVar

View = TypeVar("View", bound=Callable[..., object])


def open_to_all(view: View) -> View:
    """Let a view answer people who are not signed in. A test compares all such views with a literal list."""
    view.login_required = False  # type: ignore[attr-defined]
    return view
