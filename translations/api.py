"""Texts in several languages, for programs."""

from __future__ import annotations

from typing import Any

from accounts.api import language_parameter
from translations.models import Translated, in_language, source_of

ONE_TEXT = language_parameter("Give each text in this language; where there is none, the original with its state.")


def chosen_texts(texts: list[Any], language: str) -> list[Any]:
    """Return every text, or the one in the language asked for, or the original; `state` and `language` say which."""
    if not language:
        return texts
    # The original rather than a translation of an older one; a program sees from the language which it got.
    text: Translated | None = in_language(texts, language) or source_of(texts)
    return [text] if text else []
