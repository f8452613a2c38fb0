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


class Attending(TextChoices):
    """How somebody takes part."""

    THERE = "there", _("I come to the place")
    ONLINE = "online", _("I join online")
    PHONE = "phone", _("I join by phone")
    WRITING = "writing", _("I write what I think, and do not come")


class GuestRole(TextChoices):
    """Why somebody who has no seat on the council is at a meeting."""

    GUEST = "guest", _("Guest")
    STAFF = "staff", _("Staff")
    INTERPRETER = "interpreter", _("Interpreter or captioner")
    SUPPORT = "support", _("Support person")


class BookingStatus(TextChoices):
    """What became of something a member needs for a meeting."""

    ASKED = "asked", _("Asked for")
    BOOKED = "booked", _("Booked")
    FAILED = "failed", _("Could not be arranged")


class PollStatus(TextChoices):
    """The life of a poll about a date."""

    OPEN = "open", _("Being answered")
    CLOSED = "closed", _("A date is chosen")
    WITHDRAWN = "withdrawn", _("Withdrawn")


POLL_NEXT: dict[PollStatus, set[PollStatus]] = {
    PollStatus.OPEN: {PollStatus.CLOSED, PollStatus.WITHDRAWN},
    PollStatus.CLOSED: set(),
    PollStatus.WITHDRAWN: set(),
}


class Availability(TextChoices):
    """What somebody says to one date of a poll."""

    YES = "yes", _("Yes, I can come")
    IF_NEEDED = "if_needed", _("If needed")
    NO = "no", _("No, I cannot come")
    CANNOT_SAY = "cannot_say", _("I cannot say yet")


# Who could come: the second answer is worth less only where all else is equal.
CAN_COME = frozenset({Availability.YES, Availability.IF_NEEDED})


class ItemKind(TextChoices):
    """What a part of an agenda is."""

    ITEM = "item", _("Something to talk about")
    BREAK = "break", _("Break")
    EARLIER = "earlier", _("What became of earlier topics")


class ProposalStatus(TextChoices):
    """The life of what a member proposes for an agenda."""

    WAITING = "waiting", _("Waiting for an answer")
    ACCEPTED = "accepted", _("On the agenda")
    DECLINED = "declined", _("Not this time")
    WITHDRAWN = "withdrawn", _("Taken back")


PROPOSAL_NEXT: dict[ProposalStatus, set[ProposalStatus]] = {
    ProposalStatus.WAITING: {ProposalStatus.ACCEPTED, ProposalStatus.DECLINED, ProposalStatus.WITHDRAWN},
    ProposalStatus.ACCEPTED: set(),
    ProposalStatus.DECLINED: set(),
    ProposalStatus.WITHDRAWN: set(),
}


class PaperSlot(TextChoices):
    """In which shape a paper is there."""

    STANDARD = "standard", _("Standard")
    PLAIN = "plain", _("Plain words")
    EASY_READ = "easy_read", _("Easy read")
    LARGE_PRINT = "large_print", _("Large print")
    AUDIO = "audio", _("Audio")
    TRANSLATED = "translated", _("Translated")
