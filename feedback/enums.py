"""Words of the door with a fixed meaning."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# Who may read a version without names: the columns of `Feedback` by which somebody says so.
CONSENTS = ("for_team", "for_council", "for_public", "for_training")


class Status(TextChoices):
    """Where somebody's feedback is, in words for the person who gave it."""

    # The desk decides which state follows which; what a receipt shows only comes after it.
    RECEIVED = "received", _("We have it")
    ACKNOWLEDGED = "acknowledged", _("We have seen it")
    BEING_READ = "being_read", _("Someone is reading it")
    WITH_COUNCIL = "with_council", _("The council is talking about it")
    DECIDED = "decided", _("A decision was made")
    OUTCOME_SENT = "outcome_sent", _("We have answered you")
    CLOSED = "closed", _("Finished")
    # The end of every life: staff's side cannot lead out of it.
    ERASED = "erased", _("You had it erased")


class MessageKind(TextChoices):
    """What one message of the conversation is."""

    REPLY = "reply", _("A reply to you")
    DECISION = "decision", _("What was decided")
    CHANGE = "change", _("What changed")
    SHAREABLE = "shareable", _("What others may read")
    FROM_PERSON = "from_person", _("What you added")


class About(TextChoices):
    """Who is speaking, as coarse as it can be."""

    # Empty, as if it were not asked: nobody can tell who skipped from who would not say.
    UNSAID = "", _("I would rather not say")
    PATIENT = "patient", _("I use the service")
    CAREGIVER = "caregiver", _("I look after someone")
    FAMILY = "family", _("I am family or a friend")
    STAFF = "staff", _("I work here")
    OTHER = "other", _("Something else")


class Relation(TextChoices):
    """Who somebody speaks for, if not for themselves."""

    SELF = "", _("For myself")
    PARTNER = "partner", _("For my partner")
    CHILD = "child", _("For my child")
    PARENT = "parent", _("For my mother or father")
    RELATIVE = "relative", _("For someone else in my family")
    FRIEND = "friend", _("For a friend or neighbour")
    CLIENT = "client", _("For someone I work with")
    OTHER = "other", _("For someone else")


class Rating(TextChoices):
    """What may be rated: three of our own items (shared/domain.md 2.2), not a validated scale."""

    # The values are names of items in the catalogue of questions, and names of fields.
    SAFE = "SAFE1", _("I felt safe.")
    CHOICE = "EMP1", _("I had choices about my care.")
    KEPT_WORD = "TRU1", _("Staff did what they said they would do.")


class Degree(TextChoices):
    """How much something was so. Nothing chosen is kept apart from both last answers."""

    NOT_AT_ALL = "not_at_all", _("Not at all")
    A_LITTLE = "a_little", _("A little")
    MOSTLY = "mostly", _("Mostly")
    COMPLETELY = "completely", _("Completely")
    NOT_SURE = "not_sure", _("Not sure")
    RATHER_NOT = "rather_not", _("I would rather not say")


class Face(TextChoices):
    """The picture scale, from worst to best."""

    VERY_BAD = "1", _("Very bad")
    BAD = "2", _("Bad")
    SO_SO = "3", _("So-so")
    GOOD = "4", _("Good")
    VERY_GOOD = "5", _("Very good")


class ContentNote(TextChoices):
    """What a reader should know before they read."""

    SELF_HARM = "self_harm", _("Hurting oneself, or suicide")
    ABUSE = "abuse", _("Violence or abuse")
    SEXUAL = "sexual", _("Sexual violence")
    FORCE = "force", _("Being held, locked in or given medicine by force")
    DEATH = "death", _("Someone died")
    BIRTH = "birth", _("Losing a child, or a hard birth")
    HATE = "hate", _("Being treated badly for who I am")


class Channel(TextChoices):
    """How the words came in. Paper and phone are entered by staff for somebody."""

    WEB = "web", _("The form")
    KIOSK = "kiosk", _("A tablet in a ward")
    PHONE = "phone", _("By phone")
    PAPER = "paper", _("On paper")


class FileKind(TextChoices):
    """What a file is, found by looking at it."""

    SOUND = "sound", _("A recording")
    PICTURE = "picture", _("A picture")
    DOCUMENT = "document", _("A document")


class FileState(TextChoices):
    """What has happened to a file."""

    # Nobody opens a file in this state, staff included.
    WAITING = "waiting", _("Waiting to be made safe")
    READY = "ready", _("Made safe")
    REFUSED = "refused", _("Could not be made safe, and was destroyed")


class NotSafe(TextChoices):
    """Why a file could not be made safe, by the word of the sanitiser."""

    TOO_BIG = "too_big", _("It is bigger than 32 megabytes.")
    UNKNOWN_KIND = "unknown_kind", _("It is not a kind of recording, picture or document that we can take.")
    TOO_MANY_PAGES = "too_many_pages", _("It has more than 20 pages.")
    TOO_LONG = "too_long", _("It is longer than 5 minutes.")
    TOO_MANY_PIXELS = "too_many_pixels", _("The picture is too large.")
    BROKEN = "broken", _("It is damaged, or something in it cannot be read.")
    TOO_SLOW = "too_slow", _("It takes too long to read.")


class Voice(TextChoices):
    """How a recording is changed before anybody hears it."""

    AS_IT_IS = "", _("Leave my voice as it is")
    HIGHER = "higher", _("Make my voice higher")
    LOWER = "lower", _("Make my voice lower")


class Different(TextChoices):
    """Whether something is really different now, said by the person it happened to."""

    YES = "yes", _("Yes, it is different now")
    PARTLY = "partly", _("A little")
    NO = "no", _("No, it is still the same")
    CANNOT_TELL = "cannot_tell", _("I cannot tell")


class Fitting(TextChoices):
    """What the person says to the version others may read."""

    FINE = "fine", _("This is fine")
    CHANGE = "change", _("Please change it")
    STOP = "stop", _("Please do not show it to anyone")


class KeyKind(TextChoices):
    """What a public key is for."""

    MONTH = "month", _("Feedback of one month")
    FILES = "files", _("Files that wait to be made safe")
    NOTICES = "notices", _("Where to say that an answer is ready")
    EQUALITY = "equality", _("Answers about equality")
