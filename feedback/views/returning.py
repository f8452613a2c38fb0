"""Coming back with a code: in, add something, take a new code; what one can decide is in `choosing`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from feedback import actions, cleaning, codes, forms, ladder, proofs, tokens
from feedback.gate import door
from feedback.views import boxes, choosing, conversation, giving, pausing, waiting
from feedback.views.conversation import PURPOSE, QUARTER_HOUR, Note

# A code that was typed and waits, on the page for when many come at once.
TYPED = "typed"


def _open(request: HttpRequest) -> HttpResponse:
    form = forms.Code(request.POST)
    if not form.is_valid():
        return conversation.ask(request, form)
    return _opened(request, {"code": form.cleaned_data["code"]})


def _opened(request: HttpRequest, note: Note) -> HttpResponse:
    """Open what a well-formed code opens; where very many codes open nothing, half a minute's wait comes first."""
    proved = proofs.proved(note, work=request.POST.get("work", ""))
    weighed = ladder.weigh(bucket=request.META["answerable.bucket"], what=ladder.What.CODE, proved=proved)
    if weighed is ladder.Outcome.WAIT:
        address = reverse("feedback:return")
        return waiting.page(
            request, note, purpose=TYPED, step="open", address=address, name="act", what=ladder.What.CODE
        )
    code = note["code"]
    receipt, draft = codes.opened_both(code)
    if resumed := pausing.resume(request, draft):
        return resumed
    return conversation.show(request, {"lookup": receipt.lookup.hex(), "wrap": receipt.wrap_key.hex(), "code": code})


def _add(request: HttpRequest, note: Note, *, anyway: bool = False) -> HttpResponse:
    form = forms.Addition(request.POST, code=note["code"])
    if not form.is_valid():
        return conversation.show(request, note, form)
    text = form.cleaned_data["text"]
    if not anyway and (telling := cleaning.telling(text)):
        kinds = sorted(kind.value for kind in telling)
        return conversation.show(request, note, forms.Addition(initial={"text": text}), telling=kinds)
    try:
        kept = actions.add_words(
            lookup=bytes.fromhex(note["lookup"]),
            text=text,
            language=get_language() or "en",
            submission=conversation.submission(note, text),
            on=timezone.localdate(),
        )
    except actions.NotKept:
        return conversation.show(request, note, not_added=text)
    return conversation.show(request, note, added=kept, already=not kept)


def _stay(request: HttpRequest, note: Note) -> HttpResponse:
    """Show the same page in another language, with what was typed and is not sent."""
    return conversation.show(request, note, forms.Addition(initial={"text": request.POST.get("text", "")}))


def _rotate(request: HttpRequest, note: Note) -> HttpResponse:
    """First show a new code; only when it is kept does the old one stop working."""
    if "new_code" not in note or request.POST.get("kept") != "kept":
        note.setdefault("new_code", codes.new())
        code = note["new_code"]
        return conversation.page(request, "new_code", note, code=codes.shown(code), picture=giving.drawn(code))
    done = actions.rotate(
        lookup=bytes.fromhex(note["lookup"]), wrap_key=bytes.fromhex(note["wrap"]), new_code=note["new_code"]
    )
    # Sent twice, or with a lost answer, the new code works already: then there is nothing left to do but to open it.
    opened = codes.opened(note["new_code"])
    fresh = {"lookup": opened.lookup.hex(), "wrap": opened.wrap_key.hex(), "code": note["new_code"]}
    fresh |= {"unsent": note.get("unsent", "")}
    return conversation.show(request, fresh, rotated=done)


# What leads away from the page for a while: what stands in its box and is not sent comes back with it.
LEAVES = frozenset({"choose", "say", "rotate", "erase"})
ACTS: dict[str, Callable[[HttpRequest, Note], HttpResponse]] = {
    "add": _add,
    "add-anyway": partial(_add, anyway=True),
    "choose": choosing.choose,
    "say": choosing.say,
    "rotate": _rotate,
    "erase": choosing.erase,
    "show": conversation.show,
    "stay": _stay,
}


@door("GET", "HEAD", "POST")
def come_back(request: HttpRequest) -> HttpResponse:
    """Ask for the code, then show what it opens. The code travels in the body of a form, never in an address."""
    if request.method != "POST":
        return conversation.ask(request)
    if "step" in request.POST:
        # A button of the form, on the page that a draft's code opened here: the same page in another language.
        return giving.taken(request, {})
    try:
        return _open(request) if "token" not in request.POST else _act(request)
    except actions.NoKey:
        return render(request, "feedback/closed.html", status=503)
    except codes.Busy:
        return render(request, "errors/429.html", status=429)


def _unsent(token: str) -> str:
    """Return what was typed in the box for adding and carried along, from a note that opens nothing any more."""
    try:
        return str(tokens.read(token, purpose=PURPOSE, max_age=giving.DAY).get("unsent", ""))
    except tokens.Expired:
        return ""


def _act(request: HttpRequest) -> HttpResponse:
    try:
        if request.POST.get("act") == "open":
            return _opened(request, tokens.read(request.POST["token"], purpose=TYPED, max_age=QUARTER_HOUR))
        note = tokens.read(request.POST["token"], purpose=PURPOSE, max_age=QUARTER_HOUR)
    except tokens.Expired:
        typed = request.POST.get("text") or _unsent(request.POST["token"])
        return conversation.ask(request, expired=True, typed=typed, status=400)
    act = request.POST.get("act") or ("say" if "about" in request.POST else "")
    if act in LEAVES and "text" in request.POST and "save" not in request.POST:
        if len(request.POST["text"]) > boxes.MOST_TYPED:
            # More than a note can carry: it stays in its box, and the page says that it is too long.
            return conversation.show(request, note, forms.Addition(request.POST, code=note["code"]))
        note["unsent"] = request.POST["text"]
    return ACTS.get(act, conversation.show)(request, note)
