"""Giving feedback: words, a little more, the code, sent. Nothing is kept before the last step."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.workingdays import add_working_days
from feedback import actions, codes, forms, queries, tokens
from feedback.gate import door

DAY = 24 * 3600
PURPOSE = "giving"
Note = dict[str, Any]


def _page(request: HttpRequest, name: str, note: Note, *, status: int = 200, **context: object) -> HttpResponse:
    token = tokens.write(note, purpose=PURPOSE)
    return render(request, f"feedback/{name}.html", {"token": token, **context}, status=status)


def _words(
    request: HttpRequest, note: Note, form: forms.Words | None = None, *, status: int = 200, **context: object
) -> HttpResponse:
    form = form or forms.Words(initial=note)
    return _page(request, "words", note, form=form, status=422 if form.errors else status, **context)


def _more(request: HttpRequest, note: Note, form: forms.More | None = None) -> HttpResponse:
    form = form or forms.More(initial=note)
    return _page(request, "more", note, form=form, status=422 if form.errors else 200)


def _code(request: HttpRequest, note: Note, form: forms.Kept | None = None) -> HttpResponse:
    note.setdefault("code", codes.new())
    note.setdefault("submission", str(uuid.uuid4()))
    form = form or forms.Kept()
    context = {
        "form": form,
        "code": codes.shown(note["code"]),
        "picture": mark_safe(  # noqa: S308 - drawn here from our own symbols
            segno.make_qr(note["code"], error="m").svg_inline(border=2, dark="#000", light="#fff", omitsize=True)
        ),
        "words": _said(note),
    }
    return _page(request, "code", note, status=422 if form.errors else 200, **context)


def _submission(note: Note) -> uuid.UUID:
    """Return the number of exactly these words: sent twice they are the same, changed they are others."""
    parts = ("text", "helped", "better", "place", "about", "for_council", "for_public")
    return uuid.uuid5(uuid.UUID(note["submission"]), json.dumps([note.get(name) for name in parts]))


def _said(note: Note) -> list[tuple[str, str]]:
    """Return what was said, part by part, with its heading."""
    parts = (("text", _("What happened")), ("helped", _("What helped")), ("better", _("What would make it better")))
    return [(label, note[name]) for name, label in parts if note.get(name)]


def _send(request: HttpRequest, note: Note) -> HttpResponse:
    today = timezone.localdate()
    words = actions.Words(
        **{name: note.get(name, "") for name in ("text", "helped", "better", "place", "about")},
        language=note.get("language") or get_language() or settings.LANGUAGE_CODE,
        for_council=bool(note.get("for_council")),
        for_public=bool(note.get("for_public")),
    )
    try:
        new = actions.submit(words=words, code=note["code"], submission=_submission(note), on=today)
    except actions.NotKept:
        refused = {"words": _said(note), "code": codes.shown(note["code"])}
        return render(request, "feedback/not_kept.html", refused, status=409)
    context = {
        "new": new,
        "code": codes.shown(note["code"]) if note.get("kept") == forms.Kept.KEPT else "",
        "seen_by": add_working_days(today, settings.ACK_WORKING_DAYS, settings.REGION),
        "answer_by": add_working_days(today, settings.ANSWER_WORKING_DAYS, settings.REGION),
    }
    return render(request, "feedback/sent.html", context)


def _typed(request: HttpRequest, form: type[forms.Words | forms.More]) -> Note:
    """Return what stands in the boxes now, unchecked: a page is shown again in another language."""
    return {name: request.POST.get(name, "") for name in form.base_fields}


def _after_words(request: HttpRequest, note: Note) -> HttpResponse:
    form = forms.Words(request.POST, code=note.get("code", ""))
    if not form.is_valid():
        return _words(request, note, form)
    return _more(request, {**note, **form.cleaned_data, "language": get_language()})


def _after_more(request: HttpRequest, note: Note) -> HttpResponse:
    if not note.get("language"):
        return _words(request, note)
    form = forms.More(request.POST)
    if not form.is_valid():
        return _more(request, note, form)
    return _code(request, {**note, **form.cleaned_data})


def _after_code(request: HttpRequest, note: Note) -> HttpResponse:
    if not note.get("code"):
        return _words(request, note)
    form = forms.Kept(request.POST)
    if not form.is_valid():
        return _code(request, note, form)
    return _send(request, {**note, **form.cleaned_data})


def _stay_words(request: HttpRequest, note: Note) -> HttpResponse:
    return _words(request, note, forms.Words(initial=_typed(request, forms.Words)))


def _stay_more(request: HttpRequest, note: Note) -> HttpResponse:
    return _more(request, note, forms.More(initial=_typed(request, forms.More)))


# What a page's button leads to, by its value; a page that is not known starts at the beginning with what is there.
STEPS: dict[str, Callable[[HttpRequest, Note], HttpResponse]] = {
    "words": _after_words,
    "more": _after_more,
    "send": _after_code,
    "stay-words": _stay_words,
    "stay-more": _stay_more,
    "back-words": _words,
    "back-more": _more,
}


@door("GET", "HEAD", "POST")
def give(request: HttpRequest) -> HttpResponse:
    """Every step of giving feedback, at one address."""
    if queries.current_key(timezone.localdate()) is None:
        return render(request, "feedback/closed.html", status=503)
    if request.method != "POST":
        return _words(request, {})
    try:
        note = tokens.read(request.POST.get("token", ""), purpose=PURPOSE, max_age=DAY)
    except tokens.Expired:
        # Too old, or from before a restart: keep what was typed on this page and go on from there.
        typed = forms.Words(request.POST) if "text" in request.POST else None
        return _words(request, {}, typed, expired=True, kept=typed is not None, status=400)
    try:
        return STEPS.get(request.POST.get("step", ""), _words)(request, note)
    except actions.NoKey:
        return render(request, "feedback/closed.html", status=503)
    except codes.Busy:
        return render(request, "errors/429.html", status=429)
