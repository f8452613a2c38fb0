"""How a thing is told on a page or in a file."""

from people.presenters.invitations import InvitationRow, role_labels, row

__all__ = ["InvitationRow", "role_labels", "row"]
