"""What the checks have in common."""

from __future__ import annotations


class Unsafe(Exception):  # noqa: N818 - a property of the file
    """Something is there that no encoder of ours writes. The message names the structure, never its content."""


def ensure(allowed: bool, what: str) -> None:  # noqa: FBT001 - the condition is the sentence
    """Raise Unsafe with the name of the structure unless it is as our encoders write it."""
    if not allowed:
        raise Unsafe(what)
