"""A case as a page shows it: with what the desk knows of the person's choices, not with what they chose since.

Somebody who presses a button is answered by what the person wants now (`Consents.current`).
"""

from __future__ import annotations

from dataclasses import dataclass

from desk.consents import Consents
from desk.enums import CaseStatus
from desk.models import Case


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case and the consents that its page is made of."""

    case: Case
    consents: Consents

    @classmethod
    def of(cls, case: Case) -> CaseView:
        """Return a case with what the desk was told when it last asked the door."""
        return cls(case, Consents.known(case))

    @property
    def is_withdrawn_from_council(self) -> bool:
        """Return whether the council talks about something that it may not see any more."""
        return self.case.status == CaseStatus.WITH_COUNCIL and not self.consents.for_council
