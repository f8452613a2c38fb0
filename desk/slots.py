"""What other apps show on the page of a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.queries import MemberRequest
from core.slots import Panel, Slot

if TYPE_CHECKING:
    from desk.case_view import CaseView
    from desk.forms.cases import CaseForm


@dataclass(frozen=True, slots=True)
class CasePage:
    """The page of one case: whoever asks, the case as the desk knows it, and a form that came back, if one did."""

    request: MemberRequest
    view: CaseView
    bound: CaseForm | None = None


CaseSlot = Slot[Callable[[CasePage], Panel | None]]
# Buttons among those of the case, without anything to type.
CASE_BUTTONS: CaseSlot = Slot("buttons of a case")
# Acts with a form, below those of the desk itself.
CASE_ACTS: CaseSlot = Slot("acts on a case")
# What is to be known about a case, under its facts.
CASE_NOTICES: CaseSlot = Slot("notices about a case")
