"""Putting words aside under a code of their own, and coming back to them."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from feedback import actions, codes, ladder, proofs
from feedback.views import boxes, giving
from feedback.views.parts import PARTS, SEQUENCES, Note


def ask(request: HttpRequest, note: Note, name: str) -> HttpResponse:
    """Keep what stands in the boxes of this page, and show the code to come back with. Nothing is stored yet."""
    if name == boxes.WORDS or name in PARTS:
        return giving.keeping(request, note, name, partial(_asked, name=name))
    return _asked(request, note, name)


def _asked(request: HttpRequest, note: Note, name: str) -> HttpResponse:
    note.setdefault("draft_code", codes.new())
    note["paused_at"] = name
    shown: Note = {"code": codes.shown(note["draft_code"]), "picture": giving.drawn(note["draft_code"])}
    return giving.page(request, "pause", note, days=settings.DRAFT_DAYS, **shown)


def keep(request: HttpRequest, note: Note) -> HttpResponse:
    """Put everything aside. Pressed twice, or with a lost answer, it is put aside once."""
    if not note.get("draft_code"):
        return giving.hub(request, note)
    if giving.weighed(request, note) is ladder.Outcome.WAIT:
        return giving.wait(request, note, "pause-keep")
    opened = codes.opened_draft(note["draft_code"])
    kept = {name: value for name, value in note.items() if name not in {"draft", proofs.IN_NOTE}}
    until = actions.pause(opened=opened, note={**kept, "draft": opened.lookup.hex()}, on=timezone.localdate())
    return render(request, "feedback/paused.html", {"until": until, "code": codes.shown(note["draft_code"])})


def back(request: HttpRequest, note: Note) -> HttpResponse:
    """Go on where somebody was when they thought of a pause."""
    return giving.go(request, note, note.get("paused_at", "hub"))


def resume(request: HttpRequest, opened: codes.Opened) -> HttpResponse | None:
    """Show what was put aside under a code, or return None when there is nothing."""
    note = actions.go_on(opened=opened, on=timezone.localdate())
    if note is None:
        return None
    note["draft"] = opened.lookup.hex()
    # A form of several pages goes on where it was left; the other one at the page that offers everything.
    if (name := note.get("paused_at", "")) in SEQUENCES.get(note.get("mode", ""), ()) and name in PARTS:
        return giving.show_part(request, note, name, resumed=True)
    return giving.hub(request, note, resumed=True)


def _sure(request: HttpRequest, note: Note, name: str) -> HttpResponse:
    note["paused_at"] = name
    return giving.page(request, "throw_away", note)


def throw_away(request: HttpRequest, note: Note) -> HttpResponse:
    """Destroy what was put aside, after asking once."""
    if request.POST.get("sure") != "yes":
        name = boxes.page_of(request, note)
        return giving.keeping(request, note, name, partial(_sure, name=name)) if name else _sure(request, note, "hub")
    actions.throw_away(lookup=bytes.fromhex(note.get("draft", "")), files=note.get("files", []))
    return render(request, "feedback/thrown_away.html")


giving.STEPS.update({"pause-keep": keep, "pause-back": back, "throw-away": throw_away})
giving.STEPS.update({f"pause-{name}": partial(ask, name=name) for name in ("words", "hub", *PARTS)})
