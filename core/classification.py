"""Every field of every model says who may see it and how long it is kept.

Export, erasure and scrubbing read this; `tests/architecture` fails on a field that is not declared.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """Who may see the fields of a model, and until when its rows are kept.

    `public`, `members`, `staff` and `secret` are field names separated by spaces; each field stands in exactly one.
    `until` is a sentence for people, printed in the reference.
    """

    until: str
    public: str = ""
    members: str = ""
    staff: str = ""
    secret: str = ""

    def level(self, field: str) -> str:
        """Return the level of a field, or an empty string when it is not declared."""
        levels = ("public", "members", "staff", "secret")
        return next((level for level in levels if field in getattr(self, level).split()), "")

    def fields(self) -> list[str]:
        """Return every declared field, in order of level."""
        return [*self.public.split(), *self.members.split(), *self.staff.split(), *self.secret.split()]
