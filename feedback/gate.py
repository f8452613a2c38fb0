"""The door's own check that a form came from the door, without any cookie."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.openness import open_to_all

P = ParamSpec("P")


def _from_here(request: HttpRequest) -> bool:
    site = request.META.get("HTTP_SEC_FETCH_SITE")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.META.get("HTTP_ORIGIN")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"


def door(
    *methods: str,
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponse]], Callable[Concatenate[HttpRequest, P], HttpResponse]
]:
    """Make a view a page of the door: open to all, these methods only, and no form from elsewhere.

    The sealed note in each form (`tokens`) does the rest of what a CSRF cookie would do.
    """

    def wrapped(
        view: Callable[Concatenate[HttpRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            # A form of ours is in UTF-8, whatever its header says; some of what could stand there is no text at all.
            request.encoding = "utf-8"
            if request.method == "POST" and not _from_here(request):
                return render(request, "errors/403_csrf.html", status=403)
            return view(request, *args, **kwargs)

        return open_to_all(csrf_exempt(require_http_methods([*methods])(page)))

    return wrapped
