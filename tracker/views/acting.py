"""What every act does with its answer: done and redirect, refused, or somebody else was faster."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.queries import MemberRequest
from core.fields import Form
from core.verdicts import AlreadyMoved, Refused

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

CONFLICT = 409


class Again(Protocol):
    """Shows the page once more, with what was typed, as things are now."""

    def __call__(self, *, status: int) -> HttpResponse:
        """Return the page."""


def act(  # noqa: PLR0913 - an act is its form, its action and its words
    request: MemberRequest, form: Form, do: Callable[[], object], *, again: Again, done: str | _StrPromise, to: str
) -> HttpResponse:
    """Do it when the form is valid, say so and go to `to`; otherwise show the page again with what was typed."""
    if not form.is_valid():
        return again(status=200)
    try:
        do()
    except AlreadyMoved:
        messages.warning(request, _("Somebody else was faster. This is how it is now. What you typed is still here."))
        return again(status=CONFLICT)
    except Refused as reason:
        form.add_error(None, str(reason))
        return again(status=CONFLICT)
    messages.success(request, done)
    return redirect(to)
