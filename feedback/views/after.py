"""After sending: questions about equality, and being told that an answer is ready. Both optional, both apart.

One sealed note opens both pages for an hour. It is handed on as it is, so that nothing makes it live longer.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from feedback import actions, forms, queries, tokens
from feedback.enums import KeyKind
from feedback.equality import pack as pack_of_region
from feedback.gate import door

HOUR = 3600
PURPOSE = "after"
Note = dict[str, Any]


def note_for(feedback_id: str, number: str = "") -> str:
    """Return the note that opens both pages, for the page that says "sent".

    `number` is random and stored nowhere. Given again with the same feedback, sent twice, it still counts once.
    """
    return tokens.write({"feedback": feedback_id, "number": number or secrets.token_hex(16)}, purpose=PURPOSE)


def offers(on: date) -> dict[str, bool]:
    """Return which of the two pages there are: `equality` and `tell_me`."""
    return {
        "equality": pack_of_region() is not None,
        "tell_me": queries.current_key(on, KeyKind.NOTICES) is not None,
    }


def offered(feedback_id: uuid.UUID, number: str, on: date) -> dict[str, Any]:
    """Return what the page that says "sent" needs to offer both pages: `token`, `equality`, `tell_me`."""
    return {"token": note_for(str(feedback_id), number), **offers(on)}


def _contact_id(note: Note) -> uuid.UUID:
    """Return the number of this visit's contact: random, and not to be found from the feedback or the spent note."""
    return uuid.UUID(bytes=hashlib.sha256(b"contact|" + note["number"].encode()).digest()[:16], version=4)


def _page(request: HttpRequest, name: str, *, status: int = 200, **context: object) -> HttpResponse:
    said = {name: request.POST.get(name) == "yes" for name in ("last", "without_code")}
    about = {"token": request.POST.get("token", ""), **said, **context}
    return render(request, f"feedback/{name}.html", about, status=status)


def _done(request: HttpRequest, said: str, *, other: str, status: int = 200) -> HttpResponse:
    """Say what became of it, and offer the `other` page unless this was the second."""
    offered = other if offers(timezone.localdate()).get(other) and request.POST.get("last") != "yes" else ""
    return _page(request, "after_done", said=said, other=offered, status=status)


def _equality(request: HttpRequest, note: Note) -> HttpResponse:
    pack, step = pack_of_region(), request.POST.get("step")
    if pack is None or step == "skip":
        return _done(request, "skipped", other="tell_me")
    form = forms.Equality(request.POST if step in {"send", "stay"} else None, pack=pack)
    if step != "send" or not form.is_valid():
        status = 422 if step == "send" else 200
        return _page(request, "equality", form=form, status=status)
    if not form.answers:
        return _done(request, "skipped", other="tell_me")
    if not tokens.spend(note["number"]):
        return _done(request, "already", other="tell_me")
    actions.count(pack=pack, answers=form.answers, on=timezone.localdate())
    return _done(request, "counted", other="tell_me")


def _tell_me(request: HttpRequest, note: Note) -> HttpResponse:
    today, step = timezone.localdate(), request.POST.get("step")
    if step == "skip" or not offers(today)["tell_me"]:
        return _done(request, "skipped", other="equality")
    form = forms.TellMe(request.POST) if step == "send" else forms.TellMe(initial=_typed(request))
    if step != "send" or not form.is_valid():
        until = actions.kept_until(today)
        return _page(request, "tell_me", form=form, until=until, status=422 if step == "send" else 200)
    if not form.is_safe:
        return _done(request, "not_safe", other="equality")
    # Only the first address is kept: whoever sees this page later must not be able to turn the message to themselves.
    used = f"contact|{note['number']}"
    if tokens.is_spent(used):
        return _done(request, "first", other="equality")
    told = {name: form.cleaned_data[name] for name in ("address", "language")}
    number = uuid.UUID(note["feedback"])
    is_new = actions.ask_to_be_told(contact_id=_contact_id(note), feedback_id=number, on=today, **told)
    # Used up only once it is stored. The row itself says whose address it is: of two at once, or where a service died
    # in between, only one is told that we will write to it.
    tokens.spend(used)
    return _done(request, "told" if is_new else "first", other="equality")


def _typed(request: HttpRequest) -> dict[str, str]:
    """Return what stands in the boxes now, unchecked: the page is shown again in another language."""
    return {name: request.POST[name] for name in ("address", "safe") if name in request.POST}


def _opened(request: HttpRequest, page: Callable[[HttpRequest, Note], HttpResponse], other: str) -> HttpResponse:
    if request.method != "POST":
        return redirect("feedback:give")
    try:
        note = tokens.read(request.POST.get("token", ""), purpose=PURPOSE, max_age=HOUR)
    except tokens.Expired:
        return _done(request, "late", other="", status=400)
    try:
        return page(request, note)
    except actions.NoKey:
        return _done(request, "skipped", other=other)


@door("GET", "HEAD", "POST")
def equality(request: HttpRequest) -> HttpResponse:
    """Ask the questions of the region, and count the answers."""
    return _opened(request, _equality, "tell_me")


@door("GET", "HEAD", "POST")
def tell_me(request: HttpRequest) -> HttpResponse:
    """Explain what an address may give away, ask for it, and seal it."""
    return _opened(request, _tell_me, "equality")
