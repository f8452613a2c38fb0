"""Other ways to the same form: easy words, faces, a ward's tablet, a poster's place, and paper."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from feedback import codes, forms, queries
from feedback.enums import Channel, Face
from feedback.gate import door
from feedback.views import giving
from feedback.views.parts import SEQUENCES, Note, after


@door("GET", "HEAD", "POST")
def easy(request: HttpRequest) -> HttpResponse:
    """Every step of the form in easy words, one question on a page."""
    return giving.taken(request, {"mode": "easy"})


@door("GET", "HEAD", "POST")
def pictures(request: HttpRequest) -> HttpResponse:
    """Every step for people who do not read: a face, a recording, the code."""
    return giving.taken(request, {"mode": "faces"})


@door("GET", "HEAD", "POST")
def kiosk(request: HttpRequest, code: str = "") -> HttpResponse:
    """Every step on a tablet that many people share; arriving here forgets whoever was here before."""
    response = giving.taken(request, {"kiosk": True, "channel": Channel.KIOSK, **_at(code)})
    if request.method != "POST":
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@door("GET", "HEAD", "POST")
def at(request: HttpRequest, code: str) -> HttpResponse:
    """Begin from the poster of a place; a code that is unknown or no longer listed begins the plain form."""
    return giving.taken(request, _at(code))


def _at(code: str) -> Note:
    place = queries.place_with_code(code) if code else None
    return {"place_id": str(place.pk)} if place else {}


@door("GET", "HEAD")
def paper(request: HttpRequest) -> HttpResponse:
    """Show one form to print, with a code of its own that opens nothing until the form is typed in."""
    code = codes.new()
    language = get_language() or settings.LANGUAGE_CODE
    context = {
        "code": codes.shown(code),
        "picture": giving.drawn(code),
        "places": [place.name_in(language) for place in queries.places()],
        "about": forms.About_(),
        "readers": forms.Readers(),
        "return_address": request.build_absolute_uri(reverse("feedback:return")),
        "answer_days": settings.ANSWER_WORKING_DAYS,
    }
    return render(request, "feedback/paper.html", context)


def _way(mode: str, first: giving.Step) -> Callable[[HttpRequest, Note], HttpResponse]:
    return lambda request, note: first(request, {**note, "mode": mode})


def _face(value: str) -> Callable[[HttpRequest, Note], HttpResponse]:
    return lambda request, note: giving.go(
        request, {**note, "face": value, "language": get_language()}, after(note.get("mode", ""), "face")
    )


def _forget_place(request: HttpRequest, note: Note) -> HttpResponse:
    return giving.start(request, {**note, "place_id": ""})


def _more_time(request: HttpRequest, note: Note) -> HttpResponse:
    """Keep the page with the code ten times as long, for who has no script to ask whether they are still there."""
    note = {**note, "longer": True}
    return giving.thank(request, note, new=True) if note.get("sent") else giving.show_code(request, note)


giving.STEPS.update(
    {
        "forget-place": _forget_place,
        "more-time": _more_time,
        "begin-words": _way("", giving.begin),
        **{f"face-{face.value}": _face(face.value) for face in Face},
        **{f"begin-{mode}": _way(mode, giving.begin) for mode in SEQUENCES},
        **{f"way-{mode}": _way(mode, giving.start) for mode in SEQUENCES},
    }
)
