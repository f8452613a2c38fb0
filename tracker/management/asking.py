"""Asking for holders' private keys: in files or typed, never as arguments, where others on the machine see them."""

from __future__ import annotations

import sys
from getpass import getpass
from pathlib import Path

from django.core.management.base import CommandError

from tracker.keys import paper

WORDS = ("first", "second")


def _slip(whose: str, error: paper.NotAKey) -> str:
    if error.line:
        return f"There is a slip in line {error.line} of the {whose} holder's key."
    return f"The {whose} holder's key has {paper.LINES} lines of {paper.LINE} symbols. This has more or fewer."


def _read(text: str, whose: str) -> bytes:
    try:
        return paper.read(text)
    except paper.NotAKey as error:
        raise CommandError(_slip(whose, error)) from None


def _in_file(name: str, whose: str) -> bytes:
    try:
        text = Path(name).read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        # Never with its cause: what is in the file may stand in it.
        message = f"The file of the {whose} holder's key cannot be read: {name}"
        raise CommandError(message) from None
    return _read(text, whose)


def _typed(whose: str) -> bytes:
    """Ask line by line, unseen, and again where there is a slip."""
    lines: list[str] = []
    while len(lines) < paper.LINES:
        try:
            typed = getpass(f"Line {len(lines) + 1} of the {whose} holder's private key (it is not shown): ")
            lines.append(paper.read_line(typed, len(lines) + 1))
        except paper.NotAKey as error:
            sys.stderr.write(f"{_slip(whose, error)} Please type this line again.\n")
    return _read("".join(lines), whose)


def _both_in(text: str) -> tuple[bytes, bytes]:
    symbols, half = paper.squeezed(text), paper.LINES * paper.LINE
    if len(symbols) != 2 * half:
        message = f"Two keys have {2 * paper.LINES} lines of {paper.LINE} symbols. This has more or fewer."
        raise CommandError(message)
    return _read(symbols[:half], WORDS[0]), _read(symbols[half:], WORDS[1])


def two_keys(first: str | None, second: str | None) -> tuple[bytes, bytes]:
    """Return two private keys: from two files, or from standard input, one below the other."""
    if first and second:
        return _in_file(first, WORDS[0]), _in_file(second, WORDS[1])
    if first or second:
        raise CommandError("Name a file for each of the two keys, or none: then they are asked for.")
    if sys.stdin.isatty():
        return _typed(WORDS[0]), _typed(WORDS[1])
    return _both_in(sys.stdin.read())
