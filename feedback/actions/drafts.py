"""Words that wait under a code of their own until somebody goes on with them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from feedback import codes, queries, sealing
from feedback.models import Draft, File


def _place(lookup: bytes) -> str:
    return f"draft|sealed|{lookup.hex()}"


@transaction.atomic
def pause(*, opened: codes.Opened, note: dict[str, Any], on: date) -> date:
    """Keep what is not sent yet, sealed to its own code, and return the last day it is there.

    The same code keeps the newest words only. Files that wait for it wait as long.
    """
    until = on + timedelta(days=settings.DRAFT_DAYS)
    sealed = sealing.wrap(sealing.padded(note, block=sealing.WORDS_BLOCK), opened.wrap_key, place=_place(opened.lookup))
    queries.show_receipts(opened.lookup)
    queries.show_files(note.get("files", []))
    draft = Draft(lookup=opened.lookup, kept_until=until, sealed=sealed)
    Draft.objects.bulk_create([draft], ignore_conflicts=True)
    Draft.objects.filter(lookup=opened.lookup).update(sealed=sealed, kept_until=until)
    File.objects.filter(pk__in=note.get("files", []), feedback=None).update(kept_until=until)
    return until


@transaction.atomic
def go_on(*, opened: codes.Opened, on: date) -> dict[str, Any] | None:
    """Return what was put aside, or None when there is nothing any more. It stays until it is sent or destroyed."""
    queries.show_receipts(opened.lookup)
    draft = Draft.objects.filter(lookup=opened.lookup, kept_until__gte=on).first()
    if draft is None:
        return None
    return sealing.unpadded(
        sealing.unwrap(draft.sealed, opened.wrap_key, place=_place(opened.lookup)), block=sealing.WORDS_BLOCK
    )


@transaction.atomic
def throw_away(*, lookup: bytes, files: list[str]) -> bool:
    """Destroy a draft and the files that waited with it. Returns whether there was one."""
    queries.show_receipts(lookup)
    queries.show_files(files)
    File.objects.filter(pk__in=files, feedback=None).delete()
    number, _kinds = Draft.objects.filter(lookup=lookup).delete()
    return number == 1
