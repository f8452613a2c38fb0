"""What meetings show on the home page."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import COUNCIL, Role
from accounts.models import User
from accounts.queries import active
from core.moments import day_words, start_times, until_words
from core.slots import COUNCIL_HANGS, HOME, ROWS_PER_PANEL, Hanging, HomePanel, HomeRow
from council.queries import coordinates
from meetings import queries
from meetings.enums import TO_BOOK, Answer, MeetingStatus, ProposalStatus
from meetings.models import BookedNeed, Meeting
from meetings.queries import bookings as booking_queries
from meetings.queries.minutes import without_minutes
from meetings.rules.papers import LEAD_DAYS, is_in_time, last_good_day

NEXT_MEETINGS = 3


def fill_slots() -> None:
    """Put everything where it is shown."""
    HOME.fill("dates to answer", dates_to_answer, order=4)
    HOME.fill("next meetings", next_meetings, order=5)
    HOME.fill("access to solve", to_solve, order=3)
    HOME.fill("proposed", proposed, order=33)
    HOME.fill("papers to bring", papers_to_bring, order=34)
    HOME.fill("access to arrange", to_arrange, order=35)
    HOME.fill("minutes to write", minutes_to_write, order=37)
    HOME.fill("access promised", promised, order=36)
    COUNCIL_HANGS.fill("meetings ahead", ahead_of_council)


def next_meetings(request: HttpRequest) -> HomePanel | None:
    """Return the next meetings of the reader, and whether they have answered the invitation."""
    person = active(request.user)
    if person is None or not (person.has_role(*COUNCIL) or coordinates(person)):
        return None
    visible = queries.visible_to(person).exclude(status=MeetingStatus.CANCELLED)
    ahead = queries.coming(queries.with_my_answer(visible, person))
    rows = [_row(meeting, person) for meeting in ahead[:NEXT_MEETINGS]]
    return HomePanel(
        _("Next meetings"),
        rows,
        reverse("meetings:list"),
        _("All meetings"),
        len(ahead),
        _("No meeting is planned right now."),
    )


def ahead_of_council(council: UUID) -> list[Hanging]:
    """Return the meetings of a council that are not over and not cancelled."""
    planned = Meeting.objects.filter(council=council).exclude(status=MeetingStatus.CANCELLED)
    found = []
    for meeting in queries.coming(planned):
        text = _("Meeting “%(title)s” on %(day)s") % {"title": meeting.title, "day": day_words(meeting.starts_at)}
        found.append(Hanging(text, reverse("meetings:meeting", args=[meeting.pk])))
    return found


def _row(meeting: Meeting, person: User) -> HomeRow:
    tag = ""
    mine = getattr(meeting, "mine", [])
    if any(invitation.answer == Answer.NONE for invitation in mine):
        tag = _("Your answer is missing")
    return HomeRow(
        meeting.title,
        reverse("meetings:meeting", args=[meeting.pk]),
        _when(meeting, person),
        tag,
        "attention",
        meeting.language,
        day_words(meeting.day),
    )


def _when(meeting: Meeting, person: User) -> str:
    times = start_times(meeting.starts_at, own=person.time_zone, there=meeting.time_zone)
    if not times.there:
        return times.own
    return _("%(own)s (there: %(there)s)") % {"own": times.own, "there": times.there}


def dates_to_answer(request: HttpRequest) -> HomePanel | None:
    """Return the polls about a date that the reader has not answered."""
    person = active(request.user)
    if person is None or not person.has_role(*COUNCIL):
        return None
    waiting = queries.polls_to_answer(person)
    rows = []
    for answer in waiting[:ROWS_PER_PANEL]:
        poll = answer.poll
        address = reverse("meetings:poll_answer", args=[queries.poll_token_of(answer)])
        note = _("Please answer by %(day)s") % {"day": until_words(poll.answer_by)}
        rows.append(HomeRow(poll.title, address, note, language=poll.language))
    return HomePanel(_("A date to answer"), rows, total=len(waiting))


def to_arrange(request: HttpRequest) -> HomePanel | None:
    """Return what members need for meetings ahead and nobody has booked yet."""
    person = active(request.user)
    if person is None or not (person.has_role(Role.CHAIR) or coordinates(person)):
        return None
    ahead = queries.coming(queries.visible_to(person).exclude(status=MeetingStatus.CANCELLED))
    open_bookings = queries.bookings_visible_to(person).filter(
        meeting__in=[meeting.pk for meeting in ahead], status__in=TO_BOOK, overridden_on=None
    )
    counts: dict[object, int] = {}
    for meeting_pk in open_bookings.order_by().values_list("meeting", flat=True):
        counts[meeting_pk] = counts.get(meeting_pk, 0) + 1
    waiting = [meeting for meeting in ahead if meeting.pk in counts]
    rows = []
    for meeting in waiting[:ROWS_PER_PANEL]:
        note = _("%(number)d to arrange") % {"number": counts[meeting.pk]}
        address = reverse("meetings:meeting", args=[meeting.pk])
        rows.append(HomeRow(meeting.title, address, note, language=meeting.language, apart=day_words(meeting.day)))
    link = _("All that is to be arranged")
    return HomePanel(_("Access to arrange"), rows, reverse("meetings:bookings"), link, len(waiting))


def to_solve(request: HttpRequest) -> HomePanel | None:
    """Return what could not be arranged for meetings ahead, and what a supplier keeps and nobody needs."""
    person = active(request.user)
    if person is None or not (person.has_role(Role.CHAIR) or coordinates(person)):
        return None
    found = list(booking_queries.unsolved(person))
    rows = []
    for booking in found[:ROWS_PER_PANEL]:
        meeting = booking.meeting
        note = _("For %(meeting)s, %(day)s") % {"meeting": meeting.title, "day": day_words(meeting.starts_at)}
        if booking.is_to_release:
            note = _("Release it by %(day)s") % {"day": until_words(booking.release_by)}
        address = reverse("meetings:booking", args=[booking.pk])
        status, day = str(booking.get_status_display()), day_words(meeting.day)
        rows.append(HomeRow(str(booking), address, note, status, booking.tone, apart=day))
    return HomePanel(_("Access to solve now"), rows, reverse("meetings:bookings"), _("All bookings"), len(found))


def promised(request: HttpRequest) -> HomePanel | None:
    """Return what the reader asked for to take part in meetings ahead, and what became of it."""
    person = active(request.user)
    if person is None or not person.has_role(*COUNCIL):
        return None
    ahead = {meeting.pk: meeting for meeting in queries.coming(queries.visible_to(person))}
    own = BookedNeed.objects.filter(
        invitation__membership__user=person, booking__meeting__in=list(ahead), ended_on=None
    )
    own = own.select_related("booking").order_by("booking__meeting__day", "booking__kind", "pk")
    rows = []
    for served in own[:ROWS_PER_PANEL]:
        booking = served.booking
        meeting = ahead[booking.meeting_id]
        address = reverse("meetings:my_needs", args=[meeting.pk])
        day = day_words(meeting.day)
        note = _("For %(meeting)s, %(day)s") % {"meeting": meeting.title, "day": day}
        rows.append(HomeRow(str(booking), address, note, str(booking.get_status_display()), booking.tone, apart=day))
    return HomePanel(_("What you asked for"), rows, reverse("accounts:needs"), _("My access needs"), own.count())


def proposed(request: HttpRequest) -> HomePanel | None:
    """Return what members propose for agendas and nobody has answered, for those who plan the meetings."""
    person = active(request.user)
    if person is None or not (person.has_role(Role.CHAIR) or coordinates(person)):
        return None
    planned = queries.councils_planned_by(person).values("pk")
    waiting = queries.proposals_visible_to(person).filter(meeting__council__in=planned, status=ProposalStatus.WAITING)
    rows = []
    for proposal in waiting[:ROWS_PER_PANEL]:
        address = reverse("meetings:meeting", args=[proposal.meeting_id]) + "#proposals"
        note = _("For %(meeting)s") % {"meeting": proposal.meeting.title}
        rows.append(HomeRow(proposal.title, address, note, language=proposal.language))
    return HomePanel(_("Proposed for an agenda"), rows, total=waiting.count())


def papers_to_bring(request: HttpRequest) -> HomePanel | None:
    """Return the meetings whose papers should be out by now, or within a week, for those who plan them."""
    person = active(request.user)
    if person is None or not (person.has_role(Role.CHAIR) or coordinates(person)):
        return None
    planned = queries.councils_planned_by(person).values("pk")
    soon = timezone.localdate() + timedelta(days=2 * LEAD_DAYS)
    without = Meeting.objects.filter(council__in=planned, status=MeetingStatus.INVITED, releases=None, day__lte=soon)
    waiting = queries.coming(without)
    title, rows = _("Papers to bring"), []
    for meeting in waiting[:ROWS_PER_PANEL]:
        note = _("People should have them by %(day)s") % {"day": until_words(last_good_day(meeting))}
        tag = "" if is_in_time(meeting) else _("Late")
        address = reverse("meetings:papers_plan", args=[meeting.pk])
        # The same meeting may be among the next ones, too.
        apart = f"{title}, {day_words(meeting.day)}"
        rows.append(HomeRow(meeting.title, address, note, tag, "stop", meeting.language, apart))
    return HomePanel(title, rows, total=len(waiting))


def minutes_to_write(request: HttpRequest) -> HomePanel | None:
    """Return the meetings of over a week ago of which nobody has begun the minutes, for those who plan them."""
    person = active(request.user)
    if person is None or not (person.has_role(Role.CHAIR) or coordinates(person)):
        return None
    waiting = list(without_minutes(person))
    title, rows = _("Minutes to write"), []
    for meeting in waiting[:ROWS_PER_PANEL]:
        address = reverse("meetings:minutes", args=[meeting.pk])
        day = day_words(meeting.day)
        apart = f"{title}, {day}"
        rows.append(HomeRow(meeting.title, address, day, language=meeting.language, apart=apart))
    return HomePanel(title, rows, total=len(waiting))
