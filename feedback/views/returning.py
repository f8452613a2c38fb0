"""Coming back with a code: where it is, replies, what changed, and what one can do."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from feedback import actions, codes, forms, news, queries, tokens
from feedback.enums import Status
from feedback.gate import door

QUARTER_HOUR = 15 * 60
PURPOSE = "returning"
Note = dict[str, Any]


def _ask(request: HttpRequest, form: forms.Code | None = None, *, status: int = 200, **context: object) -> HttpResponse:
    form = form or forms.Code()
    return render(request, "feedback/return.html", {"form": form, **context}, status=422 if form.errors else status)


def _conversation(
    request: HttpRequest, note: Note, form: forms.Addition | None = None, **context: object
) -> HttpResponse:
    """Show everything a receipt opens; what cannot be opened is said, never replaced by something else."""
    language = get_language() or "en"
    with transaction.atomic():
        feedback = queries.by_lookup(bytes.fromhex(note["lookup"]))
        if feedback is None:
            return _ask(request, unknown=True)
        messages = queries.conversation(feedback)
        steps = list(feedback.steps.order_by("position"))
    note["submission"] = str(uuid.uuid4())
    page = {
        "feedback": feedback,
        "erased": feedback.status == Status.ERASED,
        "steps": steps,
        "news": news.told(feedback, messages, bytes.fromhex(note["wrap"]), language),
        "form": form or forms.Addition(),
        "token": tokens.write(note, purpose=PURPOSE),
        **context,
    }
    status = 422 if form and form.errors else 200
    return render(request, "feedback/conversation.html", page, status=status)


def _open(request: HttpRequest) -> HttpResponse:
    form = forms.Code(request.POST)
    if not form.is_valid():
        return _ask(request, form)
    code = form.cleaned_data["code"]
    opened = codes.opened(code)
    return _conversation(request, {"lookup": opened.lookup.hex(), "wrap": opened.wrap_key.hex(), "code": code})


def _add(request: HttpRequest, note: Note) -> HttpResponse:
    form = forms.Addition(request.POST, code=note["code"])
    if not form.is_valid():
        return _conversation(request, note, form)
    text = form.cleaned_data["text"]
    try:
        kept = actions.add_words(
            lookup=bytes.fromhex(note["lookup"]),
            text=text,
            language=get_language() or "en",
            submission=uuid.UUID(note["submission"]),
            on=timezone.localdate(),
        )
    except actions.NotKept:
        return _conversation(request, note, not_added=text)
    return _conversation(request, note, added=kept, already=not kept)


def _rotate(request: HttpRequest, note: Note) -> HttpResponse:
    """First show a new code; only when it is kept does the old one stop working."""
    if "new_code" not in note or request.POST.get("kept") != forms.Kept.KEPT:
        note.setdefault("new_code", codes.new())
        token = tokens.write(note, purpose=PURPOSE)
        return render(request, "feedback/new_code.html", {"code": codes.shown(note["new_code"]), "token": token})
    done = actions.rotate(
        lookup=bytes.fromhex(note["lookup"]), wrap_key=bytes.fromhex(note["wrap"]), new_code=note["new_code"]
    )
    # Sent twice, or with a lost answer, the new code works already: then there is nothing left to do but to open it.
    opened = codes.opened(note["new_code"])
    fresh = {"lookup": opened.lookup.hex(), "wrap": opened.wrap_key.hex(), "code": note["new_code"]}
    return _conversation(request, fresh, rotated=done)


def _erase(request: HttpRequest, note: Note) -> HttpResponse:
    if request.POST.get("sure") != "yes":
        token = tokens.write(note, purpose=PURPOSE)
        return render(request, "feedback/erase.html", {"token": token})
    actions.erase(lookup=bytes.fromhex(note["lookup"]), on=timezone.localdate())
    return _conversation(request, note)


ACTS = {"add": _add, "rotate": _rotate, "erase": _erase, "show": _conversation}


@door("GET", "HEAD", "POST")
def come_back(request: HttpRequest) -> HttpResponse:
    """Ask for the code, then show what it opens. The code travels in the body of a form, never in an address."""
    if request.method != "POST":
        return _ask(request)
    try:
        return _open(request) if "token" not in request.POST else _act(request)
    except actions.NoKey:
        return render(request, "feedback/closed.html", status=503)
    except codes.Busy:
        return render(request, "errors/429.html", status=429)


def _act(request: HttpRequest) -> HttpResponse:
    try:
        note = tokens.read(request.POST["token"], purpose=PURPOSE, max_age=QUARTER_HOUR)
    except tokens.Expired:
        return _ask(request, expired=True, typed=request.POST.get("text", ""), status=400)
    return ACTS.get(request.POST.get("act", ""), _conversation)(request, note)
