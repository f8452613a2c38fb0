"""Sending: the last step of the form, and the page that says thank you. A full door asks to wait instead."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core import organisation
from feedback import actions, challenges, codes, rate_limit, steps
from feedback.content import FeedbackContent
from feedback.form_state import FormState, SentState
from feedback.views import after, files, pages, pending_input, summary, waiting


def admission(request: HttpRequest, state: FormState) -> rate_limit.Outcome:
    """Ask the rate limit what to do with what is about to be stored."""
    return rate_limit.admit(
        bucket=request.META["answerable.bucket"],
        attempt=rate_limit.Attempt.MESSAGE,
        has_waited=challenges.is_satisfied(state, work=request.POST.get("work", "")),
        suspicious=rate_limit.is_suspicious(state, trap=request.POST.get("homepage", "")),
    )


def wait(request: HttpRequest, state: FormState, step: str) -> HttpResponse:
    """Ask to wait for half a minute before a button of the form is pressed again."""
    return waiting.page(request, state, step=step, address=request.path)


def send_kept(request: HttpRequest, state: FormState) -> HttpResponse:
    """Send for somebody who has kept their code."""
    return _send(request, state, kept=True)


def send_unkept(request: HttpRequest, state: FormState) -> HttpResponse:
    """Send for somebody who does not want to come back."""
    return _send(request, state, kept=False)


def _send(request: HttpRequest, state: FormState, *, kept: bool) -> HttpResponse:
    state, refusal = pending_input.check(state)
    if refusal:
        return pages.show_step(request, state, refusal.step, refusal.form)
    if not kept:
        # Without a code nobody could read their words again.
        state = replace(state, reread=False)
    outcome = admission(request, state)
    if outcome is rate_limit.Outcome.WAIT:
        return wait(request, state, "send-kept" if kept else "send-unkept")
    try:
        sent = actions.submit(
            content=_content(state),
            code=state.code,
            submission=_submission(state),
            on=timezone.localdate(),
            quarantined=outcome is rate_limit.Outcome.QUARANTINE,
            draft=_draft(state),
        )
    except actions.FilesMissingError:
        return files.page(request, state, status=409, is_gone=True)
    except actions.CodeReplacedError:
        return render(request, "feedback/moved.html", status=409)
    except actions.NotStoredError:
        # They are shown to be copied: this page is the only place where they still are.
        words = summary.narrative(state.answers)
        return pages.page(request, "not_kept", state, status=409, words=words, code=codes.shown(state.code))
    return thank(request, _sent_state(state, sent.id, kept=kept), new=sent.new)


def _content(state: FormState) -> FeedbackContent:
    return FeedbackContent(
        answers=steps.complete(state.answers),
        channel=state.channel,
        language=state.language or pages.language_here(),
        files=state.files,
        reread=state.reread,
    )


def _submission(state: FormState) -> uuid.UUID:
    """Return the number of exactly these words: sent twice they are the same, changed they are others."""
    answers = steps.complete(state.answers)
    everything = json.dumps([answers, state.channel, state.language, state.files], sort_keys=True)
    return uuid.uuid5(uuid.UUID(state.submission), everything)


def _draft(state: FormState) -> bytes | None:
    """Return the lookup of the draft that goes when this is sent, also of one that was paused and gone back from."""
    if state.draft:
        return bytes.fromhex(state.draft)
    if not state.draft_code:
        return None
    return codes.opened_draft(state.draft_code).lookup


def _sent_state(state: FormState, feedback_id: uuid.UUID, *, kept: bool) -> SentState:
    # The same for the same visit, so that what comes after is counted once; it says nothing about what was stored.
    number = hashlib.sha256(b"after|" + state.submission.encode()).hexdigest()[:32]
    return SentState(
        feedback=str(feedback_id),
        number=number,
        code=state.code if kept else "",
        visit=state.visit,
        mode=state.mode,
        kiosk=state.kiosk,
        longer=state.longer,
    )


def thank(request: HttpRequest, state: SentState, *, new: bool) -> HttpResponse:
    """Say what happens next and by when. The words are no longer in the state, only the code that was kept."""
    today = timezone.localdate()
    context: dict[str, Any] = {
        "new": new,
        "code": "",
        "picture": "",
        "after": {},
        "seen_by": organisation.current().acknowledge_by(today),
        "answer_by": organisation.current().answer_by(today),
    }
    if state.code:
        context["code"] = codes.shown(state.code)
    if not state.kiosk:
        # Nobody types an address into a tablet that others use after them.
        context["after"] = after.offered(state, today)
    if state.code and (state.mode or state.kiosk):
        context["picture"] = pages.code_picture(state.code)
    return pages.page(request, "sent", state, **context)
