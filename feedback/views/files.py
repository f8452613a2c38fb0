"""The page for recordings, pictures and documents. Each is sealed when it is added, and sent with the words."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.headers import policy
from feedback import actions, forms, ladder, queries, tokens
from feedback.actions.files import MOST_FILES
from feedback.views import parts
from feedback.views.parts import Note

PURPOSE = "giving"
NAME = "files"
Step = Callable[[HttpRequest, Note], HttpResponse]
# Sealing a large file takes several times its size in memory: this many at once in one process.
_turn = threading.BoundedSemaphore(2)
# Seconds that one request waits for its turn.
PATIENCE = 5.0
# On this page alone somebody can hear what they have just recorded.
WITH_SOUND = {"media-src": [SELF, "blob:"]}


def page(
    request: HttpRequest, note: Note, form: forms.AddFile | None = None, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Show what was added, and a way to add more. Here alone the browser may ask for the microphone."""
    files = queries.staged(note.get("files", []))
    note = {**note, "files": [str(file.pk) for file in files]}
    mode = note.get("mode", "")
    form = form or forms.AddFile()
    context = {
        **context,
        "token": tokens.write(note, purpose=PURPOSE),
        "mode": mode,
        "kiosk": bool(note.get("kiosk")),
        "form": form,
        "files": files,
        "is_full": len(files) >= MOST_FILES,
        "most": MOST_FILES,
        "left": MOST_FILES - len(files),
        "back": parts.before(mode, NAME),
    }
    # A mode may have a page of its own.
    names = [*([f"feedback/{mode}_files.html"] if mode else []), "feedback/files.html"]
    status = 422 if form.errors else status
    shown = csp_update(WITH_SOUND)(lambda request: render(request, names, context, status=status))
    response = cast("HttpResponse", shown(request))
    response["Permissions-Policy"] = policy("microphone")
    return response


def _stage(note: Note, form: forms.AddFile) -> Note | None:
    """Keep one more file, sealed. Returns the note with its number, or None where `form` now says why not."""
    files = queries.staged(note.get("files", []))
    if len(files) >= MOST_FILES:
        form.add_error(None, _("There are three already. Remove one first, then add this."))
        return None
    if not _turn.acquire(timeout=PATIENCE):
        form.add_error("file", _("Many people are adding something just now. Please wait a moment and add it again."))
        return None
    try:
        position = max((file.position for file in files), default=0) + 1
        added = actions.stage(position=position, on=timezone.localdate(), **form.staged())
    except actions.NoKey:
        form.add_error(
            "file", _("We cannot take recordings, pictures or documents today. You can still send your words.")
        )
        return None
    finally:
        _turn.release()
    return {**note, "files": [*(str(file.pk) for file in files), str(added)], "language": get_language()}


def _too_many(request: HttpRequest) -> bool:
    """Return whether the ladder asks to wait: each file counts like a message, so that a flood cannot fill the disk."""
    weighed = ladder.weigh(bucket=request.META["answerable.bucket"], what=ladder.What.MESSAGE)
    return weighed is ladder.Outcome.WAIT


def _chosen(request: HttpRequest, note: Note, then: Step) -> HttpResponse:
    """Keep what was chosen and go on to `then`, or show the page again with the reason why not."""
    form = forms.AddFile(request.POST, request.FILES)
    if form.is_valid() and _too_many(request):
        form.add_error("file", _("Very many are coming in at this moment. Please add it again in a few minutes."))
    kept = _stage(note, form) if form.is_valid() else None
    return page(request, note, form) if kept is None else then(request, kept)


def add(request: HttpRequest, note: Note) -> HttpResponse:
    """Add one file and stay here."""
    return _chosen(request, note, lambda request, note: page(request, note, is_new=True))


def after(request: HttpRequest, note: Note, then: Step) -> HttpResponse:
    """Go on to `then`. What was chosen and not added yet is added first, so that nothing is lost on the way."""
    return _chosen(request, note, then) if request.FILES else then(request, note)


def stay(request: HttpRequest, note: Note) -> HttpResponse:
    """Show the same page, in another language perhaps."""
    return after(request, note, page)


def remove(request: HttpRequest, note: Note, number: int) -> HttpResponse:
    """Destroy one of the files, counted from one as on the page."""
    files = list(note.get("files", []))
    if number <= len(files):
        actions.unstage(file_id=files.pop(number - 1))
    return page(request, {**note, "files": files})


# What the buttons of this page lead to, by their values. "files" needs to know what comes next: see `after`.
STEPS: dict[str, Step] = {
    "to-files": page,
    "stay-files": stay,
    "add-file": add,
    **{f"remove-file-{number}": partial(remove, number=number) for number in range(1, MOST_FILES + 1)},
}
