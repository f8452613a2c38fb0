"""People, what they are trusted with, what they need, and the log of what was done."""

from accounts.models.directory import DirectoryLink
from accounts.models.log import AuditBreak, AuditCheckpoint, AuditEvent, AuditHead
from accounts.models.needs import AccessNeed, NeedEvent
from accounts.models.people import ChosenName, ContactDetails, RoleGrant, User, UserManager
from accounts.models.tokens import ApiToken

__all__ = [
    "AccessNeed",
    "ApiToken",
    "AuditBreak",
    "AuditCheckpoint",
    "AuditEvent",
    "AuditHead",
    "ChosenName",
    "ContactDetails",
    "DirectoryLink",
    "NeedEvent",
    "RoleGrant",
    "User",
    "UserManager",
]
