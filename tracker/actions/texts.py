"""Originals and their translations."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts import audit
from accounts.models import User
from core.verdicts import AlreadyMoved
from tracker.actions.telling import tell_translation
from tracker.enums import TextState
from tracker.models import Clause, Decision, PolicyChange, Translated
from tracker.queries.texts import Job
from tracker.rules import translations as rules


def write_source(parent: Clause | Decision | PolicyChange, language: str, **words: str) -> Translated:
    """Write the original; translations of other words than these are stale from now on."""
    texts: Any = parent.texts
    row: Translated = texts.filter(state=TextState.SOURCE).first() or texts.model(**_belongs_to(parent))
    row.language, row.state = language, TextState.SOURCE
    for name, value in words.items():
        setattr(row, name, value)
    row.source_hash = row.hash_of_words()
    row.save()
    texts.exclude(pk=row.pk).exclude(source_hash=row.source_hash).update(state=TextState.STALE)
    return row


def _belongs_to(parent: Clause | Decision | PolicyChange) -> dict[str, object]:
    names = {Clause: "clause", Decision: "decision", PolicyChange: "change"}
    return {names[type(parent)]: parent}


@transaction.atomic
def translate(*, job: Job, words: dict[str, str], is_checked: bool, by: User) -> Translated:
    """Keep a translation of the original as `job` shows it: a draft, unless its translator has checked it.

    People who speak that language and were told before are told again in it.
    """
    rules.may_translate(by).enforce()
    if is_checked:
        rules.may_vouch(by).enforce()
    texts: Any = job.parent.texts
    source: Translated = texts.select_for_update().get(state=TextState.SOURCE)
    if source.hash_of_words() != job.source.hash_of_words():
        raise AlreadyMoved
    state = TextState.REVIEWED if is_checked else TextState.DRAFT
    told = {"state": state, "source_hash": source.hash_of_words(), "checked_by": str(by) if is_checked else ""}
    row, is_new = texts.update_or_create(language=job.language, defaults={**words, **told})
    if is_new and not isinstance(job.parent, Clause):
        # A page read the texts before this one was there.
        job.parent.refresh_from_db()
        tell_translation(job.parent, job.language)
    audit.record("translated", row, by=by, language=job.language, state=state.value)
    translation: Translated = row
    return translation
