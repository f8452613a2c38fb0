"""Asking for holders' private keys: in files or typed, never as arguments, where others on the machine see them."""

from __future__ import annotations

import sys
from getpass import getpass
from pathlib import Path

from django.core.management.base import CommandError

from keys import paper

WORDS = ("first", "second")


def _explained(whose: str, error: paper.InvalidKeyError) -> str:
    if error.line:
        return f"There is a typo in line {error.line} of the {whose} holder's key."
    return f"The {whose} holder's key has {paper.LINES} lines of {paper.LINE} symbols. This has more or fewer."


def _read(text: str, whose: str) -> bytes:
    try:
        return paper.read(text)
    except paper.InvalidKeyError as error:
        raise CommandError(_explained(whose, error)) from None


def _in_file(name: str, whose: str) -> bytes:
    try:
        # Some editors begin a file with a mark that is no symbol of a key.
        text = Path(name).read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        # Never with its cause: the error may quote what is in the file.
        message = f"The file of the {whose} holder's key cannot be read: {name}"
        raise CommandError(message) from None
    return _read(text, whose)


def _typed(whose: str) -> bytes:
    """Ask line by line, unseen, and again where there is a typo."""
    lines: list[str] = []
    while len(lines) < paper.LINES:
        try:
            typed = getpass(f"Line {len(lines) + 1} of the {whose} holder's private key (it is not shown): ")
            lines.append(paper.read_line(typed, len(lines) + 1))
        except paper.InvalidKeyError as error:
            sys.stderr.write(f"{_explained(whose, error)} Please type this line again.\n")
    return _read("".join(lines), whose)


def _both_in(text: str) -> tuple[bytes, bytes]:
    symbols = paper.squeezed(text)
    half = paper.LINES * paper.LINE
    if len(symbols) != 2 * half:
        message = f"Two keys have {2 * paper.LINES} lines of {paper.LINE} symbols. This has more or fewer."
        raise CommandError(message)
    # By symbols, not by lines: what is piped in may be broken into lines in any way.
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
