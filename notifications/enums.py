"""Fixed values about messages."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What a message is about. Each has templates in templates/notifications/<kind>.{subject,body}.txt."""

    INVITATION = "invitation", _("Invitation to a meeting")
    MEETING_REMINDER = "meeting_reminder", _("Reminder of a meeting")
    MEETING_CHANGED = "meeting_changed", _("A meeting was changed or cancelled")
    PAPERS_READY = "papers_ready", _("The papers of a meeting are ready")
    PROPOSAL_ANSWERED = "proposal_answered", _("An answer to what you proposed for a meeting")
    AFTER_MEETING = "after_meeting", _("Five short questions after a meeting")
    WRITTEN_RESULT = "written_result", _("What came of a question in writing")
    POLL = "poll", _("A date to find for a meeting")
    POLL_REMINDER = "poll_reminder", _("Asked once more about a date")
    DECISION_WAITING = "decision_waiting", _("A recommendation waits for a decision")
    CHANGE_TO_SIGN = "change_to_sign", _("A change waits for a signature")
    CHANGE_DOUBTED = "change_doubted", _("A council member says a change has not happened yet")
    PROMISE_DUE = "promise_due", _("A promised answer is due")
    SEAT_GIVEN = "seat_given", _("A seat on a council")
    SEAT_CHANGED = "seat_changed", _("Something about a seat changed")
    SEAT_ENDS = "seat_ends", _("A term ends in some months")
    APPLICATION_RECEIVED = "application_received", _("We have what somebody wrote who would like to join")
    APPLICATION_ANSWER = "application_answer", _("An answer to somebody who would like to join")
    JOIN_INVITATION = "join_invitation", _("Invitation to join")
    JOIN_ASKED_AGAIN = "join_asked_again", _("Someone asks for a new invitation")
    JOIN_INCOMPLETE = "join_incomplete", _("Someone has joined, and something is missing")
    BOOKING_TO_RELEASE = "booking_to_release", _("Something that was booked is not needed any more")
    BOOKING_TO_CHECK = "booking_to_check", _("Something that was booked has to be looked at again")
    BOOKING_NEWS = "booking_news", _("What became of something you need")
    MEETING_CONFIRMED = "meeting_confirmed", _("A meeting takes place")
    NEED_REVIEW = "need_review", _("Is what you need still the same?")
    TALK_OFFERED = "talk_offered", _("A talk is offered")
    TALK_ANSWERED = "talk_answered", _("A talk is wanted")
    PLAN_SHARED = "plan_shared", _("You were named as a reader of a plan")
    RECUSAL_OFFERED = "recusal_offered", _("Something may touch an interest of yours")
    CLAIM_APPROVED = "claim_approved", _("A claim is approved")
    CLAIM_PAID = "claim_paid", _("A claim is paid")
    CLAIM_NOT_PAID = "claim_not_paid", _("A claim is not paid")
    HANDED_OVER = "handed_over", _("Something was handed over to you")
    LEFT_OPEN = "left_open", _("Work is left open since somebody’s time here ended")
    VOTE_LATE = "vote_late", _("A vote that can still be taken part in")
    ACTION_GIVEN = "action_given", _("Something to do from a meeting")
    ACTION_DUE = "action_due", _("Something to do is due")
    ACTION_LATE = "action_late", _("Something to do is late")
    MINUTES_SENT = "minutes_sent", _("The minutes of a meeting")
    MINUTES_CORRECTION_ANSWERED = "minutes_correction_answered", _("An answer to what you asked to correct in minutes")
    SECOND_STEP_REMOVED = "second_step_removed", _("A second step was removed")


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


# What comes only to people who want to be reminded.
REMINDERS = frozenset({Kind.MEETING_REMINDER, Kind.AFTER_MEETING})

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
