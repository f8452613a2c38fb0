"""The door's own check that a form came from the door, without any cookie."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.openness import open_to_all
from feedback import codes, form_state

P = ParamSpec("P")
_DAY_S = 24 * 60 * 60
# Fields that no person typed.
_NO_WORDS = frozenset({"token", "step", "act", "work", "code"})
# A whole form that the web server gave back while the door was away (templates/errors/proxy/not_sent.html), as it came.
_AGAIN = "again"
# So often it may have been away in a row; nobody presses a button more often than that.
_MOST_TIMES = 200
# Escapes that all of these forms may have together, about a second's work: many in each were a way to keep us busy.
_MOST_ESCAPES = 1_500_000


def _from_here(request: HttpRequest) -> bool:
    # Browsers say where a request comes from; older ones at least name the origin of a form.
    site = request.META.get("HTTP_SEC_FETCH_SITE")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.META.get("HTTP_ORIGIN")
    # Where both are missing there is still the sealed state, which no other site can make.
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"


def _take_again(request: HttpRequest) -> None:
    """Read a form that comes back from the web server's own page as if it had just been sent; it may be away often."""
    escapes = 0
    for _time in range(_MOST_TIMES):
        if _AGAIN not in request.POST:
            return
        again = request.POST[_AGAIN]
        escapes += again.count("%")
        if escapes > _MOST_ESCAPES:
            raise SuspiciousOperation
        request.POST = QueryDict(again, encoding="utf-8")


def _not_now(request: HttpRequest) -> HttpResponse:
    """Give everything back while the database is away: what was typed, the code if there is one, and the same button.

    Nothing here asks the database. What was sent is in the page itself, so that a reload or a later press sends it.
    """
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    words = [value for name, value in fields if name not in _NO_WORDS and " " in value.strip()]
    context = {
        "fields": fields,
        "words": words,
        "code": _code_in(request.POST.get("token", "")),
        "had_files": bool(request.FILES),
        "address": request.path,
    }
    return render(request, "feedback/not_now.html", context, status=503)


def _to_the_first_page(request: HttpRequest) -> HttpResponse:
    """Answer Back, Reload and a form that is sent again after somebody has left: with nothing of that visit."""
    first = reverse("feedback:give")
    # A tablet goes on being one: its own first page is at the same address.
    if "/kiosk/" in request.path:
        first = request.path
    # Not 302: with this one every browser asks for the page, and none sends the form once more.
    return HttpResponseRedirect(first, status=303)


def _code_in(token: str) -> str:
    """Return the code that a page of the form has shown, ready to be shown again; empty where there was none."""
    try:
        code = form_state.read(form_state.FormState, token, max_age=_DAY_S).code
    except (form_state.ExpiredError, form_state.LeftError):
        return ""
    return codes.shown(code) if code else ""


def public_form(
    *methods: str,
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponse]], Callable[Concatenate[HttpRequest, P], HttpResponse]
]:
    """Make a view a page of the door: open to all, these methods only, and no form from elsewhere.

    The sealed state in each form (`form_state`) does the rest of what a CSRF cookie would do.
    """

    def wrapped(
        view: Callable[Concatenate[HttpRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            # A form of ours is in UTF-8, whatever its header says: not every charset a header may name is one of text.
            request.encoding = "utf-8"
            if request.method == "POST" and not _from_here(request):
                return render(request, "errors/403_csrf.html", status=403)
            _take_again(request)
            try:
                return view(request, *args, **kwargs)
            except form_state.LeftError:
                return _to_the_first_page(request)
            except (OperationalError, InterfaceError):
                if request.method != "POST":
                    raise
                return _not_now(request)

        return open_to_all(csrf_exempt(require_http_methods([*methods])(page)))

    return wrapped
