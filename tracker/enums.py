"""Words between a recommendation and a change with a fixed meaning."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class QuoteState(TextChoices):
    """Whether the words of a case may be read in a meeting's paper."""

    SHOWN = "shown", _("Shown")
    WAITING = "waiting", _("Waiting")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Outcome(TextChoices):
    """What leaders decide about a recommendation."""

    WILL_CHANGE = "will_change", _("Yes, we will change this")
    PARTLY = "partly", _("Partly")
    TRYING = "trying", _("We will try it out first")
    NOT_YET = "not_yet", _("Not yet")
    WILL_NOT_CHANGE = "will_not_change", _("No, we will not change this")
    PASSED_ON = "passed_on", _("Someone else decides this; we passed it on")


# What was passed on is in neither: others decide it, so we promise no day and have no kind of reason to give.
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
    # Admitting is allowed: not knowing enough, and disagreeing, are reasons one can give (docs/explanation/care.md).
    NOT_ENOUGH_KNOWN = "not_enough_known", _("We do not know enough yet")
    DISAGREEMENT = "disagreement", _("People disagree")


class ChangeStatus(TextChoices):
    """The life of a policy change. Only a signed one counts as changed."""

    PLANNED = "planned", _("Planned")
    DRAFTED = "drafted", _("New words are written")
    IN_FORCE = "in_force", _("In force, not yet confirmed")
    CONFIRMED = "confirmed", _("Changed, and confirmed by a council member")
    REVERSED = "reversed", _("Taken back")


# Everything can be taken back: work with people does not move in one direction only (docs/explanation/care.md).
CHANGE_TRANSITIONS: dict[ChangeStatus, set[ChangeStatus]] = {
    ChangeStatus.PLANNED: {ChangeStatus.DRAFTED, ChangeStatus.REVERSED},
    ChangeStatus.DRAFTED: {ChangeStatus.IN_FORCE, ChangeStatus.REVERSED},
    ChangeStatus.IN_FORCE: {ChangeStatus.CONFIRMED, ChangeStatus.REVERSED},
    ChangeStatus.CONFIRMED: {ChangeStatus.REVERSED},
    ChangeStatus.REVERSED: set(),
}
# What its steward still has to write, or to put in force.
UNFINISHED = frozenset({ChangeStatus.PLANNED, ChangeStatus.DRAFTED})
# The states that can be public; whether one change is, its day in force says: a plan can be taken back as well.
PUBLIC = frozenset({ChangeStatus.IN_FORCE, ChangeStatus.CONFIRMED, ChangeStatus.REVERSED})
