"""Fixed values about meetings."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.enums import Need


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
    """The life of something that is arranged for people at a meeting."""

    ASKED = "asked", _("Asked for")
    ARRANGING = "arranging", _("Being arranged")
    BOOKED = "booked", _("Booked")
    CONFIRMED = "confirmed", _("Confirmed")
    DONE = "done", pgettext_lazy("something booked", "Was there")
    FAILED = "failed", _("Could not be arranged")
    TO_RELEASE = "to_release", _("To be released")
    RELEASED = "released", _("Released")


# What somebody who books can say next. Asked for again, and to be released, follow from what happens elsewhere: a
# need or a meeting that changes.
BOOKING_BY_HAND: dict[BookingStatus, set[BookingStatus]] = {
    BookingStatus.ASKED: {
        BookingStatus.ARRANGING,
        BookingStatus.BOOKED,
        BookingStatus.CONFIRMED,
        BookingStatus.FAILED,
    },
    BookingStatus.ARRANGING: {
        BookingStatus.ASKED,
        BookingStatus.BOOKED,
        BookingStatus.CONFIRMED,
        BookingStatus.FAILED,
    },
    BookingStatus.BOOKED: {
        BookingStatus.ARRANGING,
        BookingStatus.CONFIRMED,
        BookingStatus.DONE,
        BookingStatus.FAILED,
    },
    BookingStatus.CONFIRMED: {BookingStatus.BOOKED, BookingStatus.DONE, BookingStatus.FAILED},
    BookingStatus.DONE: {BookingStatus.CONFIRMED, BookingStatus.FAILED},
    BookingStatus.FAILED: {
        BookingStatus.ARRANGING,
        BookingStatus.BOOKED,
        BookingStatus.CONFIRMED,
        BookingStatus.DONE,
    },
    BookingStatus.TO_RELEASE: {BookingStatus.RELEASED},
    BookingStatus.RELEASED: {BookingStatus.TO_RELEASE},
}
# The allowed transitions; the diagram in docs/reference is generated from them.
BOOKING_NEXT: dict[BookingStatus, set[BookingStatus]] = {
    BookingStatus.ASKED: BOOKING_BY_HAND[BookingStatus.ASKED] | {BookingStatus.TO_RELEASE},
    BookingStatus.ARRANGING: BOOKING_BY_HAND[BookingStatus.ARRANGING] | {BookingStatus.TO_RELEASE},
    BookingStatus.BOOKED: BOOKING_BY_HAND[BookingStatus.BOOKED] | {BookingStatus.ASKED, BookingStatus.TO_RELEASE},
    BookingStatus.CONFIRMED: BOOKING_BY_HAND[BookingStatus.CONFIRMED] | {BookingStatus.ASKED, BookingStatus.TO_RELEASE},
    BookingStatus.DONE: BOOKING_BY_HAND[BookingStatus.DONE],
    BookingStatus.FAILED: BOOKING_BY_HAND[BookingStatus.FAILED],
    BookingStatus.TO_RELEASE: {BookingStatus.RELEASED, BookingStatus.BOOKED},
    BookingStatus.RELEASED: {BookingStatus.TO_RELEASE, BookingStatus.ASKED},
}
# On these somebody still has to act before the meeting.
TO_BOOK = frozenset({BookingStatus.ASKED, BookingStatus.ARRANGING, BookingStatus.FAILED})
# A supplier keeps something for us.
AT_A_SUPPLIER = frozenset({BookingStatus.ARRANGING, BookingStatus.BOOKED, BookingStatus.CONFIRMED})
# What is arranged: a meeting can be confirmed.
ASSURED = frozenset({BookingStatus.CONFIRMED, BookingStatus.DONE})
# Of these the people it is for are told.
TOLD_TO_MEMBERS = frozenset({BookingStatus.BOOKED, BookingStatus.CONFIRMED, BookingStatus.FAILED})

# Needs of the room: arranged once for a meeting, however many people have them.
OF_THE_ROOM = frozenset({Need.STEP_FREE, Need.HEARING_LOOP, Need.QUIET_SPACE})
# Where the meeting takes place decides about these.
OF_THE_PLACE = OF_THE_ROOM | {Need.LOW_LIGHT, Need.TRANSPORT}
# Who interprets tires: beyond an hour, two of them take turns.
INTERPRETERS = frozenset({Need.SIGN_LANGUAGE, Need.SPOKEN_INTERPRETER})
LONGEST_ALONE_MINUTES = 60
# So many working days before a meeting something has to be booked (domain research, 4.1 and 4.2).
LEAD_DAYS = 10
LEAD_DAYS_BY_NEED: dict[Need, int] = {Need.BREAKS: 5, Need.PHONE: 5}
# Whoever cancels later than so many working days before has to pay.
RELEASE_DAYS = 3


class EndedBecause(TextChoices):
    """Why somebody does not need something at a meeting any more."""

    TAKEN_BACK = "taken_back", _("They do not need it any more")
    NOT_COMING = "not_coming", _("They do not come")
    AWAY = "away", _("They are not on the council then")


class Rating(TextChoices):
    """Whether somebody had what they needed."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")


