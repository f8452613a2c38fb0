"""Fixed values about messages."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What a message is about. Each has templates in templates/notifications/<kind>.{subject,body}.txt."""

    INVITATION = "invitation", _("Invitation to a meeting")
    MEETING_REMINDER = "meeting_reminder", _("Reminder of a meeting")
    MEETING_CHANGED = "meeting_changed", _("A meeting was changed or cancelled")
    POLL = "poll", _("A date to find for a meeting")
    POLL_REMINDER = "poll_reminder", _("Asked once more about a date")
    DECISION_WAITING = "decision_waiting", _("A recommendation waits for a decision")
    CHANGE_TO_SIGN = "change_to_sign", _("A change waits for a signature")
    CHANGE_DOUBTED = "change_doubted", _("A council member says a change has not happened yet")
    PROMISE_DUE = "promise_due", _("A promised answer is due")


class Channel(TextChoices):
    """A way of reaching a person."""

    EMAIL = "email", _("Email")
    # Printed by staff, read out by staff, or read by the person on their page: nobody sends these but people.
    POST = "post", _("Letter")
    PHONE = "phone", _("Phone call")
    PAGE = "page", _("On the page")


class Status(TextChoices):
    """The life of a message."""

    PENDING = "pending", _("Waiting")
    LEASED = "leased", _("Being sent")
    SENT = "sent", _("Sent")
    DEAD = "dead", _("Could not be sent")
    DROPPED = "dropped", _("No longer needed")


# What staff do by hand and tick.
BY_HAND = frozenset({Channel.POST, Channel.PHONE})

NEXT: dict[Status, set[Status]] = {
    # A letter or a call is ticked by whoever did it, and is never leased.
    Status.PENDING: {Status.LEASED, Status.DROPPED, Status.SENT},
    Status.LEASED: {Status.SENT, Status.PENDING, Status.DEAD},
    Status.SENT: set(),
    Status.DEAD: {Status.PENDING},
    # Asked for again after it had been dropped.
    Status.DROPPED: {Status.PENDING},
}

# Where a message may still be sent.
OPEN = frozenset({Status.PENDING, Status.LEASED})
