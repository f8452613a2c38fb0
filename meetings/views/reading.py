"""The list of meetings, the page of one, and its calendar file."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.views.decorators.http import require_safe

from accounts.actions import note_looked
from accounts.models import User
from accounts.queries import MemberRequest
from core.listing import Listing, Order, SavedView, last_address
from meetings import calendar, forms, presenters, queries, rules
from meetings.enums import MeetingStatus
from meetings.models import AccessBooking, Meeting
from meetings.presenters import agenda as agendas
from meetings.presenters import minutes as minutes_presenter
from meetings.presenters import papers as paper_presenter
from meetings.presenters.bookings import booking_row
from meetings.queries import after
from meetings.queries.bookings import active
from meetings.queries.guests import FOR_EVERYBODY, guests_of
from meetings.rules import after as after_rules
from meetings.rules import agenda as agenda_rules
from meetings.rules import guests as guest_rules
from meetings.rules import papers as paper_rules
from meetings.rules.bookings import may_confirm

PAGE = 20


def _listing(request: MemberRequest) -> Listing[Meeting]:
    visible = queries.with_my_answer(queries.visible_to(request.user), request.user)
    # Whether a meeting is over is known by its own clock, which the database cannot read.
    coming = [meeting.pk for meeting in queries.coming(visible.prefetch_related(None))]
    is_coming = Q(pk__in=coming)
    views = [
        SavedView("coming", pgettext_lazy("meetings", "Coming"), is_coming),
        SavedView("past", pgettext_lazy("meetings", "Past"), ~is_coming),
        SavedView("cancelled", pgettext_lazy("meetings", "Cancelled"), Q(status=MeetingStatus.CANCELLED)),
    ]
    return Listing(
        request,
        visible,
        views=views,
        search=queries.search,
        orders=[Order("next", queries.next_first(coming))],
        per_page=PAGE,
    )


def back_href(request: MemberRequest) -> str:
    """Return the address of the list as its reader left it."""
    return last_address(request, reverse("meetings:list"))


@require_safe
def index(request: MemberRequest) -> HttpResponse:
    """List the meetings that are coming, those that are past, and those that were cancelled."""
    listing = _listing(request)
    listing.remember()
    return render(request, "meetings/index.html", {"listing": listing, "may_plan": rules.may_plan(request.user)})


@require_safe
def meeting(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show one meeting."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    return render(request, "meetings/meeting.html", page_of(request, meeting))


def page_of(request: MemberRequest, meeting: Meeting, reply: forms.Reply | None = None) -> dict[str, object]:
    """Return the context of a meeting's page for its reader; `reply` is a bound form with errors to show."""
    user = request.user
    items = list(meeting.agenda.all())
    slots, topics = agendas.slots_of(meeting, items)
    plans = bool(rules.may_plan_for(user, meeting.council))
    warning = "" if meeting.is_over or meeting.is_cancelled else paper_rules.is_in_time(meeting).reason
    papers = paper_presenter.part(meeting, warning, plans=plans)
    invitation = queries.invitation_of(user, meeting)
    answered = {}
    if invitation:
        answered = forms.Reply.said_in(invitation)
    context: dict[str, object] = {
        "meeting": meeting,
        "reader_zone": user.time_zone,
        "add_links": _add_links(user, meeting),
        "agenda_rows": agendas.rows(user, slots, items, papers.papers),
        "topics": topics,
        "papers": papers,
        "minutes": minutes_presenter.part(user, meeting),
        "may_propose": agenda_rules.may_propose(user, meeting),
        "proposals": queries.proposals_visible_to(user).filter(meeting=meeting),
        "invitation": invitation,
        "form": reply or forms.Reply(initial=answered),
        # Of the reader's own invitation: whoever has none is shown no form.
        "may_answer": invitation and rules.may_answer(user, invitation),
        "back_href": f"{back_href(request)}#meeting-{meeting.pk}",
    }
    context |= _others(meeting, user)
    context["after"] = _after(meeting, user)
    # Planners see every booking with a form to change it, others only what people chose to share with them.
    if plans:
        bookings = list(queries.bookings_visible_to(user).filter(meeting=meeting))
        context["planner"] = _planning(meeting, user, bookings, slots)
        shown = [one for booking in bookings for one in booking.served.all()]
        if not (meeting.is_over or meeting.is_cancelled):
            context["rooms"] = presenters.room_warnings(meeting, user)
    else:
        others = active(queries.booked_needs_visible_to(user).filter(booking__meeting=meeting))
        shown = list(others.exclude(invitation__membership__user=user))
        context["others"] = shown
    # People see who has looked at what they need.
    note_looked(needs=[served.need for served in shown if served.need is not None], by=user)
    return context


def _others(meeting: Meeting, user: User) -> dict[str, object]:
    """Return who else comes and what people say beforehand, as far as the reader may know."""
    asked = list(guests_of(meeting))
    if not rules.may_plan_for(user, meeting.council):
        asked = [guest for guest in asked if guest.role in FOR_EVERYBODY]
    return {
        "guests": asked,
        "thoughts": queries.to_tell(meeting).exclude(thoughts=""),
        "reads_notes": guest_rules.reads_notes(user, meeting),
    }


def _after(meeting: Meeting, user: User) -> dict[str, object] | None:
    """Return what came after a meeting, and what its reader can do; None where nobody was asked."""
    # Only then was anybody asked.
    if meeting.status != MeetingStatus.HELD:
        return None
    questions = after.questions_of(meeting)
    if questions is None:
        return None
    invitation = after.asked(user, meeting)
    return {
        "questions": questions,
        "may_answer": invitation and after_rules.may_answer_after(user, invitation, questions),
        "offers_talk": invitation and after_rules.offers_talk(meeting),
    }


def _add_links(user: User, meeting: Meeting) -> calendar.AddLinks | None:
    """Return how to add a meeting by hand; nothing for one that is not sure, or over, or off."""
    if meeting.status != MeetingStatus.INVITED or meeting.is_over:
        return None
    return calendar.add_links(meeting, queries.calendar_reader(user, language=get_language() or ""))


def _planning(
    meeting: Meeting, user: User, bookings: list[AccessBooking], slots: list[calendar.Slot]
) -> dict[str, object]:
    """Return what only planners see: answers under the names people chose, what to arrange, and what can be done."""
    failed = [booking for booking in bookings if booking.has_failed]
    return {
        "invitations": queries.invitations_to(meeting),
        "attended": set(meeting.attendances.exclude(membership=None).values_list("membership", flat=True)),
        "bookings": [booking_row(booking) for booking in bookings],
        "failed": [one for booking in failed for one in booking.served.all() if one.ended_on is None],
        "may_confirm": may_confirm(user, meeting),
        "too_long": calendar.minutes_over(meeting, slots),
        "may_change": rules.may_change(user, meeting),
        "may_invite": rules.may_invite(user, meeting),
        "may_cancel": rules.may_cancel(user, meeting),
        "may_mark_held": rules.may_mark_held(user, meeting),
        "may_note_missed": rules.may_note_missed(user, meeting),
        "told": presenters.told_of(meeting, user),
        "last": len(meeting.agenda.all()),
    }


@require_safe
def calendar_file(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Return the meeting as a file for the reader's own calendar."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    changes = queries.calendar_changes_of(request.user).get(meeting.pk, 0)
    reader = queries.calendar_reader(request.user, changes=changes, language=get_language() or "")
    text = calendar.single(meeting, reader)
    headers = {"Content-Disposition": 'attachment; filename="meeting.ics"'}
    return HttpResponse(text.encode(), content_type="text/calendar; charset=utf-8", headers=headers)
