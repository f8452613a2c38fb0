"""What happens after somebody pressed a button: done and redirected, refused, or somebody else changed it first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.fields import Form
from core.verdicts import Conflict, Refused

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


CONFLICT = 409


class Rerender(Protocol):
    """Shows the page once more, with what was typed, as things are now."""

    def __call__(self, *, status: int) -> HttpResponse:
        """Return the page."""


def submit(  # noqa: PLR0913 - an act is its form, its action and its words
    request: HttpRequest,
    form: Form,
    perform: Callable[[], object],
    *,
    rerender: Rerender,
    success: str | _StrPromise,
    to: str,
    changed_by: Callable[[], str] | None = None,
) -> HttpResponse:
    """Perform an act when its form is valid, say `success` and go to `to`; otherwise show the page again.

    `changed_by` is asked after a conflict: the name of whoever was faster, or nothing where no name is to be told.
    A form that is not valid is shown with 200, a conflict or a refusal with 409; what was typed is always still there.
    """
    if not form.is_valid():
        return rerender(status=200)
    try:
        perform()
    except Conflict:
        messages.warning(request, conflict_text(form, _name(changed_by)))
        return rerender(status=CONFLICT)
    # Not left to the page for 403: what was typed would be lost.
    except Refused as reason:
        form.add_error(None, str(reason))
        return rerender(status=CONFLICT)
    messages.success(request, success)
    return redirect(to)


def mark_sent(request: HttpRequest) -> None:
    """Say that a form was sent although a page answers it and no redirect: its typed words need not be kept."""
    request.was_sent = True  # type: ignore[attr-defined]


def was_sent(request: HttpRequest) -> bool:
    """Return whether a view said so."""
    return getattr(request, "was_sent", False)


def _name(changed_by: Callable[[], str] | None) -> str:
    if changed_by is None:
        return ""
    return changed_by()


def conflict_text(form: Form, name: str = "") -> str:
    """Return what somebody is told after a conflict; a button has no text that could be lost."""
    if form.visible_fields() and name:
        return _("%(name)s changed this while you were writing. Your text is below. It is not sent yet.") % {
            "name": name
        }
    if form.visible_fields():
        return _("This changed while you were writing. Your text is below. It is not sent yet.")
    return _("This changed since you opened it. Here is how it is now.")
