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


class PersonKind(TextChoices):
    """As what somebody is at a meeting."""

    MEMBER = "member", _("Council member")
    GUEST = "guest", _("Guest")
    INTERPRETER = "interpreter", _("Interpreter")
    SUPPORT = "support", _("Support person")
    STAFF = "staff", _("Staff")


# Whoever is counted by name or number alone: they have no seat.
WITHOUT_SEAT = [choice for choice in PersonKind.choices if choice[0] != PersonKind.MEMBER]


class Presence(TextChoices):
    """How somebody takes part in a meeting."""

    THERE = "there", _("There")
    ONLINE = "online", _("Online")
    PHONE = "phone", _("By phone")
    WRITING = "writing", _("In writing")


# Who hears what is said, and counts for the quorum. What was written before cannot answer.
HEARING = frozenset({Presence.THERE, Presence.ONLINE, Presence.PHONE})


class AttendanceField(TextChoices):
    """What was corrected in an attendance."""

    PRESENT = "present", _("Was at the meeting")
    HOW = "how", _("How")
    CAME = "came", _("Came")
    LEFT = "left", _("Left")


class CardKind(TextChoices):
    """What somebody asks for in the room without a word."""

    BREAK = "break", _("I need a break")
    STOP = "stop", _("Please stop")


class VoteStatus(TextChoices):
    """The life of a vote."""

    OPEN = "open", _("Open")
    # Closed in the room; whoever was absent can still vote by their link.
    LATE = "late", _("Closed in the room, open for people who were absent")
    COUNTING = "counting", _("Being counted")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


VOTE_NEXT: dict[VoteStatus, set[VoteStatus]] = {
    VoteStatus.OPEN: {VoteStatus.LATE, VoteStatus.COUNTING, VoteStatus.CLOSED, VoteStatus.WITHDRAWN},
    VoteStatus.LATE: {VoteStatus.COUNTING, VoteStatus.CLOSED, VoteStatus.WITHDRAWN},
    VoteStatus.COUNTING: {VoteStatus.CLOSED},
    VoteStatus.CLOSED: set(),
    VoteStatus.WITHDRAWN: set(),
}


class ActionStatus(TextChoices):
    """The life of something to do."""

    OPEN = "open", _("To do")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


ACTION_NEXT: dict[ActionStatus, set[ActionStatus]] = {
    ActionStatus.OPEN: {ActionStatus.DONE, ActionStatus.DROPPED},
    ActionStatus.DONE: {ActionStatus.OPEN},
    ActionStatus.DROPPED: {ActionStatus.OPEN},
}


class OwnerRole(TextChoices):
    """Who does something by their role, whoever holds it then."""

    CHAIR = "chair", _("The chair")
    COORDINATOR = "coordinator", _("The coordinator")
