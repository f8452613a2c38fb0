"""The page that gives back what was typed where it could not be sent."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drafts import typed
from drafts.sealing import Fields

CONFLICT = 409
NOT_TAKEN = _("This page has changed since you opened it, and cannot take this form any more.")
REASONS: dict[int, str | Promise] = {
    400: _("We did not get all of it."),
    403: _("This page is not open to you any more."),
    404: _("This page is not there any more, or it is not open to you any more."),
    405: _("This page cannot do what your browser asked."),
    413: _("What you sent is bigger than we can take in one go."),
    429: _("We have had many tries in a short time. Please wait a little."),
}


def not_sent(  # noqa: PLR0913 - an answer is its status and its words
    request: HttpRequest,
    written: Iterable[str],
    *,
    status: int,
    kept: bool,
    reason: str | Promise = "",
    page: str = "",
) -> HttpResponse:
    """Return what somebody wrote, to be copied, why it was not sent, and the way to its page where there still is one.

    `kept` says whether it is kept for them as well.
    """
    context = {
        "written": list(written),
        "reason": reason or REASONS.get(status, NOT_TAKEN),
        "kept": kept,
        "page": page,
    }
    return render(request, "drafts/not_sent.html", context, status=status)


def retry(address: str, data: QueryDict) -> dict[str, object]:
    """Return what the page for an error of ours prints: a form that sends the same once more."""
    long_ones, rest = [], []
    fields: Fields = {name: data.getlist(name) for name in data}
    for name, values in fields.items():
        for value in values:
            if typed.is_text(value):
                long_ones.append((name, value))
            elif "password" not in name:
                rest.append((name, value))
    return {"address": address, "written": long_ones, "rest": rest}
