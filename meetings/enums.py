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


class MeetingKind(TextChoices):
    """How people meet."""

    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("In person and online")
    PHONE = "phone", _("By phone")
    WRITING = "writing", _("In writing")


# Where people join over the internet: there is a number to phone, or a reason why not.
JOINED_ONLINE = frozenset({MeetingKind.ONLINE, MeetingKind.HYBRID})
# Where people come to a place.
AT_A_PLACE = frozenset({MeetingKind.IN_PERSON, MeetingKind.HYBRID})


class Repeat(TextChoices):
    """How often a meeting comes again; the day of the month or the weekday is that of the first one."""

    WEEKS_1 = "weeks_1", _("Every week")
    WEEKS_2 = "weeks_2", _("Every two weeks")
    MONTHS_1_DATE = "months_1_date", _("Every month, on the same day of the month")
    MONTHS_1_WEEKDAY = "months_1_weekday", _("Every month, on the same weekday, such as the second Tuesday")
    MONTHS_2_DATE = "months_2_date", _("Every two months, on the same day of the month")
    MONTHS_2_WEEKDAY = "months_2_weekday", _("Every two months, on the same weekday, such as the second Tuesday")


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
