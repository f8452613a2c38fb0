"""Words of the desk with a fixed meaning."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseStatus(TextChoices):
    """Where a piece of feedback is, in words for staff."""

    RECEIVED = "received", _("New")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    BEING_READ = "being_read", _("Being read")
    WITH_COUNCIL = "with_council", _("With the council")
    DECIDED = "decided", _("Decided")
    OUTCOME_SENT = "outcome_sent", _("Outcome sent")
    CLOSED = "closed", _("Closed")
    ERASED = "erased", _("Erased by the person")


# Everything may become erased: people can have it done at any time, and are not refused because of our work.
CASE_TRANSITIONS: dict[CaseStatus, set[CaseStatus]] = {
    CaseStatus.RECEIVED: {CaseStatus.ACKNOWLEDGED, CaseStatus.BEING_READ, CaseStatus.ERASED},
    CaseStatus.ACKNOWLEDGED: {CaseStatus.BEING_READ, CaseStatus.ERASED},
    CaseStatus.BEING_READ: {CaseStatus.WITH_COUNCIL, CaseStatus.OUTCOME_SENT, CaseStatus.ERASED},
    CaseStatus.WITH_COUNCIL: {CaseStatus.DECIDED, CaseStatus.BEING_READ, CaseStatus.ERASED},
    CaseStatus.DECIDED: {CaseStatus.OUTCOME_SENT, CaseStatus.WITH_COUNCIL, CaseStatus.ERASED},
    CaseStatus.OUTCOME_SENT: {CaseStatus.CLOSED, CaseStatus.BEING_READ, CaseStatus.WITH_COUNCIL, CaseStatus.ERASED},
    CaseStatus.CLOSED: {CaseStatus.BEING_READ, CaseStatus.ERASED},
    CaseStatus.ERASED: set(),
}
# What still waits for us. A sent outcome is not among them: the person knows what came of it.
OPEN = frozenset({CaseStatus.RECEIVED, CaseStatus.ACKNOWLEDGED, CaseStatus.BEING_READ, CaseStatus.WITH_COUNCIL,
                  CaseStatus.DECIDED})  # fmt: skip
UNREAD = frozenset({CaseStatus.RECEIVED, CaseStatus.ACKNOWLEDGED})
# Taking something in one of these states means that reading begins, or begins again.
TAKEN_UP = UNREAD | {CaseStatus.OUTCOME_SENT, CaseStatus.CLOSED}


class Topic(TextChoices):
    """What feedback is about: the HCAT problem categories and the praise that belongs beside them."""

    QUALITY = "quality", _("Quality of care")
    SAFETY = "safety", _("Safety")
    ENVIRONMENT = "environment", _("Rooms, beds, food")
    PROCESSES = "processes", _("Waiting, appointments, forms")
    LISTENING = "listening", _("Being listened to")
    COMMUNICATION = "communication", _("Information and explaining")
    RESPECT = "respect", _("Respect and rights")
