"""Other ways to the same form: easy words, faces, a ward's tablet, a poster's place, and paper."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from core import organisation
from feedback import codes, queries, visits
from feedback.content import Answers
from feedback.decorators import public_form
from feedback.enums import Channel
from feedback.form_state import FormState
from feedback.views import pages, paper_form, wizard


@public_form("GET", "HEAD", "POST")
def easy(request: HttpRequest) -> HttpResponse:
    """Every step of the form in easy words, one question on a page."""
    return wizard.run(request, FormState(mode="easy"))


@public_form("GET", "HEAD", "POST")
def pictures(request: HttpRequest) -> HttpResponse:
    """Every step for people who do not read: a face, a recording, the code."""
    return wizard.run(request, FormState(mode="faces"))


@public_form("GET", "HEAD", "POST")
def kiosk(request: HttpRequest, code: str = "") -> HttpResponse:
    """Every step on a tablet that many people share; arriving here forgets whoever was here before."""
    if visits.is_leaving(request):
        visits.leave(request)
        return HttpResponseRedirect(request.path, status=303)
    # The place comes from the address of the tablet, not from a cookie or a setting in its browser.
    response = wizard.run(request, FormState(kiosk=True, channel=Channel.KIOSK, answers=_at(code)))
    if request.method != "POST":
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@public_form("GET", "HEAD", "POST")
def at(request: HttpRequest, code: str) -> HttpResponse:
    """Begin from the poster of a place; a code that is unknown or no longer listed begins the plain form."""
    return wizard.run(request, FormState(answers=_at(code)))


def _at(code: str) -> Answers:
    place = queries.place_with_code(code)
    if place is None:
        return {}
    return {"place_id": str(place.pk)}


@public_form("GET", "HEAD")
def paper(request: HttpRequest) -> HttpResponse:
    """Show one form to print, with a code of its own that opens nothing until the form is typed in."""
    if not organisation.current().is_open:
        return render(request, "feedback/not_open.html", status=503)
    # Nothing is stored for it: it opens something once staff have typed the form in with it.
    code = codes.new()
    context = {
        "code": codes.shown(code),
        "picture": pages.code_picture(code),
        "sheets": paper_form.sheets(),
        "return_address": request.build_absolute_uri(reverse("feedback:return")),
        "answer_days": organisation.current().answer_days,
    }
    return render(request, "feedback/paper.html", context)
