"""What other apps show on the pages of policies."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.functional import Promise

from accounts.queries import MemberRequest
from core.slots import Panel, Slot

if TYPE_CHECKING:
    from django.forms import Form

    from policies.models import PolicyDocument


@dataclass(frozen=True, slots=True)
class Badge:
    """A state of a policy in a few words, with the tone of its tag."""

    text: str | Promise
    tone: str


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """The page of one policy: whoever asks, the policy, and a form that was sent and comes back, if one was."""

    request: MemberRequest
    document: PolicyDocument
    bound: Form | None = None


# Parts of one policy's page.
POLICY_PANELS: Slot[Callable[[PolicyPage], Panel | None]] = Slot("policy")
# Badges of policies in their list, by the ids of the documents: one call for a whole page.
POLICY_BADGES: Slot[Callable[[Collection[UUID]], Mapping[UUID, Badge]]] = Slot("policy badges")
# Ids of clauses of older versions whose words are still shown somewhere, so that they are translated too.
CLAUSES_STILL_SHOWN: Slot[Callable[[], Collection[UUID]]] = Slot("clauses still shown")
