"""The page of one conversation: where it is, what happens next, replies, and what one can do."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from feedback import actions, forms, ladder, news, queries, tokens
from feedback.enums import CONSENTS, Status
from feedback.models import Feedback, File, Message, Step
from feedback.news import News
from feedback.views import saying

QUARTER_HOUR = 15 * 60
PURPOSE = "returning"
Note = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """What a receipt opens."""

    feedback: Feedback
    messages: list[Message]
    steps: list[Step]
    files: list[File]

    def told(self, note: Note) -> list[News]:
        """Return its messages in the language of this page."""
        return news.told(self.feedback, self.messages, bytes.fromhex(note["wrap"]), get_language() or "en")

    def own_words(self, note: Note) -> list[tuple[str, str]]:
        """Return what the person said first with its headings, where they asked to read it again."""
        return saying.words(news.own_words(self.feedback, bytes.fromhex(note["wrap"])))


def ask(request: HttpRequest, form: forms.Code | None = None, *, status: int = 200, **context: object) -> HttpResponse:
    """Ask for the code."""
    form = form or forms.Code()
    return render(request, "feedback/return.html", {"form": form, **context}, status=422 if form.errors else status)


def page(request: HttpRequest, name: str, note: Note, *, status: int = 200, **context: object) -> HttpResponse:
    """Render a page behind the code, with the code in its sealed note."""
    context["token"] = tokens.write(note, purpose=PURPOSE)
    return render(request, f"feedback/{name}.html", context, status=status)


@transaction.atomic
def found(note: Note) -> Found | None:
    """Return what the receipt of a note opens, or None when nothing is there any more."""
    feedback = queries.by_lookup(bytes.fromhex(note["lookup"]))
    if feedback is None:
        return None
    steps = list(feedback.steps.order_by("position"))
    return Found(feedback, queries.conversation(feedback), steps, queries.files_of(feedback))


def submission(note: Note, *said: str) -> uuid.UUID:
    """Return the number of exactly these words of this page: sent twice they are the same, changed they are others."""
    return uuid.uuid5(uuid.UUID(note["submission"]), json.dumps(said))


def show(request: HttpRequest, note: Note, form: forms.Addition | None = None, **context: object) -> HttpResponse:
    """Show everything a receipt opens; what cannot be opened is said, never replaced by something else."""
    here = found(note)
    if here is None:
        ladder.missed(bucket=request.META["answerable.bucket"])
        return ask(request, unknown=True)
    if here.feedback.status == Status.ERASED:
        return erased(request, actions.receipt_of(here.feedback, timezone.localdate()), **context)
    note["submission"] = str(uuid.uuid4())
    unsent = note.pop("unsent", "")
    told = here.told(note)
    shown = {
        "feedback": here.feedback,
        "next": news.next_step(here.feedback, told, here.steps, timezone.localdate()),
        "is_shared": any(getattr(here.feedback, name) for name in CONSENTS),
        "forgotten": not here.feedback.body,
        "steps": here.steps,
        "news": told,
        "files": here.files,
        "words_months": settings.WORDS_MONTHS,
        "own": here.own_words(note),
        "form": form or forms.Addition(initial={"text": unsent}),
        **context,
    }
    return page(request, "conversation", note, status=422 if form and form.errors else 200, **shown)


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
