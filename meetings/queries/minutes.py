"""Reads about minutes: which of them somebody may read, in which words, and what waits about them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from council.models import Council, Membership
from council.queries import taking_part
from meetings.enums import CorrectionStatus, MeetingStatus, MinutesStatus
from meetings.models import Invitation, Meeting, Minutes, MinutesCorrection, MinutesText, MinutesVersion
from meetings.queries import councils_planned_by, visible_to
from meetings.queries.attendance import expected, takes_notes
from meetings.queries.papers import invitations_for_packs
from notifications.queries import language_of
from translations.models import in_language

# After so long, whoever plans the meetings is reminded of minutes that are not there.
DUE_AFTER = timedelta(days=7)
# Nobody writes the minutes of a meeting that nobody remembers.
NOT_BEFORE = relativedelta(years=1)


def minutes_of(meeting: Meeting) -> Minutes | None:
    """Return the minutes of a meeting, where somebody has begun them."""
    return Minutes.objects.select_related("meeting__council", "approved_in").filter(meeting=meeting).first()


def keeps(user: User, meeting: Meeting) -> bool:
    """Return whether somebody writes down what happens at a meeting: whoever plans it, or was asked to take notes."""
    if takes_notes(user, meeting):
        return True
    return councils_planned_by(user).filter(pk=meeting.council_id).exists()


def current(minutes: Minutes) -> MinutesVersion:
    """Return the newest version."""
    return minutes.versions.get(number=minutes.version)


def translation_of(minutes: Minutes, language: str) -> MinutesText | None:
    """Return a translation of the newest version, or None where there is none in this language."""
    return in_language(minutes.texts.all(), language)


def term_of_reader(user: User, meeting: Meeting) -> Membership | None:
    """Return the term by which somebody can ask for a correction: on the day of the meeting, or else today's."""
    on_that_day = expected(meeting).filter(user=user).first()
    if on_that_day is not None:
        return on_that_day
    today = taking_part(timezone.localdate()).filter(seat__council=meeting.council_id, user=user)
    return today.order_by("seat__number", "pk").first()


def readers(meeting: Meeting) -> list[User]:
    """Return everybody whom minutes are sent to: members of the council on that day, or today; each once."""
    found: dict[UUID, User] = {}
    now = taking_part(timezone.localdate()).filter(seat__council=meeting.council_id).order_by("seat__number", "pk")
    for terms in (expected(meeting), now):
        for term in terms.select_related("user__contact", "user__preference"):
            if term.user.is_active:
                found.setdefault(term.user_id, term.user)
    return list(found.values())


def readers_in(meeting: Meeting, language: str) -> list[User]:
    """Return those of them who read a language."""
    return [person for person in readers(meeting) if language_of(person) == language]


def corrections_visible_to(user: User) -> QuerySet[MinutesCorrection]:
    """Return what members asked to be corrected: for those who plan the meetings, and everybody their own."""
    planned = Q(minutes__meeting__council__in=councils_planned_by(user).values("pk"))
    found = MinutesCorrection.objects.filter(planned | Q(membership__user=user))
    return found.select_related("minutes__meeting__council", "membership__user__chosen_name", "membership__seat")


def waiting_corrections(minutes: Minutes) -> QuerySet[MinutesCorrection]:
    """Return what was asked and nobody has answered."""
    return minutes.corrections.filter(status=CorrectionStatus.WAITING)


def later_meetings(meeting: Meeting) -> list[Meeting]:
    """Return the meetings of the same council after one, which have begun and were not cancelled; the next first."""
    after = Meeting.objects.filter(council=meeting.council_id, day__gte=meeting.day).exclude(pk=meeting.pk)
    held = after.filter(status__in=[MeetingStatus.INVITED, MeetingStatus.HELD]).order_by("day", "starts", "pk")
    return [later for later in held if later.starts_at > meeting.starts_at and not later.is_ahead]


def waiting_for_approval(meeting: Meeting) -> QuerySet[Minutes]:
    """Return the minutes of earlier meetings of the council that this meeting can approve."""
    found = Minutes.objects.filter(
        meeting__council=meeting.council_id, meeting__day__lte=meeting.day, status=MinutesStatus.SENT
    )
    return found.exclude(meeting=meeting).select_related("meeting").order_by("meeting__day", "meeting__starts")


def without_minutes(user: User) -> QuerySet[Meeting]:
    """Return the meetings of over a week ago of which nobody has begun the minutes, for those who plan them."""
    today = timezone.localdate()
    found = Meeting.objects.filter(
        council__in=councils_planned_by(user).values("pk"),
        status__in=[MeetingStatus.INVITED, MeetingStatus.HELD],
        day__lt=today - DUE_AFTER,
        day__gte=today - NOT_BEFORE,
        written_minutes=None,
    )
    return found.order_by("day", "starts", "pk")


def published() -> QuerySet[Minutes]:
    """Return what anyone may read, the newest meeting first."""
    return Minutes.objects.filter(published_on__isnull=False).select_related("meeting__council", "approved_in")


def councils_published() -> QuerySet[Council]:
    """Return the councils of which anyone may read minutes, by name."""
    return Council.objects.filter(pk__in=published().values("meeting__council")).order_by("name", "pk")


def invitations_to_print_for(user: User, minutes: Minutes) -> QuerySet[Invitation]:
    """Return the people for whom somebody may print minutes as they read them."""
    found = invitations_for_packs(user).filter(meeting=minutes.meeting_id)
    return found.order_by("membership__seat__number", "pk")


def visible_minutes(user: User) -> QuerySet[Minutes]:
    """Return the minutes that somebody may read: those sent of meetings they know of, and drafts they plan."""
    sent = ~Q(status=MinutesStatus.DRAFT) & Q(meeting__in=visible_to(user).values("pk"))
    planned = Q(meeting__council__in=councils_planned_by(user).values("pk"))
    return Minutes.objects.filter(sent | planned).select_related("meeting__council", "approved_in")
