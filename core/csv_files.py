"""Tables as CSV for people who open them with a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

# A spreadsheet takes what begins with one of these for a formula and runs it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def neutral(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = str(value)
    # Looked at without the spaces in front: some spreadsheets drop them before they look.
    if text.lstrip(" \n\u00a0\ufeff").startswith(_FORMULA) or text.startswith(_FORMULA):
        return f"'{text}"
    return text


def written(rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as CSV in UTF-8, marked as such, because spreadsheets otherwise guess."""
    file = io.StringIO()
    writer = csv.writer(file)
    for row in rows:
        writer.writerow([neutral(cell) for cell in row])
    return file.getvalue().encode("utf-8-sig")