class FailureCause(TextChoices):
    """How it is known that somebody did not get what they needed."""

    FAILED = "failed", _("It could not be arranged")
    OVERRIDDEN = "overridden", _("The meeting was confirmed without it")
    MISSED = "missed", _("The member did not have it")


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
# In a question in writing nobody hears anybody: whoever wrote takes part.
TAKING_PART_IN_WRITING = HEARING | {Presence.WRITING}
# How people take part where nothing else is known of them.
PRESENCE_BY_KIND: dict[MeetingKind, Presence] = {
    MeetingKind.IN_PERSON: Presence.THERE,
    MeetingKind.HYBRID: Presence.THERE,
    MeetingKind.ONLINE: Presence.ONLINE,
    MeetingKind.PHONE: Presence.PHONE,
    MeetingKind.WRITING: Presence.WRITING,
}


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


class AfterQuestion(TextChoices):
    """What people are asked after a meeting."""

    TAKE_PART = "take_part", _("I could take part as I wanted")
    LISTENED = "listened", _("People listened to me")
    NEXT = "next", _("I know what happens next")
    ALL_RIGHT = "all_right", _("The meeting was all right for me")
    SUPPORT = "support", _("I had the support I asked for")


class AfterAnswer(TextChoices):
    """What somebody says to one of these questions."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")
    RATHER_NOT = "rather_not", _("I would rather not say")


class AfterShown(TextChoices):
    """What is shown of the answers: those that are too few to be shown apart are shown together."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")
    AT_LEAST = "at_least", _("Yes, or partly")
    NOT_FULLY = "not_fully", _("Partly, or no")


class MinutesStatus(TextChoices):
    """The life of minutes."""

    DRAFT = "draft", _("Being written")
    SENT = "sent", _("Sent to members")
    APPROVED = "approved", _("Approved")


# Back from approved: only within the hour in which whoever approved them can take it back.
MINUTES_NEXT: dict[MinutesStatus, set[MinutesStatus]] = {
    MinutesStatus.DRAFT: {MinutesStatus.SENT},
    MinutesStatus.SENT: {MinutesStatus.APPROVED},
    MinutesStatus.APPROVED: {MinutesStatus.SENT},
}


class CorrectionStatus(TextChoices):
    """The life of what a member asks to be corrected in minutes."""

    WAITING = "waiting", _("Waiting for an answer")
    TAKEN_UP = "taken_up", _("Taken up")
    NOT_TAKEN_UP = "not_taken_up", _("Not taken up")


CORRECTION_NEXT: dict[CorrectionStatus, set[CorrectionStatus]] = {
    CorrectionStatus.WAITING: {CorrectionStatus.TAKEN_UP, CorrectionStatus.NOT_TAKEN_UP},
    CorrectionStatus.TAKEN_UP: set(),
    CorrectionStatus.NOT_TAKEN_UP: set(),
}
