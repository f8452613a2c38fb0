"""Fixed values about people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person is trusted with. One person may hold several."""

    COORDINATOR = "coordinator", _("Coordinator")
    READER = "reader", _("Reader of feedback")
    MEMBER = "member", _("Council member")
    CHAIR = "chair", _("Chair of the council")
    STEWARD = "steward", _("Policy steward")
    EXECUTIVE = "executive", _("Executive")
    TRANSLATOR = "translator", _("Translator")
    SAFEGUARDING = "safeguarding", _("Safeguarding lead")
    FINANCE = "finance", _("Finance")
    AUDITOR = "auditor", _("Auditor")
    ADMIN = "admin", _("Administrator")


DESK = frozenset({Role.COORDINATOR, Role.READER})
COUNCIL = frozenset({Role.MEMBER, Role.CHAIR})
# Who works for the organisation: a second step at sign-in is asked of each of them.
STAFF = frozenset(
    {
        Role.COORDINATOR,
        Role.READER,
        Role.STEWARD,
        Role.EXECUTIVE,
        Role.SAFEGUARDING,
        Role.FINANCE,
        Role.AUDITOR,
        Role.ADMIN,
    }
)
# Roles that may be given for one council alone.
OF_A_COUNCIL = frozenset({Role.MEMBER, Role.CHAIR, Role.COORDINATOR})


class Need(TextChoices):
    """What somebody needs to take part. The need is kept, never the diagnosis."""

    CAPTIONS = "captions", _("Live captions by a person")
    SIGN_LANGUAGE = "sign_language", _("Sign language interpreter")
    SPOKEN_INTERPRETER = "spoken_interpreter", _("Interpreter for my language")
    EASY_READ = "easy_read", _("Papers in easy read")
    LARGE_PRINT = "large_print", _("Papers in large print")
    AUDIO = "audio", _("Papers as audio")
    BRAILLE = "braille", _("Papers in braille")
    TRANSLATED = "translated", _("Papers in my language")
    STEP_FREE = "step_free", _("Step-free way in")
    HEARING_LOOP = "hearing_loop", _("Hearing loop")
    QUIET_SPACE = "quiet_space", _("A quiet place to step out to")
    LOW_LIGHT = "low_light", _("Low light and low noise")
    BREAKS = "breaks", _("More breaks")
    SUPPORT_PERSON = "support_person", _("Someone with me")
    PHONE = "phone", _("To join by phone")
    TRANSPORT = "transport", _("A way there and back")
    REPLACEMENT_CARE = "replacement_care", _("Someone to care for those I look after")
    OTHER = "other", _("Something else")


# Optional mapping to SNOMED CT (NHS England, Reasonable Adjustment value set 0.1.0); our own labels work without it.
SNOMED = {
    Need.CAPTIONS: "966401000000100",
    Need.SIGN_LANGUAGE: "204331000000107",
    Need.SPOKEN_INTERPRETER: "315594003",
    Need.EASY_READ: "796161000000101",
    Need.AUDIO: "936601000000105",
    Need.HEARING_LOOP: "198061000000105",
    Need.STEP_FREE: "1108191000000103",
    Need.LOW_LIGHT: "1325381000000109",
    Need.SUPPORT_PERSON: "1108151000000106",
}


class NeedEventKind(TextChoices):
    """What happened to a need."""

    TOLD = "told", _("Told")
    CHANGED = "changed", _("Changed")
    CONFIRMED = "confirmed", _("Confirmed")
    TAKEN_BACK = "taken_back", _("Taken back")
    SEEN = "seen", _("Seen")


class ReachBy(TextChoices):
    """How somebody wants to be reached."""

    EMAIL = "email", _("By email")
    POST = "post", _("By letter")
    PHONE = "phone", _("By phone call")
    PAGE = "page", _("On my page on this site; I look there myself")


class PaperFormat(TextChoices):
    """In which format papers reach somebody."""

    STANDARD = "standard", _("As everybody gets them")
    LARGE_PRINT = "large_print", _("In large print")
    EASY_READ = "easy_read", _("In easy read")
    AUDIO = "audio", _("As audio")
    BRAILLE = "braille", _("In braille")
    ON_PAPER = "on_paper", _("On paper, by post")


class SharedWith(TextChoices):
    """Who may know about a need."""

    BOOKING = "booking", _("Only the person who books it")
    CHAIR = "chair", _("The chair and the person who books it")
    COUNCIL = "council", _("Everyone on the council")


class Scope(TextChoices):
    """What a token may read."""

    POLICIES = "policies", _("Policies and what changed")
    MEETINGS = "meetings", _("My meetings")
    COUNCILS = "councils", _("Councils, their seats and terms")
    FEEDBACK = "feedback", _("Versions of feedback that may be shared")


class Checkpoint(TextChoices):
    """What a checkpoint of the log says.

    LATEST: new events were verified up to here. WALK: the whole chain is being verified and has come this far. WHOLE:
    the last time that it was verified from its start to its end.
    """

    LATEST = "latest"
    WALK = "walk"
    WHOLE = "whole"
