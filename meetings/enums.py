"""Fixed values about meetings."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MeetingStatus(TextChoices):
    """The life of a meeting."""

    PLANNED = "planned", _("Being planned")
    INVITED = "invited", _("Invitations sent")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


# The allowed transitions; the diagram in docs/reference is generated from them.
NEXT: dict[MeetingStatus, set[MeetingStatus]] = {
    MeetingStatus.PLANNED: {MeetingStatus.INVITED, MeetingStatus.CANCELLED},
    MeetingStatus.INVITED: {MeetingStatus.HELD, MeetingStatus.CANCELLED},
    MeetingStatus.HELD: set(),
    MeetingStatus.CANCELLED: set(),
}


class Participation(TextChoices):
    """How much influence the council has on an item, said before the meeting. Our own words."""

    TOLD = "told", _("You will be told about it")
    ASKED = "asked", _("You will be asked what you think")
    WORKED_WITH = "worked_with", _("We work on it with you")
    DECIDED_TOGETHER = "decided_together", _("We decide together")
    COUNCIL_DECIDES = "council_decides", _("The council decides")


class Answer(TextChoices):
    """What somebody says to an invitation."""

    NONE = "none", _("No answer yet")
    YES = "yes", _("Yes, I will come")
    MAYBE = "maybe", _("I do not know yet")
    NO = "no", _("No, not this time")


class BookingStatus(TextChoices):
    """What became of something a member needs for a meeting."""

    ASKED = "asked", _("Asked for")
    BOOKED = "booked", _("Booked")
    FAILED = "failed", _("Could not be arranged")
