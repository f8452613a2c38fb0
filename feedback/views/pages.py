"""The pages of the form and the ways between them. Nothing is sent or stored here."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any, cast

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.qr import qr_svg
from feedback import codes, forms, queries, steps, visits
from feedback.content import Answers
from feedback.form_state import FormState, SentState
from feedback.forms.fields import NoReceiptForm
from feedback.views import files, pending_input, summary

DAY_S = 24 * 3600
WITH_RECORDINGS = {"media-src": [SELF]}
Handler = Callable[[HttpRequest, FormState], HttpResponse]


def page(
    request: HttpRequest, name: str, state: FormState | SentState, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Render a page of the form with everything so far in its sealed state; a mode may have a page of its own."""
    shown = {
        "token": visits.write(request, state),
        "mode": state.mode,
        "kiosk": state.kiosk,
        "longer": state.longer,
        "drafted": isinstance(state, FormState) and bool(state.draft),
        **context,
    }
    # Django takes the first of these that there is.
    names = [f"feedback/{name}.html"]
    if state.mode:
        names.insert(0, f"feedback/{state.mode}_{name}.html")
    if not state.mode:
        return render(request, names, shown, status=status)
    # Pages of a mode can be heard: their recordings are files of ours.
    answer = csp_update(WITH_RECORDINGS)(lambda request: render(request, names, shown, status=status))
    return cast("HttpResponse", answer(request))


def language_here() -> str:
    """Return the language of the page."""
    return get_language() or settings.LANGUAGE_CODE


def code_picture(code: str) -> SafeString:
    """Return the picture of a code, as small as can be read from a screen."""
    return qr_svg(codes.in_picture(code), error="m", mask=2)


def numbered(state: FormState) -> FormState:
    """Return the state with the code and the number of what it will become.

    Made before the first field, so that every page after it carries the same ones: whoever goes back from a lost
    answer, by whichever way, sends the same thing again.
    """
    return replace(state, code=state.code or codes.new(), submission=state.submission or str(uuid.uuid4()))


def start(request: HttpRequest, state: FormState) -> HttpResponse:
    """Say what one should know before the first field; on a ward's tablet, offer every way first."""
    place = queries.place_named(state.text("place_id"), language_here())
    if state.kiosk:
        return page(request, "kiosk", _of_tablet(state), place=place, is_first=True)
    return page(request, "start", state, place=place)


def _of_tablet(state: FormState) -> FormState:
    """Return what the first page of a shared tablet holds: which tablet it is, nothing of anyone who was there."""
    place: Answers = {}
    if "place_id" in state.answers:
        place["place_id"] = state.answers["place_id"]
    return FormState(kiosk=True, channel=state.channel, began=state.began, answers=place)


def begin(request: HttpRequest, state: FormState) -> HttpResponse:
    """Show the first page with a field."""
    # The plain form begins with the words: somebody who stops there has said what matters.
    first = steps.FIRST_STEPS.get(state.mode, steps.WORDS)
    state = numbered(replace(state, changing=False))
    return show_step(request, state, first)


