"""Giving feedback: before you start, words, a little more, the code, sent. Nothing is sent before the last step."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.workingdays import add_working_days
from feedback import actions, cleaning, codes, forms, ladder, proofs, queries, tokens
from feedback.actions.giving import SEALED
from feedback.enums import CONSENTS, Lane
from feedback.forms.fields import WithoutCode
from feedback.gate import door
from feedback.views import after, boxes, files, parts, saying, waiting
from feedback.views.parts import Note

DAY = 24 * 3600
PURPOSE = "giving"
SENT_FIELDS = (*SEALED, *CONSENTS, "files")
# What the note of a shared tablet holds on its first page: which tablet it is, and nothing of whoever was there before.
TABLET = ("kiosk", "channel", "place_id", "began")
Step = Callable[[HttpRequest, Note], HttpResponse]


def page(request: HttpRequest, name: str, note: Note, *, status: int = 200, **context: Any) -> HttpResponse:
    """Render a page of the form with everything so far in its sealed note; a mode may have a page of its own."""
    token, mode = tokens.write(note, purpose=PURPOSE), note.get("mode", "")
    about = {"mode": mode, "kiosk": bool(note.get("kiosk")), "longer": note.get("longer")}
    shown = {"token": token, **about, "drafted": bool(note.get("draft")), **context}
    names = [f"feedback/{mode}_{name}.html", f"feedback/{name}.html"] if mode else f"feedback/{name}.html"
    return render(request, names, shown, status=status)


def drawn(code: str) -> SafeString:
    """Return the picture of a bare code."""
    # Any of the eight masks can be read; trying out all of them takes longer than drawing.
    square = segno.make_qr(code, error="m", mask=2, boost_error=False)
    picture = square.svg_inline(border=2, dark="#000", light="#fff", omitsize=True)
    return mark_safe(picture)  # noqa: S308 - drawn here from our own symbols


def start(request: HttpRequest, note: Note) -> HttpResponse:
    """Say what one should know before the first box; on a ward's tablet, offer every way first."""
    place = queries.place_named(note.get("place_id", ""), get_language() or settings.LANGUAGE_CODE)
    if note.get("kiosk"):
        return page(request, "kiosk", {name: note[name] for name in TABLET if name in note}, place=place, is_first=True)
    return page(request, "start", note, place=place)


