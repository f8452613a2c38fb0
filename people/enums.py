"""Fixed values about coming and going."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class InvitationStatus(TextChoices):
    """The life of an invitation."""

    SENT = "sent", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


INVITATION_NEXT: dict[InvitationStatus, set[InvitationStatus]] = {
    InvitationStatus.SENT: {InvitationStatus.ACCEPTED, InvitationStatus.WITHDRAWN},
    InvitationStatus.ACCEPTED: set(),
    InvitationStatus.WITHDRAWN: {InvitationStatus.SENT},
}
