"""Putting words aside under a code of their own, and coming back to them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from feedback import actions, codes, rate_limit, steps
from feedback.form_state import FormState
from feedback.views import pages, pending_input, sending


def ask(request: HttpRequest, state: FormState, name: str) -> HttpResponse:
    """Carry what is in the fields of this page, and show the code to come back with. Nothing is stored yet."""
    # The overview is no step, and asks what one asks.
    typed_in = name if name in steps.BY_NAME else pending_input.step_of(request, state)
    if typed_in:
        return pages.keeping(request, state, typed_in, partial(_offer_code, name=name))
    return _offer_code(request, state, name)


def _offer_code(request: HttpRequest, state: FormState, name: str) -> HttpResponse:
    # The same code for every pause of a visit: it keeps the newest words only, and there is one to write down.
    state = replace(state, draft_code=state.draft_code or codes.new(), paused_at=name)
    code = codes.shown(state.draft_code)
    picture = pages.code_picture(state.draft_code)
    return pages.page(request, "pause", state, days=settings.DRAFT_DAYS, code=code, picture=picture)


def keep(request: HttpRequest, state: FormState) -> HttpResponse:
    """Put everything aside. Pressed twice, or with a lost answer, it is put aside once."""
    if not state.draft_code:
        return pages.hub(request, state)
    if sending.admission(request, state) is rate_limit.Outcome.WAIT:
        return sending.wait(request, state, "pause-keep")
    opened = codes.opened_draft(state.draft_code)
    # The draft knows its own lookup, so that sending it later can delete it; wait and visit are not taken along.
    draft = replace(state, draft=opened.lookup.hex(), challenge=None, visit="")
    until = actions.pause(opened=opened, state=draft, on=timezone.localdate())
    return render(request, "feedback/paused.html", {"until": until, "code": codes.shown(state.draft_code)})


def back(request: HttpRequest, state: FormState) -> HttpResponse:
    """Go on where somebody was when they thought of a pause."""
    return pages.go(request, state, state.paused_at or steps.HUB)


def resume(request: HttpRequest, opened: codes.Opened) -> HttpResponse | None:
    """Show what was put aside under a code, or return None when there is nothing."""
    state = actions.go_on(opened=opened, on=timezone.localdate())
    if state is None:
        return None
    state = replace(state, draft=opened.lookup.hex())
    # A form of several pages goes on where it was left; the other one at the page that offers everything.
    if state.paused_at in steps.sequence(state.mode) and state.paused_at != steps.FILES:
        return pages.show_step(request, state, state.paused_at, resumed=True)
    return pages.hub(request, state, resumed=True)


def throw_away(request: HttpRequest, state: FormState) -> HttpResponse:
    """Destroy what was put aside, after asking once."""
    if request.POST.get("sure") == "yes":
        actions.throw_away(lookup=bytes.fromhex(state.draft), files=state.files)
        return render(request, "feedback/thrown_away.html")
    name = pending_input.step_of(request, state)
    if not name:
        return _sure(request, state, steps.HUB)
    shown_on = steps.HUB if name == steps.READERS else name
    return pages.keeping(request, state, name, partial(_sure, name=shown_on))


def _sure(request: HttpRequest, state: FormState, name: str) -> HttpResponse:
    return pages.page(request, "throw_away", replace(state, paused_at=name))
