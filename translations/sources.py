"""What the acts of other apps on their texts are made of: writing an original."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from translations.enums import TextState
from translations.models import Translated


def write_source(owner: Model, language: str, **words: str) -> Translated:
    """Write the original of what has `texts`; translations of other words than these are stale from now on.

    `words` are the translatable columns of the text by name.
    """
    texts: Any = owner.texts  # type: ignore[attr-defined]
    # Whichever language it was in: there is one original, and its language may change with its words.
    row: Translated = texts.filter(state=TextState.SOURCE).first() or texts.model(**{texts.field.name: owner})
    row.language = language
    row.state = TextState.SOURCE
    for name, value in words.items():
        setattr(row, name, value)
    row.source_hash = row.hash_of_words()
    row.save()
    # By what they were made from: an original that is saved again without a change makes nothing stale.
    texts.exclude(pk=row.pk).exclude(source_hash=row.source_hash).update(state=TextState.STALE)
    return row
