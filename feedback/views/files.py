"""The page for recordings, pictures and documents. Each is sealed when it is added, and sent with the words."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.headers import policy
from feedback import actions, challenges, forms, queries, rate_limit, steps, visits
from feedback.actions.files import MAX_FILES
from feedback.form_state import FormState
from feedback.models import File
from feedback.views import waiting

Handler = Callable[[HttpRequest, FormState], HttpResponse]
# Sealing a large file takes several times its size in memory: this many at once in one process.
_sealing_slots = threading.BoundedSemaphore(2)
# How long one request waits for its turn.
SLOT_TIMEOUT_S = 5.0
# On this page alone somebody can hear what they have just recorded.
WITH_SOUND = {"media-src": [SELF, "blob:"]}


def page(
    request: HttpRequest, state: FormState, form: forms.AddFile | None = None, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Show what was added, and a way to add more. Here alone the browser may ask for the microphone."""
    files = queries.staged(state.files)
    state = replace(state, files=_numbers(files))
    form = form or forms.AddFile()
    context = {
        **context,
        "token": visits.write(request, state),
        "work": _work_done(request, state),
        "mode": state.mode,
        "kiosk": state.kiosk,
        "form": form,
        "files": files,
        "is_full": len(files) >= MAX_FILES,
        "max_files": MAX_FILES,
        "remaining": MAX_FILES - len(files),
        "back": steps.CHECK if state.changing and state.mode else steps.before(state.mode, steps.FILES),
        "progress": steps.progress(state.mode, steps.FILES),
    }
    names = ["feedback/files.html"]
    if state.mode:
        # A mode may have a page of its own.
        names.insert(0, f"feedback/{state.mode}_files.html")
    if form.errors:
        status = 422
    shown = csp_update(WITH_SOUND)(lambda request: render(request, names, context, status=status))
    response = cast("HttpResponse", shown(request))
    response["Permissions-Policy"] = policy("microphone")
    return response


def _work_done(request: HttpRequest, state: FormState) -> str:
    """Return what a device worked out on the page that asks to wait: it is shown again with the file."""
    work = request.POST.get("work", "")
    return work if work and challenges.is_satisfied(state, work=work) else ""


def _numbers(files: list[File]) -> list[str]:
    return [str(file.pk) for file in files]


def _stage(state: FormState, form: forms.AddFile) -> FormState | None:
    """Store one more file, sealed. Returns the state with its number, or None where `form` now says why not."""
    files = queries.staged(state.files)
    if len(files) >= MAX_FILES:
        form.add_error(None, _("There are three already. Remove one first, then add this."))
        return None
    if not _sealing_slots.acquire(timeout=SLOT_TIMEOUT_S):
        form.add_error("file", _("Many people are adding something just now. Please wait a moment and add it again."))
        return None
    try:
        # After the last one: where one was removed, the others keep their positions.
        position = files[-1].position + 1 if files else 1
        added = actions.stage(position=position, on=timezone.localdate(), **form.staged())
    except actions.NoSealingKeyError:
        form.add_error("file", _("You cannot add files today. You can still send your words."))
        return None
    finally:
        actions.let_go()
        _sealing_slots.release()
    return replace(state, files=[*_numbers(files), str(added)], language=get_language() or "")


def _admission(request: HttpRequest, state: FormState) -> rate_limit.Outcome:
    """Ask the rate limit, which counts files apart from messages: a flood of them could fill the disk."""
    return rate_limit.admit(
        bucket=request.META["answerable.bucket"],
        attempt=rate_limit.Attempt.FILE,
        has_waited=challenges.is_satisfied(state, work=request.POST.get("work", "")),
    )


def _add(request: HttpRequest, state: FormState, then: Handler) -> HttpResponse:
    """Store what was chosen and go on to `then`, or show the page again with the reason why not."""
    form = forms.AddFile(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, state, form)
    outcome = _admission(request, state)
    if outcome is rate_limit.Outcome.WAIT:
        attempt = rate_limit.Attempt.FILE
        return waiting.page(request, state, step="to-files", address=request.path, attempt=attempt)
    if outcome is rate_limit.Outcome.LATER:
        form.add_error("file", _("Very many are coming in at this moment. Please add it again in a few minutes."))
        return page(request, state, form)
    added = _stage(state, form)
    if added is None:
        return page(request, state, form)
    return then(request, added)


def add(request: HttpRequest, state: FormState) -> HttpResponse:
    """Add one file and stay here."""
    return _add(request, state, lambda request, state: page(request, state, is_new=True))


def add_first(request: HttpRequest, state: FormState, then: Handler) -> HttpResponse:
    """Go on to `then`. What was chosen and not added yet is added first, so that nothing is lost on the way."""
    if request.FILES:
        return _add(request, state, then)
    return then(request, state)


def stay(request: HttpRequest, state: FormState) -> HttpResponse:
    """Show the same page, in another language perhaps."""
    return add_first(request, state, page)


def remove(request: HttpRequest, state: FormState, number: str) -> HttpResponse:
    """Destroy one of the files, counted from one as on the page."""
    files = list(state.files)
    if int(number) <= len(files):
        actions.unstage(file_id=files.pop(int(number) - 1))
    return page(request, replace(state, files=files))
