"""What a person chose about their feedback, at two moments: now, and when the desk last asked the door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedback.enums import CONSENTS
from feedback.models import Feedback

if TYPE_CHECKING:
    from desk.models import Case

# What a person chooses at the door and may change at any time.
CHOICES = (*CONSENTS, "change_asked")


def known_column(choice: str) -> str:
    """Return the column of a case that holds what the desk knows of a choice."""
    return f"known_{choice}"


@dataclass(frozen=True, slots=True)
class Consents:
    """Who may read a version, and whether the person asked for another one."""

    for_team: bool
    for_council: bool
    for_public: bool
    for_training: bool
    change_asked: bool

    @classmethod
    def current(cls, feedback: Feedback) -> Consents:
        """Return what the person wants now: what every act is held to."""
        return cls(**{name: getattr(feedback, name) for name in CHOICES})

    @classmethod
    def known(cls, case: Case) -> Consents:
        """Return what the desk knows: a page that changed at once would tell when the person came back."""
        return cls(**{name: getattr(case, known_column(name)) for name in CHOICES})

    @property
    def is_for_others(self) -> bool:
        """Return whether anybody but the desk may read a version without names."""
        return self.for_team or self.for_council or self.for_public or self.for_training
