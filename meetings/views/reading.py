"""Meetings one may know of, one of them, and its calendar file."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.queries import MemberRequest
from meetings import calendar, forms, queries, rules
from meetings.models import AccessBooking, Meeting
from notifications.queries import language_of

PAGE = 20


@require_safe
def index(request: MemberRequest) -> HttpResponse:
    """Coming meetings first, past ones below."""
    visible = queries.with_my_answer(queries.visible_to(request.user), request.user)
    coming = queries.coming(visible)
    past = visible.exclude(pk__in=[meeting.pk for meeting in coming]).order_by("-day", "-starts", "pk")
    context = {
        "coming": coming,
        "past": Paginator(past, PAGE).get_page(request.GET.get("page")),
        "may_plan": rules.may_plan(request.user),
    }
    return render(request, "meetings/index.html", context)


@require_safe
def meeting(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show one meeting."""
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    return render(request, "meetings/meeting.html", page_of(found, request.user))


def page_of(found: Meeting, user: User, reply: forms.Reply | None = None) -> dict[str, object]:
    """Return what the page of a meeting shows a person; with `reply` where an answer needs another look."""
    planner = rules.may_plan_for(user, found.council)
    slots = calendar.timetable(found, found.agenda.all())
    invitation = queries.invitation_of(user, found)
    bookings = queries.bookings_visible_to(user).filter(invitation__meeting=found)
    others = bookings.exclude(invitation__membership__user=user)
    answered = {"answer": invitation.answer, "note": invitation.note} if invitation else {}
    return {
        "meeting": found,
        "slots": slots,
        "invitation": invitation,
        "form": reply or forms.Reply(initial=answered),
        "may_answer": invitation and rules.may_answer(user, invitation),
        "others": [] if planner else others,
        "planner": _planning(found, user, list(bookings), slots) if planner else None,
    }


def _planning(
    found: Meeting, user: User, bookings: list[AccessBooking], slots: list[calendar.Slot]
) -> dict[str, object]:
    """Return what only planners see: answers under the names people chose, what to arrange, and what can be done."""
    return {
        "invitations": queries.invitations_to(found),
        "bookings": [(booking, forms.booking_form(booking)) for booking in bookings],
        "failed": [booking for booking in bookings if booking.has_failed],
        "too_long": calendar.minutes_over(found, slots),
        "may_change": rules.may_change(user, found),
        "may_invite": rules.may_invite(user, found),
        "may_cancel": rules.may_cancel(user, found),
        "may_hold": rules.may_hold(user, found),
        "last": len(found.agenda.all()),
    }


@require_safe
def calendar_file(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Hand out the meeting for one's own calendar."""
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    text = calendar.build(found, language=get_language() or language_of(request.user))
    headers = {"Content-Disposition": 'attachment; filename="meeting.ics"'}
    return HttpResponse(text.encode(), content_type="text/calendar; charset=utf-8", headers=headers)
