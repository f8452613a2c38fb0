"""Translating."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts import audit
from accounts.models import User
from core.verdicts import Conflict
from translations import rules
from translations.enums import TextState
from translations.models import Translated
from translations.queries import OpenJob


@transaction.atomic
def translate(*, job: OpenJob, words: dict[str, str], is_checked: bool, by: User) -> Translated:
    """Store a translation of the original as `job` shows it: a draft, unless its translator has checked it.

    Raises `Conflict` when the original has other words by now. The kind of text says who is told of a first
    translation.
    """
    rules.may_translate(by).enforce()
    if is_checked:
        rules.may_vouch(by).enforce()
    kind = job.kind
    # Locked, so that nobody changes the original between this comparison and the end of the transaction.
    source = kind.texts_of(job.owner_id).select_for_update().get(state=TextState.SOURCE)
    if source.hash_of_words() != job.source.hash_of_words():
        raise Conflict
    state = TextState.REVIEWED if is_checked else TextState.DRAFT
    defaults = {
        **words,
        "state": state,
        "source_hash": source.hash_of_words(),
        # Emptied with a draft: whoever vouched for the words before has not seen these.
        "checked_by": str(by) if is_checked else "",
    }
    key: dict[str, Any] = {kind.owner_id: job.owner_id, "language": job.language}
    row, is_new = kind.model._default_manager.update_or_create(**key, defaults=defaults)
    # Once: a better translation is no news to people who could read the first.
    if is_new and kind.notify:
        kind.notify(job.owner_id, job.language)
    audit.record("translated", row, by=by, language=job.language, state=state.value)
    return row
