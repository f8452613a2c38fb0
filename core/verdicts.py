"""Rules answer with a reason: yes, or no and why, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise


# One that no view expects becomes a page with 403 and the reason.
class Refused(PermissionDenied):
    """An action was asked for that its rule does not allow. `str()` is the reason, translated."""


class Conflict(Exception):  # noqa: N818 - a noun of the trade
    """The object was changed concurrently; the caller should show it as it is now."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of a rule. True when `reason` is empty; otherwise `reason` is a whole sentence for the reader."""

    reason: str | Promise = ""

    def __bool__(self) -> bool:
        """Return whether the act is allowed."""
        return not self.reason

    def enforce(self) -> None:
        """Raise `Refused` with the reason unless the act is allowed."""
        if not self:
            raise Refused(str(self.reason))


YES = Verdict()


def first_no(*verdicts: Verdict) -> Verdict:
    """Return the first refusal among `verdicts`, or yes."""
    # All of them have been asked by now, so none may need an earlier one to be yes.
    for verdict in verdicts:
        if not verdict:
            return verdict
    return YES
