"""Words that wait under a code of their own until somebody goes on with them."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction

from feedback import codes, queries, sealing
from feedback.form_state import FormState
from feedback.models import Draft, File


def _associated_data(lookup: bytes) -> str:
    return f"draft|sealed|{lookup.hex()}"


@transaction.atomic
def pause(*, opened: codes.Opened, state: FormState, on: date) -> date:
    """Store what is not sent yet, sealed to its own code, and return the last day it is there.

    The same code keeps the newest words only. Files that wait for it wait as long.
    """
    until = on + timedelta(days=settings.DRAFT_DAYS)
    packed = sealing.pack(state.as_json(), block=sealing.CONTENT_BLOCK)
    sealed = sealing.wrap(packed, opened.wrap_key, associated_data=_associated_data(opened.lookup))
    queries.show_receipts(opened.lookup)
    queries.show_files(state.files)
    draft = Draft(lookup=opened.lookup, kept_until=until, sealed=sealed)
    # Created or updated without an error, so that no database log can quote what is in it.
    Draft.objects.bulk_create([draft], ignore_conflicts=True)
    Draft.objects.filter(lookup=opened.lookup).update(sealed=sealed, kept_until=until, shuffled=False)
    File.objects.filter(pk__in=state.files, feedback=None).update(kept_until=until)
    return until


@transaction.atomic
def go_on(*, opened: codes.Opened, on: date) -> FormState | None:
    """Return what was put aside, or None when there is nothing any more. It stays until it is sent or destroyed."""
    queries.show_receipts(opened.lookup)
    # Never after its day, which was promised; the job that destroys it may come some hours later.
    draft = Draft.objects.filter(lookup=opened.lookup, kept_until__gte=on).first()
    if draft is None:
        return None
    packed = sealing.unwrap(draft.sealed, opened.wrap_key, associated_data=_associated_data(opened.lookup))
    return FormState.from_kept_json(sealing.unpack(packed, block=sealing.CONTENT_BLOCK))


@transaction.atomic
def throw_away(*, lookup: bytes, files: list[str]) -> bool:
    """Destroy a draft and the files that waited with it. Returns whether there was one."""
    queries.show_receipts(lookup)
    queries.show_files(files)
    # Never one that was sent in the meantime: it belongs to its words.
    File.objects.filter(pk__in=files, feedback=None).delete()
    deleted, _by_model = Draft.objects.filter(lookup=lookup).delete()
    return deleted == 1