def show_words(
    request: HttpRequest, note: Note, form: WithoutCode | None = None, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Show the boxes for words."""
    form = form or forms.Words(initial=note)
    return page(request, "words", note, form=form, status=422 if form.errors else status, **context)


def hub(request: HttpRequest, note: Note, **context: Any) -> HttpResponse:
    """Offer a little more, all of which may be left out."""
    if note.get("mode") in parts.SEQUENCES:
        return begin(request, note)
    offered = [(part, part.is_filled(note)) for part in (parts.PARTS[name] for name in parts.OFFERED)]
    return page(request, "hub", note, offered=offered, files=note.get("files", []), **context)


def show_part(
    request: HttpRequest,
    note: Note,
    name: str,
    form: WithoutCode | None = None,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Show one page of the form."""
    part, mode = parts.PARTS[name], note.get("mode", "")
    if name not in parts.SEQUENCES.get(mode, (name,)):
        # Not a page of this way: somebody has changed the way in between. Then it is as in the plain one.
        note = {**note, "mode": ""}
    form = form or part.form(initial=note)
    context = {"part": part, "form": form, "back": parts.before(note.get("mode", ""), name), **context}
    return page(request, "part", note, status=422 if form.errors else status, **context)


def numbered(note: Note) -> Note:
    """Return the note with the code and the number of what it will become.

    Before the first box, so that every page after it carries the same ones: whoever goes back from a lost answer, by
    whichever way, sends the same thing again.
    """
    return {"code": codes.new(), "submission": str(uuid.uuid4()), **note}


def begin(request: HttpRequest, note: Note) -> HttpResponse:
    """Show the first page with a box."""
    note = numbered(note)
    sequence = parts.SEQUENCES.get(note.get("mode", ""))
    return go(request, note, sequence[0]) if sequence else show_words(request, note)


def go(request: HttpRequest, note: Note, where: str) -> HttpResponse:
    """Show the page of this name."""
    if where in parts.PARTS:
        return show_part(request, note, where)
    return PAGES.get(where, begin)(request, note)


def show_code(request: HttpRequest, note: Note) -> HttpResponse:
    """Show the code and everything that would be sent; or lead back kindly while there is nothing to send."""
    note, name, form = boxes.look_again(note)
    if form:
        return _refused(request, note, name, form)
    if not parts.says_something(note):
        return _nothing_yet(request, note)
    note = numbered(note)
    context: Note = {
        "code": codes.shown(note["code"]),
        "picture": drawn(note["code"]),
        "words": saying.words(note),
        "answers": saying.answers(note, get_language() or settings.LANGUAGE_CODE),
        "reread": bool(note.get("reread")),
        "back": parts.before(note.get("mode", ""), "code"),
        "number_of_files": len(note.get("files", [])),
    }
    return page(request, "code", note, **context)


def _anew(request: HttpRequest, note: Note) -> HttpResponse:
    """Show a new code for words that are something else than what the code in their note opens."""
    return show_code(request, {name: value for name, value in note.items() if name not in {"code", "submission"}})


def _refused(request: HttpRequest, note: Note, name: str, form: WithoutCode) -> HttpResponse:
    return show_words(request, note, form) if name == "words" else show_part(request, note, name, form)


def _nothing_yet(request: HttpRequest, note: Note) -> HttpResponse:
    if note.get("mode") in parts.SEQUENCES:
        return page(request, "nothing_yet", note, status=422, back=parts.SEQUENCES[note["mode"]][0])
    form = forms.Words({name: note.get(name, "") for name in forms.Words.base_fields})
    form.add_error("text", _("Write something in one of the boxes, even one word. Then press Continue."))
    return show_words(request, note, form)


def _submission(note: Note) -> uuid.UUID:
    """Return the number of exactly these words: sent twice they are the same, changed they are others."""
    everything = json.dumps([note.get(name) for name in SENT_FIELDS], sort_keys=True)
    return uuid.uuid5(uuid.UUID(note["submission"]), everything)


def _as_words(note: Note) -> actions.Words:
    known = {name: note[name] for name in (*SENT_FIELDS, "reread") if note.get(name)}
    return actions.Words(**{"language": get_language() or settings.LANGUAGE_CODE, **known})


def weighed(request: HttpRequest, note: Note) -> ladder.Outcome:
    """Ask the ladder what to do with what is about to be kept."""
    return ladder.weigh(
        bucket=request.META["answerable.bucket"],
        what=ladder.What.MESSAGE,
        proved=proofs.proved(note, work=request.POST.get("work", "")),
        suspicious=ladder.suspicious(note, trap=request.POST.get("homepage", "")),
    )


def wait(request: HttpRequest, note: Note, step: str) -> HttpResponse:
    """Ask to wait for half a minute before a button of the form is pressed again."""
    return waiting.page(request, note, purpose=PURPOSE, step=step, address=request.path)


def _drafted(note: Note) -> bytes | None:
    """Return the place of the draft that goes when this is sent, also of one that was put aside and gone back from."""
    if note.get("draft"):
        return bytes.fromhex(note["draft"])
    return codes.opened_draft(note["draft_code"]).lookup if note.get("draft_code") else None


def _send(request: HttpRequest, note: Note, *, kept: bool) -> HttpResponse:
    note, name, form = boxes.look_again(note)
    if form:
        return _refused(request, note, name, form)
    # Without a code nobody could read it.
    note["reread"] = kept and note.get("reread", False)
    outcome = weighed(request, note)
    if outcome is ladder.Outcome.WAIT:
        return wait(request, note, "send-kept" if kept else "send-unkept")
    lane = Lane.HELD if outcome is ladder.Outcome.HELD else Lane.OPEN
    today = timezone.localdate()
    try:
        sent = actions.submit(
            words=_as_words(note),
            code=note["code"],
            submission=_submission(note),
            on=today,
            lane=lane,
            draft=_drafted(note),
        )
    except actions.FilesGone:
        return files.page(request, note, status=409, is_gone=True)
    except actions.Moved:
        return render(request, "feedback/moved.html", status=409)
    except actions.NotKept:
        return page(request, "not_kept", note, status=409, words=saying.words(note), code=codes.shown(note["code"]))
    left = {name: note[name] for name in ("mode", "kiosk", "longer") if note.get(name)}
    # The same for the same visit, so that what comes after is counted once; it says nothing about what was stored.
    number = hashlib.sha256(b"after|" + note["submission"].encode()).hexdigest()[:32]
    shown = {"sent": str(sent.id), "number": number, "kept_code": note["code"] if kept else ""}
    return thank(request, {**left, **shown}, new=sent.new)


def thank(request: HttpRequest, note: Note, *, new: bool) -> HttpResponse:
    """Say what happens next and by when. The words are no longer in the note, only the code that was kept."""
    today = timezone.localdate()
    context: Note = {
        "new": new,
        "code": codes.shown(note["kept_code"]) if note["kept_code"] else "",
        "picture": drawn(note["kept_code"]) if note["kept_code"] and (note.get("mode") or note.get("kiosk")) else "",
        # Nobody types an address into a tablet that others use after them.
        "after": {} if note.get("kiosk") else after.offered(uuid.UUID(note["sent"]), note["number"], today),
        "seen_by": add_working_days(today, settings.ACK_WORKING_DAYS, settings.REGION),
        "answer_by": add_working_days(today, settings.ANSWER_WORKING_DAYS, settings.REGION),
    }
    return page(request, "sent", note, **context)


def _telling(form: WithoutCode) -> list[str]:
    """Return what in these words could lead straight to a person: `address`, `number`. Nothing is kept."""
    said = [value for value in form.cleaned_data.values() if isinstance(value, str)]
    return sorted({kind.value for words in said for kind in cleaning.telling(words)})


def _after_words(request: HttpRequest, note: Note, *, anyway: bool = False) -> HttpResponse:
    form = forms.Words(request.POST, code=note.get("code", ""))
    if not form.is_valid():
        return show_words(request, note, form)
    note = {**boxes.checked(note, boxes.WORDS, form), "language": get_language()}
    if not anyway and (found := _telling(form)):
        return show_words(request, note, telling=found)
    return hub(request, note) if parts.says_something(note) else _nothing_yet(request, note)


def _after_part(request: HttpRequest, note: Note, name: str, *, anyway: bool = False) -> HttpResponse:
    form = parts.PARTS[name].form(request.POST, code=note.get("code", ""))
    if not form.is_valid():
        return show_part(request, note, name, form)
    note = {**boxes.checked(note, name, form), "language": get_language()}
    if not anyway and name in parts.SEQUENCES["easy"] and (found := _telling(form)):
        return show_part(request, note, name, telling=found)
    return go(request, note, parts.after(note.get("mode", ""), name))


def keeping(request: HttpRequest, note: Note, name: str, then: Step) -> HttpResponse:
    """Go on to `then` with what stands in the boxes of a page; or show it again where a box holds more than a note."""
    form = boxes.too_long(request, name)
    return _refused(request, note, name, form) if form else then(request, boxes.typed(request, note, name))


def _stay(request: HttpRequest, note: Note, name: str) -> HttpResponse:
    return keeping(request, note, name, partial(go, where=name))


def _back(request: HttpRequest, note: Note, where: str) -> HttpResponse:
    """Go back a page in a form of several pages, with what stands in the boxes of the page that is left."""
    if request.FILES:
        return files.after(request, note, partial(go, where=where))
    left = boxes.page_of(request, note)
    return keeping(request, note, left, partial(go, where=where)) if left else go(request, note, where)


def _steps(name: str) -> dict[str, Step]:
    """Return what the buttons of one page lead to."""
    return {
        name: lambda request, note: _after_part(request, note, name),
        f"{name}-anyway": lambda request, note: _after_part(request, note, name, anyway=True),
        f"to-{name}": lambda request, note: _back(request, note, name),
        f"stay-{name}": lambda request, note: _stay(request, note, name),
    }


PAGES: dict[str, Step] = {"start": start, "words": show_words, "hub": hub, "code": show_code}
# What a page's button leads to, by its value; a page that is not known starts at the beginning with what is there.
STEPS: dict[str, Step] = {
    "begin": begin,
    "stay-start": start,
    "words": _after_words,
    "words-anyway": lambda request, note: _after_words(request, note, anyway=True),
    "to-words": show_words,
    "stay-words": lambda request, note: _stay(request, note, "words"),
    "hub": hub,
    "to-start": lambda request, note: _back(request, note, "start"),
    "code": show_code,
    "anew": _anew,
    "send-kept": lambda request, note: _send(request, note, kept=True) if note.get("code") else hub(request, note),
    "send-unkept": lambda request, note: _send(request, note, kept=False) if note.get("code") else hub(request, note),
}
for _name in parts.PARTS:
    STEPS.update(_steps(_name))


def _after_files(request: HttpRequest, note: Note) -> HttpResponse:
    return files.after(
        request, note, lambda request, note: go(request, note, parts.after(note.get("mode", ""), files.NAME))
    )


PAGES[files.NAME] = files.page
STEPS.update({**files.STEPS, files.NAME: _after_files})


def _lost(request: HttpRequest, fresh: Note) -> HttpResponse:
    """Too old, or from before a restart: keep what was typed on this page and go on from there."""
    sequence = parts.SEQUENCES.get(fresh.get("mode", ""))
    if sequence:
        name = boxes.page_of(request, fresh) or sequence[0]
        return keeping(request, fresh, name, partial(show_part, name=name, expired=True, status=400))
    form = forms.Words(request.POST) if "text" in request.POST else None
    return show_words(request, fresh, form, expired=True, kept=form is not None, status=400)


def taken(request: HttpRequest, fresh: Note) -> HttpResponse:
    """Answer one step of the form; `fresh` is the note of somebody who only arrives."""
    fresh, step = ladder.begun(fresh), request.POST.get("step", "")
    # Said before anybody types; what was typed already goes on to the last step, which looks again.
    begins = request.method != "POST" or step in {"begin", "code"}
    is_closed = begins and queries.current_key(timezone.localdate()) is None
    if request.method != "POST":
        return render(request, "feedback/closed.html", status=503) if is_closed else start(request, fresh)
    try:
        note = tokens.read(request.POST.get("token", ""), purpose=PURPOSE, max_age=DAY)
    except tokens.Expired:
        return _lost(request, fresh)
    if "reread_asked" in request.POST:
        note["reread"] = request.POST.get("reread") == "yes"
    if is_closed:
        return page(request, "closed", note, step=step, status=503)
    try:
        return STEPS.get(step, begin)(request, note)
    except actions.NoKey:
        return page(request, "closed", note, step=step, status=503)
    except codes.Busy:
        # Everything that was written stays in the page, and its button tries again.
        return wait(request, note, step)


@door("GET", "HEAD", "POST")
def give(request: HttpRequest) -> HttpResponse:
    """Every step of giving feedback, at one address."""
    return taken(request, {})
