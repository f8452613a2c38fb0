"""Fixed values about councils."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from notifications.enums import Kind


class SeatKind(TextChoices):
    """Whose experience a seat is for."""

    LIVED_EXPERIENCE = "lived_experience", _("Lived experience")
    CARER_FAMILY = "carer_family", _("Carer or family")
    STAFF = "staff", _("Staff")
    EX_OFFICIO = "ex_officio", _("Because of an office")
    GUEST = "guest", _("Guest")


# Whose seats vote: staff and guests advise.
LIVED = frozenset({SeatKind.LIVED_EXPERIENCE, SeatKind.CARER_FAMILY})


class Audience(TextChoices):
    """Who reads a name. The value is the field of `ChosenName` that says whether they may."""

    MEMBERS = "to_members", _("Other members of the council")
    MINUTES = "in_minutes", _("Minutes")
    PUBLIC = "in_public", _("Public pages")


class Office(TextChoices):
    """What a member does for the council besides."""

    CHAIR = "chair", _("Chair")
    CO_CHAIR = "co_chair", _("Co-chair")
    DEPUTY = "deputy", _("Deputy")


class SeatNews(TextChoices):
    """What changed about somebody's seat; the message about it has a sentence for each."""

    TAKEN_BACK = "taken_back", _("The appointment was taken back")
    END_MOVED = "end_moved", _("The last day was corrected")
    ENDED = "ended", _("The term ends earlier")
    RENEWED = "renewed", _("The term was renewed")
    RENEWAL_TAKEN_BACK = "renewal_taken_back", _("The renewal was taken back")
    PAUSED = "paused", _("A pause was written down")
    BACK = "back", _("The pause ends")
    OFFICE_GIVEN = "office_given", _("An office was given")
    OFFICE_ENDED = "office_ended", _("An office ends")


class ApplicationStatus(TextChoices):
    """How far somebody is who would like to join."""

    APPLIED = "applied", _("Applied")
    TALKING = "talking", _("We are talking")
    OFFERED = "offered", _("A seat was offered")
    JOINED = "joined", _("Joined")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn by the person")


class CameBy(TextChoices):
    """How an application came."""

    PAGE = "page", _("The public page")
    PHONE = "phone", _("By phone")
    PAPER = "paper", _("On paper")


class DeclineReason(TextChoices):
    """Why somebody is not offered a seat now; the words that are sent explain it."""

    NO_SEAT = "no_seat", _("No seat is free at the moment")
    OTHER_PATH = "other_path", _("Another way of taking part fits better")
    NOT_THIS_COUNCIL = "not_this_council", _("This council is about something else")
    OTHER = "other", _("Another reason")


class TalkStatus(TextChoices):
    """What came of a talk that was offered."""

    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Wanted")
    HELD = "held", _("Took place")
    DECLINED = "declined", _("Not wanted")


class RecusalAnswer(TextChoices):
    """What somebody answers to whom stepping back was offered."""

    OFFERED = "offered", _("Not answered yet")
    STEPS_BACK = "steps_back", _("Steps back")
    STAYS = "stays", _("Takes part, and says so")


class Recognition(TextChoices):
    """What somebody decides about money for their time."""

    ACCEPT = "accept", _("Accept")
    DECLINE = "decline", _("Decline")
    LATER = "later", _("Decide later")


class ClaimKind(TextChoices):
    """What a claim is for. What somebody needs to take part is paid by the organisation and is never claimed."""

    TIME = "time", _("For my time")
    TRAVEL = "travel", _("Travel")
    PARKING = "parking", _("Parking")
    CHILD_CARE = "child_care", _("Care for a child")
    ADULT_CARE = "adult_care", _("Care for an adult, or a carer in my place")
    PHONE = "phone", _("Phone or data")
    LODGING = "lodging", _("A place to sleep")
    FOOD = "food", _("Food")
    OTHER = "other", _("Something else")


class ClaimStatus(TextChoices):
    """The life of a claim."""

    WAITING = "waiting", _("Not decided yet by the member")
    SENT = "sent", _("Sent")
    APPROVED = "approved", _("Approved")
    PAID = "paid", _("Paid")
    REFUSED = "refused", _("Not paid")
    TAKEN_BACK = "taken_back", _("Taken back")
    DECLINED = "declined", _("Declined by the member")


APPLICATION_NEXT: dict[ApplicationStatus, set[ApplicationStatus]] = {
    ApplicationStatus.APPLIED: {
        ApplicationStatus.TALKING,
        ApplicationStatus.OFFERED,
        ApplicationStatus.DECLINED,
        ApplicationStatus.WITHDRAWN,
    },
    ApplicationStatus.TALKING: {ApplicationStatus.OFFERED, ApplicationStatus.DECLINED, ApplicationStatus.WITHDRAWN},
    ApplicationStatus.OFFERED: {ApplicationStatus.JOINED, ApplicationStatus.DECLINED, ApplicationStatus.WITHDRAWN},
    ApplicationStatus.JOINED: set(),
    ApplicationStatus.DECLINED: {ApplicationStatus.TALKING},
    ApplicationStatus.WITHDRAWN: {ApplicationStatus.APPLIED},
}
CLAIM_NEXT: dict[ClaimStatus, set[ClaimStatus]] = {
    ClaimStatus.WAITING: {ClaimStatus.SENT, ClaimStatus.DECLINED},
    ClaimStatus.SENT: {ClaimStatus.APPROVED, ClaimStatus.REFUSED, ClaimStatus.TAKEN_BACK},
    ClaimStatus.APPROVED: {ClaimStatus.PAID, ClaimStatus.SENT},
    ClaimStatus.PAID: set(),
    ClaimStatus.REFUSED: {ClaimStatus.SENT},
    ClaimStatus.TAKEN_BACK: {ClaimStatus.SENT},
    ClaimStatus.DECLINED: {ClaimStatus.SENT},
}


class Share(TextChoices):
    """How many of the people on a council have lived experience, in words: a small number could point at somebody."""

    ALL = "all", _("Everyone on this council has used services, or cares for someone who has.")
    MOST = "most", _("Most people on this council have used services, or care for someone who has.")
    HALF = "half", _("Half of the people on this council have used services, or care for someone who has.")
    FEW = "few", _("Less than half of the people on this council have used services, or care for someone who has.")
    NONE = "none", _("At the moment nobody holds a seat for people who have used services or for their families.")


# What asks something of a member. News about the own seat, its pause and the own money is for now.
WAITS_IN_A_PAUSE = frozenset(
    {
        Kind.INVITATION,
        Kind.MEETING_CHANGED,
        Kind.POLL,
        Kind.POLL_REMINDER,
        Kind.AFTER_MEETING,
        Kind.CHANGE_TO_SIGN,
        Kind.NEED_REVIEW,
        Kind.TALK_OFFERED,
        Kind.PLAN_SHARED,
        Kind.RECUSAL_OFFERED,
    }
)
