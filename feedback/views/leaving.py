"""Leaving in a hurry, and help."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.context import neutral_page
from core.openness import open_to_all
from feedback import visits
from feedback.decorators import public_form


@open_to_all
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Go to a neutral page, ask the browser to forget this site, and show nothing of this visit again.

    Nobody who leaves is asked where the form came from: what it names is sealed, and opens nothing. Cookies are left
    alone: the door has none, and clearing them would sign people out of neighbouring sites.
    """
    visits.leave(request)
    response = _away(request)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _away(request: HttpRequest) -> HttpResponse:
    # A script is on its way already, and only tells us.
    if "quiet" in request.POST:
        return HttpResponse(status=204)
    if request.method != "POST":
        return HttpResponseRedirect(neutral_page())
    # A form may not lead to another site, not even by a redirect (`form-action`); a page may.
    return render(request, "feedback/leaving.html")


@public_form("GET", "HEAD")
def help_page(request: HttpRequest) -> HttpResponse:
    """Who helps at once, what anonymous means here, and where it ends."""
    return render(request, "feedback/help.html")
