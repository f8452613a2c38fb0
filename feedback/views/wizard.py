"""Giving feedback: before you start, words, a little more, the code, sent. Nothing is sent before the last step.

Every button of the form names what it leads to in its value, and every page arrives here at one address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from core import organisation
from feedback import actions, cleaning, form_state, forms, queries, rate_limit, steps, visits
from feedback.actions.files import MAX_FILES
from feedback.decorators import public_form
from feedback.enums import Face
from feedback.form_state import FormState, SentState
from feedback.forms.fields import NoReceiptForm
from feedback.views import files, pages, pausing, pending_input, sending
from feedback.views.pages import DAY_S, Handler

NamedHandler = Callable[[HttpRequest, FormState, str], HttpResponse]


def _identifiers(form: NoReceiptForm) -> list[str]:
    """Return what in these words could lead straight to a person: `address`, `number`. Nothing is stored."""
    found = set()
    for value in form.cleaned_data.values():
        if isinstance(value, str):
            found |= cleaning.find_identifiers(value)
    return sorted(kind.value for kind in found)


def _submit_step(request: HttpRequest, state: FormState, name: str, *, anyway: bool = False) -> HttpResponse:
    """Take the answers of one step and go on, `anyway` also where they could lead to a person."""
    step = steps.BY_NAME[name]
    form = pending_input.form_of(name)(request.POST, code=state.code)
    if not form.is_valid():
        return pages.show_step(request, state, name, form)
    state = replace(pending_input.checked(state, name, form), language=get_language() or "")
    found = _identifiers(form)
    if found and step.looks_for_identifiers and not anyway:
        return pages.show_step(request, state, name, identifiers=found)
    if name == steps.WORDS and not steps.says_something(state):
        return pages.nothing_yet(request, state)
    return pages.onward(request, state, name)


def _leave_files(request: HttpRequest, state: FormState) -> HttpResponse:
    return files.add_first(request, state, partial(pages.onward, name=steps.FILES))


def _choose_face(request: HttpRequest, state: FormState, value: str) -> HttpResponse:
    # A picture is a button, so that one touch answers and goes on.
    state = replace(state, answers={**state.answers, "face": value}, language=get_language() or "")
    return pages.onward(request, state, "face")


def _change(request: HttpRequest, state: FormState, name: str) -> HttpResponse:
    """Show the step of one answer again; it leads back to the page that shows all of them."""
    return pages.back(request, replace(state, changing=True), name)


def _new_code(request: HttpRequest, state: FormState) -> HttpResponse:
    """Show a new code for words that are something else than what the code in their state opens."""
    return pages.show_code(request, replace(state, code="", submission=""))


def _forget_place(request: HttpRequest, state: FormState) -> HttpResponse:
    return pages.start(request, replace(state, answers={**state.answers, "place_id": ""}))


def _more_time(request: HttpRequest, state: FormState) -> HttpResponse:
    """Keep the page with the code ten times as long, for people who have no script to ask whether they are there."""
    return pages.show_code(request, replace(state, longer=True))


def _begin_in_mode(request: HttpRequest, state: FormState, mode: str) -> HttpResponse:
    return pages.begin(request, replace(state, mode=mode))


def _start_in_mode(request: HttpRequest, state: FormState, mode: str) -> HttpResponse:
    return pages.start(request, replace(state, mode=mode))


def _with_code(send: Handler) -> Handler:
    """Return a handler that shows the overview to whoever has no code yet: nothing is sent before it is shown."""

    def checked(request: HttpRequest, state: FormState) -> HttpResponse:
        return send(request, state) if state.code else pages.hub(request, state)

    return checked


# What a button leads to, by its value.
BUTTONS: Mapping[str, Handler] = MappingProxyType(
    {
        "begin": pages.begin,
        "begin-words": partial(_begin_in_mode, mode=""),
        "stay-start": pages.start,
        "to-start": partial(pages.back, where="start"),
        "forget-place": _forget_place,
        "hub": partial(pages.back, where=steps.HUB),
        "hub-back": partial(pages.back, where=steps.WORDS),
        "files": _leave_files,
        "enter-files": _leave_files,
        "to-files": files.page,
        "stay-files": files.stay,
        "add-file": files.add,
        "to-check": partial(pages.back, where=steps.CHECK),
        "change-files": partial(_change, name=steps.FILES),
        "code": partial(pages.back, where=steps.CODE),
        "enter-code": partial(pages.back, where=steps.CODE),
        "with-new-code": _new_code,
        "more-time": _more_time,
        "send-kept": _with_code(sending.send_kept),
        "send-unkept": _with_code(sending.send_unkept),
        "pause-hub": partial(pausing.ask, name=steps.HUB),
        "pause-keep": pausing.keep,
        "pause-back": pausing.back,
        "throw-away": pausing.throw_away,
    }
)
_FORMS = tuple(step.name for step in steps.STEPS if step.form)
_POSITIONS = tuple(map(str, range(1, MAX_FILES + 1)))
# The same for many buttons: (before the name, after it, which names, what they lead to).
FAMILIES: tuple[tuple[str, str, tuple[str, ...], NamedHandler], ...] = (
    ("", "", _FORMS, _submit_step),
    ("", "-anyway", _FORMS, partial(_submit_step, anyway=True)),
    # What the Enter key presses: a button that stands before those of the languages, which no one sees.
    ("enter-", "", _FORMS, _submit_step),
    ("to-", "", _FORMS, pages.back),
    ("change-", "", _FORMS, _change),
    ("stay-", "", _FORMS, pages.stay),
    ("pause-", "", _FORMS, pausing.ask),
    ("begin-", "", tuple(steps.FIRST_STEPS), _begin_in_mode),
    ("way-", "", tuple(steps.FIRST_STEPS), _start_in_mode),
    ("face-", "", tuple(Face.values), _choose_face),
    ("remove-file-", "", _POSITIONS, files.remove),
)


def handler_of(button: str) -> Handler:
    """Return what a button leads to; one that is not known leads to the beginning, with what is there."""
    if button in BUTTONS:
        return BUTTONS[button]
    for prefix, suffix, names, handler in FAMILIES:
        name = button.removeprefix(prefix).removesuffix(suffix)
        if name in names and button == f"{prefix}{name}{suffix}":
            return _naming(handler, name)
    return pages.begin


def _naming(handler: NamedHandler, name: str) -> Handler:
    return lambda request, state: handler(request, state, name)


def run(request: HttpRequest, arriving: FormState) -> HttpResponse:
    """Answer one step of the form; `arriving` is the state of somebody who has only come."""
    arriving = rate_limit.begun(arriving)
    if request.method != "POST":
        if not organisation.current().is_open:
            return render(request, "feedback/not_open.html", status=503)
        if not queries.opening.is_open(timezone.localdate()):
            return render(request, "feedback/closed.html", status=503)
        return pages.start(request, arriving)
    token = request.POST.get("token", "")
    try:
        state = visits.read(request, FormState, token, max_age=DAY_S)
    except form_state.ExpiredError:
        return _thank_longer(request, token) or _lost(request, arriving)
    # A box that is not ticked is not sent: this field says that it was on the page.
    if "reread_asked" in request.POST:
        state = replace(state, reread=request.POST.get("reread") == "yes")
    return _press(request, state, request.POST.get("step", ""))


def _is_closed() -> bool:
    return queries.current_key(timezone.localdate()) is None


def _press(request: HttpRequest, state: FormState, button: str) -> HttpResponse:
    if not organisation.current().is_open:
        return _not_open(request, state)
    # Said before anybody types; what was typed already goes on to the last step, which looks again.
    if button in {"begin", "code", "enter-code"} and _is_closed():
        return pages.page(request, "closed", state, step=button, status=503)
    try:
        return handler_of(button)(request, state)
    except actions.NoSealingKeyError:
        return pages.page(request, "closed", state, step=button, status=503)


def _not_open(request: HttpRequest, state: FormState) -> HttpResponse:
    """Take nothing, and keep what somebody was writing when the door was closed."""

    def page(request: HttpRequest, state: FormState) -> HttpResponse:
        return pages.page(request, "not_open", state, step="begin", status=503)

    left = pending_input.step_of(request, state)
    if not left:
        return page(request, state)
    return pages.keeping(request, state, left, page)


def _thank_longer(request: HttpRequest, token: str) -> HttpResponse | None:
    """Show the page that says thank you once more, where its button asks for more time; else return None."""
    if request.POST.get("step") != "more-time":
        return None
    try:
        state = visits.read(request, SentState, token, max_age=DAY_S)
    except form_state.ExpiredError:
        return None
    return sending.thank(request, replace(state, longer=True), new=True)


def _lost(request: HttpRequest, arriving: FormState) -> HttpResponse:
    """Keep what was typed on a page that is too old, or from before a restart, and go on from there."""
    if arriving.mode in steps.FIRST_STEPS:
        name = pending_input.step_of(request, arriving) or steps.FIRST_STEPS[arriving.mode]
        return pages.keeping(request, arriving, name, partial(pages.show_step, name=name, expired=True, status=400))
    form = forms.WhatHappened(request.POST) if "text" in request.POST else None
    return pages.show_step(request, arriving, steps.WORDS, form, expired=True, kept=form is not None, status=400)


@public_form("GET", "HEAD", "POST")
def give(request: HttpRequest) -> HttpResponse:
    """Every step of giving feedback, at one address."""
    return run(request, FormState())
