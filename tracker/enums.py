"""Words between feedback and change with a fixed meaning."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ItemStatus(TextChoices):
    """Where a piece of feedback is, in words for staff."""

    RECEIVED = "received", _("New")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    BEING_READ = "being_read", _("Being read")
    WITH_COUNCIL = "with_council", _("With the council")
    DECIDED = "decided", _("Decided")
    TOLD_BACK = "told_back", _("Told back")
    CLOSED = "closed", _("Closed")
    ERASED = "erased", _("Erased by the person")


ITEM_NEXT: dict[ItemStatus, set[ItemStatus]] = {
    ItemStatus.RECEIVED: {ItemStatus.ACKNOWLEDGED, ItemStatus.BEING_READ, ItemStatus.ERASED},
    ItemStatus.ACKNOWLEDGED: {ItemStatus.BEING_READ, ItemStatus.ERASED},
    ItemStatus.BEING_READ: {ItemStatus.WITH_COUNCIL, ItemStatus.TOLD_BACK, ItemStatus.ERASED},
    ItemStatus.WITH_COUNCIL: {ItemStatus.DECIDED, ItemStatus.BEING_READ, ItemStatus.ERASED},
    ItemStatus.DECIDED: {ItemStatus.TOLD_BACK, ItemStatus.WITH_COUNCIL, ItemStatus.ERASED},
    ItemStatus.TOLD_BACK: {ItemStatus.CLOSED, ItemStatus.BEING_READ, ItemStatus.WITH_COUNCIL, ItemStatus.ERASED},
    ItemStatus.CLOSED: {ItemStatus.BEING_READ, ItemStatus.ERASED},
    ItemStatus.ERASED: set(),
}
OPEN = frozenset({ItemStatus.RECEIVED, ItemStatus.ACKNOWLEDGED, ItemStatus.BEING_READ, ItemStatus.WITH_COUNCIL,
                  ItemStatus.DECIDED})  # fmt: skip
UNREAD = frozenset({ItemStatus.RECEIVED, ItemStatus.ACKNOWLEDGED})
# Taking something in one of these states means that reading begins, or begins again.
TAKEN_UP = UNREAD | {ItemStatus.TOLD_BACK, ItemStatus.CLOSED}


class Topic(TextChoices):
    """What feedback is about: the HCAT problem categories and the praise that belongs beside them."""

    QUALITY = "quality", _("Quality of care")
    SAFETY = "safety", _("Safety")
    ENVIRONMENT = "environment", _("Rooms, beds, food")
    PROCESSES = "processes", _("Waiting, appointments, forms")
    LISTENING = "listening", _("Being listened to")
    COMMUNICATION = "communication", _("Information and explaining")
    RESPECT = "respect", _("Respect and rights")


class Outcome(TextChoices):
    """What leaders decide about a recommendation."""

    WILL_CHANGE = "will_change", _("Yes, we will change this")
    PARTLY = "partly", _("Partly")
    TRYING = "trying", _("We will try it out first")
    NOT_YET = "not_yet", _("Not yet")
    WILL_NOT_CHANGE = "will_not_change", _("No, we will not change this")
    PASSED_ON = "passed_on", _("Somebody else decides this; we passed it on")


AGREED = frozenset({Outcome.WILL_CHANGE, Outcome.PARTLY, Outcome.TRYING})
DECLINED = frozenset({Outcome.NOT_YET, Outcome.WILL_NOT_CHANGE})


class ReasonKind(TextChoices):
    """Why something is not changed, or not yet."""

    NONE = "", _("None of these")
    LAW = "law", _("Law or safety rules")
    COST = "cost", _("Cost")
    STAFFING = "staffing", _("Not enough staff")
    OUTSIDE = "outside", _("Outside our control")
    WORSE_FOR_OTHERS = "worse_for_others", _("It would make things worse for others")
    NOT_ENOUGH_KNOWN = "not_enough_known", _("We do not know enough yet")
    DISAGREEMENT = "disagreement", _("People disagree")


class ChangeStatus(TextChoices):
    """The life of a policy change. Only a signed one counts as changed."""

    PLANNED = "planned", _("Planned")
    DRAFTED = "drafted", _("New words are written")
    IN_FORCE = "in_force", _("In force, not yet confirmed")
    CONFIRMED = "confirmed", _("Changed, and confirmed by a council member")
    REVERSED = "reversed", _("Taken back")


CHANGE_NEXT: dict[ChangeStatus, set[ChangeStatus]] = {
    ChangeStatus.PLANNED: {ChangeStatus.DRAFTED, ChangeStatus.REVERSED},
    ChangeStatus.DRAFTED: {ChangeStatus.IN_FORCE, ChangeStatus.REVERSED},
    ChangeStatus.IN_FORCE: {ChangeStatus.CONFIRMED, ChangeStatus.REVERSED},
    ChangeStatus.CONFIRMED: {ChangeStatus.REVERSED},
    ChangeStatus.REVERSED: set(),
}
PUBLIC = frozenset({ChangeStatus.IN_FORCE, ChangeStatus.CONFIRMED, ChangeStatus.REVERSED})


class TextState(TextChoices):
    """How far a translation can be trusted."""

    SOURCE = "source", _("Original")
    DRAFT = "draft", _("Draft translation, not checked")
    REVIEWED = "reviewed", _("Translation checked by a qualified person")
    STALE = "stale", _("Translation of an older text")


class TextKind(TextChoices):
    """What a translated text belongs to."""

    CHANGE = "change", _("What changed")
    REASON = "reason", _("Reason of a decision")
    CLAUSE = "clause", _("Clause of a policy")


class Letter(TextChoices):
    """The three who keep a key for the day on which ours is lost."""

    A = "A", "A"
    B = "B", "B"
    C = "C", "C"


# Whoever comes together, in the order of their letters.
PAIRS = ("AB", "AC", "BC")


class KeyUse(TextChoices):
    """What becomes of a key, by its days."""

    NOW = "now", _("Used today")
    LATER = "later", _("Made ahead")
    PAST = "past", _("Its time is over")
    REPLACED = "replaced", _("Replaced before its time")
    RETIRED = "retired", _("Destroyed: nothing was left to read")


class KeyFault(TextChoices):
    """What is missing among the keys."""

    NO_MONTH = "no_month", _("There is no key for today. The door takes nothing until there is one.")
    NO_NEXT = "no_next", _("There is no key for next month yet.")
    NO_FILES = "no_files", _("There is no key for files. The door takes no recordings, pictures or documents.")
    NO_NOTICES = "no_notices", _("There is no key for reminders. Nobody can ask to be told that an answer is ready.")
    CLOSED = "closed", _("Some feedback cannot be read, because its key cannot be opened here.")
    NO_HOLDERS = (
        "no_holders",
        _(
            "Fewer than three offices keep a key on paper. If the key-encryption key is lost, nothing can be read"
            " again."
        ),
    )
    NO_COPIES = "no_copies", _("Some keys have no copies for the three offices. Register an office again to make them.")


class Clock(TextChoices):
    """What is destroyed when its time is over."""

    DRAFTS = "drafts", _("Words put aside and never sent")
    STAGED_FILES = "staged_files", _("Files added and never sent")
    CONTACTS = "contacts", _("Addresses for one message, never used")
    WORDS = "words", _("What people said, their files and our replies")
    CONVERSATIONS = "conversations", _("Where it went, and what came of it, under a code")
    TALLIES = "tallies", _("Counts of answers about equality")
    MESSAGES = "messages", _("Messages sent to members and staff")