def show_step(
    request: HttpRequest,
    state: FormState,
    name: str,
    form: NoReceiptForm | None = None,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Show one step of the form."""
    step = steps.BY_NAME[name]
    if name not in steps.sequence(state.mode):
        # Not a page of this mode: somebody has changed the mode in between. Then it is as in the plain one.
        state = replace(state, mode="")
    form = form or pending_input.form_of(name)(initial=state.answers)
    context = {
        "this_step": step,
        "form": form,
        "back": way_back(state, name),
        "progress": steps.progress(state.mode, name),
        **context,
    }
    if form.errors:
        status = 422
    return page(request, step.template, state, status=status, **context)


def hub(request: HttpRequest, state: FormState, **context: Any) -> HttpResponse:
    """Show what was said, ask who can read it, and offer a little more; all of it may be left out."""
    if state.mode in steps.FIRST_STEPS:
        return begin(request, state)
    context = {
        "form": forms.BriefReaders(initial=state.answers),
        "rows": summary.to_check(state, language_here()),
        "offered": [step for step in (steps.BY_NAME[steps.WORDS], *steps.OFFERED) if not step.is_filled(state)],
        "number_of_files": len(state.files),
        "progress": steps.progress(state.mode, steps.HUB),
        **context,
    }
    return page(request, "hub", replace(state, changing=False), **context)


def check(request: HttpRequest, state: FormState) -> HttpResponse:
    """Show every answer of a form of several pages before the code, each with a way to change it."""
    if state.mode not in steps.FIRST_STEPS:
        return hub(request, state)
    state, refusal = pending_input.check(state)
    if refusal:
        return show_step(request, state, refusal.step, refusal.form)
    context: dict[str, Any] = {
        "rows": summary.to_check(state, language_here()),
        "number_of_files": len(state.files),
        "can_add_files": steps.FILES in steps.sequence(state.mode),
        "back": steps.before(state.mode, steps.CHECK),
        "progress": steps.progress(state.mode, steps.CHECK),
    }
    return page(request, "check", replace(state, changing=False), **context)


def way_back(state: FormState, name: str) -> str:
    """Return the page that "Go back" leads to from a step: the one before it, or where an answer was changed from."""
    if state.changing and state.mode in steps.FIRST_STEPS:
        return steps.CHECK
    return steps.before(state.mode, name)


def onward(request: HttpRequest, state: FormState, name: str) -> HttpResponse:
    """Go on from a step: to the next one, or back to the page that an answer was changed from."""
    return go(request, state, steps.CHECK if state.changing else steps.after(state.mode, name))


def show_code(request: HttpRequest, state: FormState) -> HttpResponse:
    """Show the code and everything that would be sent; or lead back kindly while there is nothing to send."""
    state, refusal = pending_input.check(state)
    if refusal:
        return show_step(request, state, refusal.step, refusal.form)
    if not steps.says_something(state):
        return nothing_yet(request, state)
    state = numbered(state)
    context: dict[str, Any] = {
        "code": codes.shown(state.code),
        "picture": code_picture(state.code),
        "words": summary.narrative(state.answers),
        "answers": summary.other_answers(state.answers, language_here()),
        "reread": state.reread,
        "back": steps.before(state.mode, steps.CODE),
        "progress": steps.progress(state.mode, steps.CODE),
        "number_of_files": len(state.files),
    }
    return page(request, "code", state, **context)


def nothing_yet(request: HttpRequest, state: FormState) -> HttpResponse:
    """Say kindly that there is nothing to send."""
    if state.mode in steps.FIRST_STEPS:
        return page(request, "nothing_yet", state, status=422, back=steps.FIRST_STEPS[state.mode])
    form = forms.WhatHappened({name: state.text(name) for name in forms.WhatHappened.base_fields})
    form.add_error("text", _("Write something in one of the boxes, even one word. Then press Continue."))
    return show_step(request, state, steps.WORDS, form)


def go(request: HttpRequest, state: FormState, where: str) -> HttpResponse:
    """Show the step or page of this name."""
    if where in PAGES:
        return PAGES[where](request, state)
    if where in steps.BY_NAME:
        return show_step(request, state, where)
    return begin(request, state)


def keeping(request: HttpRequest, state: FormState, name: str, then: Handler) -> HttpResponse:
    """Go on to `then` with what is in the fields of a step; or show it again where a field holds too much to carry."""
    form = pending_input.too_long(request, name)
    if form:
        return show_step(request, state, name, form)
    return then(request, pending_input.carried(request, state, name))


def stay(request: HttpRequest, state: FormState, name: str) -> HttpResponse:
    """Show the same step, in another language perhaps, with what is in its fields."""
    return keeping(request, state, name, partial(go, where=name))


def back(request: HttpRequest, state: FormState, where: str) -> HttpResponse:
    """Go back a page in a form of several pages, with what is in the fields of the page that is left."""
    if request.FILES:
        return files.add_first(request, state, partial(go, where=where))
    left = pending_input.step_of(request, state)
    if not left:
        return go(request, state, where)
    return keeping(request, state, left, partial(go, where=where))


PAGES: Mapping[str, Handler] = MappingProxyType(
    {"start": start, steps.HUB: hub, steps.CHECK: check, steps.CODE: show_code, steps.FILES: files.page}
)
