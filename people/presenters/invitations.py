"""How an invitation is told on a list and on its own page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import Role
from accounts.models import User
from core.verdicts import Verdict
from people import joining, rules
from people.enums import InvitationStatus
from people.models import Invitation


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation as staff see it."""

    invitation: Invitation
    status: str
    tone: str
    days_left: str
    roles: list[str]
    verdict: Verdict

    @property
    def can_withdraw(self) -> bool:
        """Return whether its link may still open something."""
        return self.invitation.status == InvitationStatus.SENT


def row(invitation: Invitation, reader: User, councils: Mapping[str, str]) -> InvitationRow:
    """Return how a list shows an invitation; `councils` are names by their ids."""
    return InvitationRow(
        invitation,
        _status(invitation),
        _tone(invitation),
        _days_left(invitation),
        role_labels(invitation, councils),
        rules.may_change_invitation(reader, invitation),
    )


def role_labels(invitation: Invitation, councils: Mapping[str, str]) -> list[str]:
    """Return what an invitation gives, in words; also what the apps above do."""
    labels = []
    for given in invitation.roles:
        label = str(Role(given["role"]).label)
        if name := councils.get(given.get("council", "")):
            label = _("%(role)s: %(council)s") % {"role": label, "council": name}
        labels.append(label)
    return labels + joining.sentences_of(invitation.then)


def _status(invitation: Invitation) -> str:
    if invitation.has_expired:
        return _("Too old")
    return str(InvitationStatus(invitation.status).label)


def _tone(invitation: Invitation) -> str:
    if invitation.has_expired:
        return "attention"
    tones = {InvitationStatus.ACCEPTED: "good", InvitationStatus.WITHDRAWN: "neutral"}
    return tones.get(InvitationStatus(invitation.status), "waiting")


def _days_left(invitation: Invitation) -> str:
    if invitation.status != InvitationStatus.SENT or invitation.has_expired:
        return ""
    days = (timezone.localdate(invitation.expires_at) - timezone.localdate()).days
    return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}
