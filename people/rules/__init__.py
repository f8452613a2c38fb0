"""Who may bring people in, and hand over codes."""

from people.rules.joining import (
    may_add_person,
    may_change_invitation,
    may_hand_over_code,
    may_invite,
    may_still_invite,
)

__all__ = ["may_add_person", "may_change_invitation", "may_hand_over_code", "may_invite", "may_still_invite"]
