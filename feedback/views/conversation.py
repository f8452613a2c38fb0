"""The page of one conversation: where it is, what happens next, replies, and what one can do."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from core.headers import policy
from feedback import actions, forms, queries, rate_limit, timeline, visits
from feedback.enums import Status
from feedback.form_state import ConversationState
from feedback.models import Feedback, File, Message, Step
from feedback.timeline import Entry
from feedback.views import summary

# Somebody else may come to the screen: what a code has opened closes after that (T7).
QUARTER_HOUR_S = 15 * 60


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a receipt opens."""

    feedback: Feedback
    messages: list[Message]
    steps: list[Step]
    files: list[File]
    wrap_key: bytes

    def entries(self) -> list[Entry]:
        """Return its messages in the language of this page."""
        return timeline.entries(self.feedback, self.messages, self.wrap_key, get_language() or "en")

    def own_words(self) -> list[summary.Row]:
        """Return what the person said first with its headings, where they asked to read it again."""
        return summary.narrative(timeline.own_words(self.feedback, self.wrap_key))

    @property
    def is_erased(self) -> bool:
        """Return whether the person had it erased."""
        return self.feedback.status == Status.ERASED


def ask(request: HttpRequest, form: forms.Code | None = None, *, status: int = 200, **context: object) -> HttpResponse:
    """Ask for the code, typed or in its picture. Here alone the browser may ask for the camera."""
    form = form or forms.Code()
    if form.errors:
        status = 422
    # The form for the code carries the number of the visit, and what the code opens belongs to the same one.
    context = {"form": form, "visit": visits.token(request), **context}
    response = render(request, "feedback/return.html", context, status=status)
    response["Permissions-Policy"] = policy("camera")
    return response


def page(
    request: HttpRequest, name: str, state: ConversationState, *, status: int = 200, **context: object
) -> HttpResponse:
    """Render a page behind the code, with the code in its sealed state."""
    context["token"] = visits.write(request, state)
    return render(request, f"feedback/{name}.html", context, status=status)


@transaction.atomic
def opened_by(state: ConversationState) -> Conversation | None:
    """Return what the receipt of a state opens, or None when nothing is there any more."""
    # In one transaction with the rest: a receipt that was shown to the database counts until its end.
    feedback = queries.by_lookup(bytes.fromhex(state.lookup))
    if feedback is None:
        return None
    return Conversation(
        feedback=feedback,
        messages=queries.conversation(feedback),
        steps=list(feedback.steps.order_by("position")),
        files=queries.files_of(feedback),
        wrap_key=bytes.fromhex(state.wrap_key),
    )


def submission(state: ConversationState, *said: str) -> uuid.UUID:
    """Return the number of exactly these words of this page: sent twice they are the same, changed they are others."""
    return uuid.uuid5(uuid.UUID(state.submission), json.dumps(said))


def show(
    request: HttpRequest, state: ConversationState, form: forms.Addition | None = None, **context: object
) -> HttpResponse:
    """Show everything a receipt opens; what cannot be opened is said, never replaced by something else."""
    here = opened_by(state)
    if here is None:
        # Counted only when nothing was opened: coming back with a code of one's own costs nobody anything.
        rate_limit.count_failed_code(bucket=request.META["answerable.bucket"])
        # The code was changed elsewhere, or its time was over, while somebody wrote: their words are given back.
        typed = context.get("not_added") or _typed(form) or state.unsent
        return ask(request, unknown=True, typed=typed)
    if here.is_erased:
        return erased(request, actions.receipt_of(here.feedback, timezone.localdate()), **context)
    form = form or forms.Addition(initial={"text": state.unsent})
    # A new number for each page: the same words may be meant twice, on two pages.
    state = replace(state, submission=str(uuid.uuid4()), unsent="")
    entries = here.entries()
    shown = {
        "feedback": here.feedback,
        "next": timeline.next_step(here.feedback, entries, here.steps, timezone.localdate()),
        "is_shared": any(here.feedback.consents.values()),
        "forgotten": not here.feedback.body,
        "steps": here.steps,
        "entries": entries,
        "files": here.files,
        "words_months": settings.WORDS_MONTHS,
        "own": here.own_words(),
        "form": form,
        **context,
    }
    status = 422 if form.errors else 200
    return page(request, "conversation", state, status=status, **shown)


def _typed(form: forms.Addition | None) -> str:
    """Return what is in the field of a form, sent or carried along."""
    if form is None:
        return ""
    return str(form["text"].value() or "")


def days_kept() -> dict[str, int]:
    """Return for how many days what is left after an erasure stays: copies, and the line that says so."""
    return {
        "key_days": settings.KEY_BACKUP_DAYS,
        "copy_days": settings.BACKUP_DAYS,
        "receipt_days": settings.ERASED_DAYS,
    }


def erased(request: HttpRequest, receipt: actions.Receipt, **context: object) -> HttpResponse:
    """Show what was destroyed, what stays and why, to print and to keep."""
    return render(request, "feedback/erased.html", {"receipt": receipt, **days_kept(), **context})
