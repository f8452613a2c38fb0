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
from meetings import calendar, forms, queries, rules
from meetings.enums import MeetingStatus
from meetings.models import AccessBooking, AgendaItem, Meeting
from meetings.slots import AGENDA_ITEM_ACTIONS, AGENDA_ITEM_PANELS, panels_of

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
    slots = calendar.timetable(meeting, items)
    invitation = queries.invitation_of(user, meeting)
    bookings = queries.bookings_visible_to(user).filter(invitation__meeting=meeting)
    answered = {}
    if invitation:
        answered = {"answer": invitation.answer, "note": invitation.note}
    context: dict[str, object] = {
        "meeting": meeting,
        "reader_zone": user.time_zone,
        "add_links": _add_links(user, meeting),
        "agenda_rows": _agenda(user, slots, items),
        "invitation": invitation,
        "form": reply or forms.Reply(initial=answered),
        # Of the reader's own invitation: whoever has none is shown no form.
        "may_answer": invitation and rules.may_answer(user, invitation),
        "back_href": f"{back_href(request)}#meeting-{meeting.pk}",
    }
    # Planners see every booking with a form to change it, others only what people chose to share with them.
    if rules.may_plan_for(user, meeting.council):
        shown = list(bookings)
        context["planner"] = _planning(meeting, user, shown, slots)
    else:
        shown = list(bookings.exclude(invitation__membership__user=user))
        context["others"] = shown
    # People see who has looked at what they need.
    note_looked(needs=[booking.need for booking in shown], by=user)
    return context


def _add_links(user: User, meeting: Meeting) -> calendar.AddLinks | None:
    """Return how to add a meeting by hand; nothing for one that is not sure, or over, or off."""
    if meeting.status != MeetingStatus.INVITED or meeting.is_over:
        return None
    return calendar.add_links(meeting, queries.calendar_reader(user, language=get_language() or ""))


def _agenda(user: User, slots: list[calendar.Slot], items: list[AgendaItem]) -> list[dict[str, object]]:
    """Return the slots of the timetable, each with what other apps show under its agenda item."""
    panels = panels_of(AGENDA_ITEM_PANELS, user, items)
    actions = panels_of(AGENDA_ITEM_ACTIONS, user, items)
    rows: list[dict[str, object]] = []
    for slot in slots:
        row: dict[str, object] = {"slot": slot}
        if slot.item is not None:
            row |= {"panels": panels.get(slot.item.pk, []), "actions": actions.get(slot.item.pk, [])}
        rows.append(row)
    return rows


def _planning(
    meeting: Meeting, user: User, bookings: list[AccessBooking], slots: list[calendar.Slot]
) -> dict[str, object]:
    """Return what only planners see: answers under the names people chose, what to arrange, and what can be done."""
    return {
        "invitations": queries.invitations_to(meeting),
        "bookings": [(booking, forms.booking_form(booking)) for booking in bookings],
        "attended": set(meeting.attendances.exclude(membership=None).values_list("membership", flat=True)),
        "failed": [booking for booking in bookings if booking.has_failed],
        "too_long": calendar.minutes_over(meeting, slots),
        "may_change": rules.may_change(user, meeting),
        "may_invite": rules.may_invite(user, meeting),
        "may_cancel": rules.may_cancel(user, meeting),
        "may_mark_held": rules.may_mark_held(user, meeting),
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
