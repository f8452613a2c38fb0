"""Every field of every model says who may see it, and every model how long its rows are kept.

A declaration, not a mechanism: the reference prints it (`scripts/reference/data.py`), and
`tests/architecture/test_lock_3_columns.py` fails on a field that is not declared. What keeps people from seeing a field
are the rules, queries and templates; what destroys rows are the retention rules (`retention/definitions.py`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DataPolicy:
    """Who is meant to see the fields of a model, and how long its rows are meant to be kept.

    `public`, `members`, `staff` and `secret` are field names separated by spaces; each field is listed in exactly one.
    `retention` completes "Kept: …" for people; by itself it deletes nothing.
    """

    retention: str
    public: str = ""
    members: str = ""
    staff: str = ""
    secret: str = ""

    def level(self, field: str) -> str:
        """Return the level of a field, or an empty string when it is not declared."""
        for level in ("public", "members", "staff", "secret"):
            if field in getattr(self, level).split():
                return level
        return ""

    def fields(self) -> list[str]:
        """Return every declared field, in order of level."""
        return [*self.public.split(), *self.members.split(), *self.staff.split(), *self.secret.split()]
