"""Words of the door with a fixed meaning."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """Where somebody's feedback is, in words for the person who gave it."""

    RECEIVED = "received", _("We have it")
    ACKNOWLEDGED = "acknowledged", _("We have seen it")
    BEING_READ = "being_read", _("Somebody is reading it")
    WITH_COUNCIL = "with_council", _("The council is talking about it")
    DECIDED = "decided", _("A decision was made")
    TOLD_BACK = "told_back", _("We have told you what happened")
    CLOSED = "closed", _("Finished")
    ERASED = "erased", _("You had it erased")


class MessageKind(TextChoices):
    """What one message of the conversation is."""

    REPLY = "reply", _("A reply to you")
    DECISION = "decision", _("What was decided")
    CHANGE = "change", _("What changed")
    FROM_PERSON = "from_person", _("What you added")


class About(TextChoices):
    """Who is speaking, as coarse as it can be."""

    UNSAID = "", _("I would rather not say")
    PATIENT = "patient", _("I use the service")
    CAREGIVER = "caregiver", _("I look after somebody")
    FAMILY = "family", _("I am family or a friend")
    STAFF = "staff", _("I work here")
    OTHER = "other", _("Something else")


class KeyKind(TextChoices):
    """What a public key is for."""

    MONTH = "month", _("Feedback of one month")
