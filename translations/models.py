"""Texts in several languages, and how far each can be trusted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TypeVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from translations.enums import TextState


class Translated(models.Model):
    """A text in one language, and how far it can be trusted. One language is the source; others follow it."""

    language = models.CharField(_("language"), max_length=12)
    state = models.CharField(max_length=10, choices=TextState.choices, default=TextState.SOURCE)
    # Of the original that the words were made from: by it a changed original finds the translations it makes stale.
    source_hash = models.CharField(max_length=64, blank=True)
    # In words, as in the log: it says who vouched, also when their account is gone.
    checked_by = models.CharField(max_length=200, blank=True)

    class Meta:
        """Not a table."""

        abstract = True

    def words(self) -> str:
        """Return every translatable word of the row, for its hash."""
        return ""

    def hash_of_words(self) -> str:
        """Return the SHA-256 of the words, in hexadecimal."""
        return hashlib.sha256(self.words().encode()).hexdigest()

    def __str__(self) -> str:
        """Return the language and its state."""
        return f"{self.language}: {TextState(self.state).label}"

    @property
    def is_draft(self) -> bool:
        """Return whether nobody qualified has checked this translation; pages must say so."""
        return self.state == TextState.DRAFT

    @property
    def is_foreign(self) -> bool:
        """Return whether this is not in the reader's language; pages must say so."""
        return self.language != get_language()


Text = TypeVar("Text", bound=Translated)


def in_language(texts: Iterable[Text], language: str) -> Text | None:
    """Return the text in exactly this language, unless it translates an older source."""
    for text in texts:
        # Not a stale one: readers get the words as they are now, with a notice of their language (ADR 7).
        if text.language == language and text.state != TextState.STALE:
            return text
    return None


def source_of(texts: Iterable[Text]) -> Text | None:
    """Return the original."""
    for text in texts:
        if text.state == TextState.SOURCE:
            return text
    return None


def best(texts: Iterable[Text]) -> Text | None:
    """Return the text to show now: in the reader's language, or else the original (`is_foreign` then says so)."""
    # Looked through twice, and it may be a generator.
    texts = list(texts)
    return in_language(texts, get_language() or "") or source_of(texts)
