"""What upper apps do when somebody says what they need, or takes it back."""

from __future__ import annotations

from collections.abc import Callable

from accounts.enums import NeedEventKind
from accounts.models import AccessNeed, User
from core.slots import Slot

# Run in the same transaction. A need that is taken back is still there while this runs, and deleted afterwards.
NeedChanged = Callable[[User, AccessNeed | None, NeedEventKind], None]
NEEDS_CHANGED: Slot[NeedChanged] = Slot("needs changed")
