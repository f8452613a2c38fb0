"""Addresses of the door when it is a process of its own."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from django.utils.translation import get_language

from config import health
from core.openness import open_to_all
from feedback.urls import WITHOUT_LANGUAGE

handler400 = "core.errors.bad_request"
handler403 = "core.errors.forbidden"
handler404 = "core.errors.not_found"
handler500 = "core.errors.server_error"


@open_to_all
def to_the_form(request: HttpRequest, code: str = "") -> HttpResponse:
    """Lead to the form in the visitor's language; from a poster or on a tablet, to the form of that place."""
    page = request.path_info
    if page == "/":
        page = "/feedback/"
    return redirect(f"/{get_language() or settings.LANGUAGE_CODE}{page}")


urlpatterns = [
    path("healthz", health.door, name="healthz"),
    path("", to_the_form),
    path("feedback/", to_the_form),
    *(path(route, to_the_form) for route in WITHOUT_LANGUAGE),
    *i18n_patterns(path("feedback/", include("feedback.urls"))),
]
