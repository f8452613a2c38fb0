"""Leaving in a hurry, and help."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from core import regions
from feedback.decorators import public_form


@public_form("GET", "HEAD", "POST")
def leave(request: HttpRequest) -> HttpResponse:
    """Go to a neutral page and ask the browser to forget this site. The browser's history is not ours to erase.

    Cookies are left alone: the door has none, and clearing them would sign people out of neighbouring sites.
    """
    # A page that nobody wonders about, if it is seen over a shoulder.
    response = HttpResponseRedirect(settings.QUICK_EXIT_URL or regions.exit_url(settings.REGION))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@public_form("GET", "HEAD")
def help_page(request: HttpRequest) -> HttpResponse:
    """Who helps at once, what anonymous means here, and where it ends."""
    return render(request, "feedback/help.html")
