"""What is arranged for people at meetings: the list of it all, one booking, what its person says, and what failed."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import note_looked
from accounts.queries import MemberRequest
from core.listing import Listing, Order, SavedView, last_address
from core.submitting import submit
from core.verdicts import Conflict, Refused
from meetings import actions, forms, queries, rules
from meetings.enums import TO_BOOK, BookingStatus
from meetings.models import AccessBooking, BookedNeed
from meetings.presenters import bookings as booking_presenters
from meetings.queries import bookings as booking_queries
from meetings.rules import bookings as booking_rules

PAGE = 50
# What is to be booked within so many days is under "due".
DUE_SOON = timedelta(days=7)
# So many bookings are in one file: more than all that are ahead anywhere.
MOST_IN_A_FILE = 5000
_CHANGED = gettext_lazy("This changed since you opened it. Here is how it is now.")


def _listing(request: MemberRequest) -> Listing[AccessBooking]:
    ahead = booking_queries.ahead()
    to_book = ahead & Q(status__in=TO_BOOK, overridden_on=None)
    to_release = Q(status=BookingStatus.TO_RELEASE)
    due = timezone.localdate() + DUE_SOON
    views = [
        SavedView("to_arrange", pgettext_lazy("bookings", "To arrange"), to_book),
        SavedView("mine", pgettext_lazy("bookings", "Mine"), Q(owner=request.user) & (ahead | to_release)),
        SavedView("due", pgettext_lazy("bookings", "Due within a week"), to_book & Q(due_on__lte=due)),
        SavedView("failed", pgettext_lazy("bookings", "Failed"), ahead & Q(status=BookingStatus.FAILED)),
        SavedView("to_release", pgettext_lazy("bookings", "To release"), to_release),
        SavedView("all", pgettext_lazy("bookings", "All"), Q()),
    ]
    form = forms.BookingFilter(request.GET, councils=queries.councils_planned_by(request.user))
    return Listing(
        request,
        booking_queries.to_arrange_by(request.user),
        views=views,
        form=form,
        narrow=booking_queries.narrowed,
        search=booking_queries.search,
        orders=[Order("due", ["due_on", "meeting__day", "pk"]), Order("meeting", ["meeting__day", "due_on", "pk"])],
        per_page=PAGE,
    )


@require_safe
def index(request: MemberRequest) -> HttpResponse:
    """List what is to be arranged for all meetings, by the day by which it has to be."""
    booking_rules.may_see_bookings(request.user).enforce()
    listing = _listing(request)
    listing.remember()
    rows = [booking_presenters.booking_row(booking) for booking in listing.page]
    _note_looked(request, [row.booking for row in rows])
    context = {
        "listing": listing,
        "rows": rows,
        "may_see_failures": booking_rules.may_see_failures(request.user),
        "today": timezone.localdate(),
    }
    return render(request, "meetings/bookings/index.html", context)


def _note_looked(request: MemberRequest, bookings: list[AccessBooking]) -> None:
    """Let people see who has looked at what they need."""
    needs = [one.need for booking in bookings for one in booking.served.all() if one.need is not None]
    note_looked(needs=needs, by=request.user)


@never_cache
@require_POST
def export(request: MemberRequest) -> HttpResponse:
    """Hand over the list as it was left, as CSV. By pressing only: it is in the log."""
    booking_rules.may_see_bookings(request.user).enforce()
    # The address carries the filters, as on the list itself.
    bookings = list(_listing(request).matching[:MOST_IN_A_FILE])
    made = actions.export_bookings(bookings=bookings, by=request.user)
    _note_looked(request, bookings)
    response = HttpResponse(made, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="bookings-{timezone.localdate().isoformat()}.csv"'
    return response


@require_safe
def failures(request: MemberRequest) -> HttpResponse:
    """Report how often people did not get what they needed, by council and quarter."""
    if not booking_rules.may_see_failures(request.user):
        raise Http404
    councils = booking_queries.councils_reported_to(request.user).values_list("pk", "name")
    found = booking_queries.failures_visible_to(request.user)
    reports = booking_presenters.report(list(councils), found, timezone.localdate())
    return render(request, "meetings/bookings/failures.html", {"reports": reports})


@require_http_methods(["GET", "HEAD", "POST"])
def booking(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show one booking; pressed, say what became of it."""
    one = _to_arrange(request, pk)
    if request.method != "POST":
        return _page(request, one)
    form = forms.status_form(one, request.POST, with_words=True)
    to = _back(request, one)
    if form["revision"].value() != str(one.revision):
        messages.warning(request, _CHANGED)
    elif not form.is_valid():
        messages.error(request, _("This is not possible from the state that it is in now."))
    elif not _set(request, one, form):
        to = _list_address(request)
    return redirect(to)


def _set(request: MemberRequest, one: AccessBooking, form: forms.Status) -> bool:
    """Say what became of a booking; returns whether it is still there."""
    try:
        kept = actions.set_booking(
            booking=one, status=form.cleaned_data["status"], words=form.cleaned_data["words"], by=request.user
        )
    except Conflict:
        messages.warning(request, _CHANGED)
        return True
    except Refused as reason:
        messages.error(request, str(reason))
        return True
    if kept is None:
        messages.success(request, _("It is released, and forgotten."))
        return False
    messages.success(request, _("Saved."))
    return True


def _to_arrange(request: MemberRequest, pk: UUID) -> AccessBooking:
    return get_object_or_404(booking_queries.to_arrange_by(request.user), pk=pk)


def _list_address(request: MemberRequest) -> str:
    return last_address(request, reverse("meetings:bookings"))


def _back(request: MemberRequest, one: AccessBooking) -> str:
    """Return the page from which a button was pressed."""
    came_from = request.POST.get("from")
    if came_from == "list":
        return f"{_list_address(request)}#booking-{one.pk}"
    if came_from == "meeting":
        return f"{reverse('meetings:meeting', args=[one.meeting_id])}#needs"
    return reverse("meetings:booking", args=[one.pk])


def _page(
    request: MemberRequest, one: AccessBooking, details: forms.Details | None = None, status: int = 200
) -> HttpResponse:
    owners = booking_queries.bookers(one.meeting.council_id)
    _note_looked(request, [one])
    context = {
        "row": booking_presenters.booking_row(one, with_words=True),
        "booking": one,
        "meeting": one.meeting,
        "details": details or forms.Details(booking=one, owners=owners),
        "may_override": booking_rules.may_override(request.user, one),
        "may_write_down": booking_rules.may_write_down(request.user, one),
        "failures": one.failures.all(),
        "list_href": f"{_list_address(request)}#booking-{one.pk}",
        "reader_zone": request.user.time_zone,
    }
    return render(request, "meetings/bookings/booking.html", context, status=status)


@require_POST
def details(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Save who sees to a booking, where it is booked, what it costs and by when."""
    one = _to_arrange(request, pk)
    form = forms.Details(request.POST, booking=one, owners=booking_queries.bookers(one.meeting.council_id))

    def save() -> None:
        answers = dict(form.cleaned_data)
        # The revision the page was opened with, not the one that is stored now.
        one.revision = answers.pop("revision")
        actions.save_booking(booking=one, by=request.user, **answers)

    return submit(
        request,
        form,
        save,
        rerender=partial(_page, request, one, form),
        success=_("Saved."),
        to=reverse("meetings:booking", args=[one.pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def override(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let a meeting take place without something, with a reason; it counts as an access failure."""
    one = _to_arrange(request, pk)
    verdict = booking_rules.may_override(request.user, one)
    # Not `request.POST or None`: also an empty form is sent, and shows what it lacks.
    data = request.POST if request.method == "POST" else None
    form = forms.Override(data, initial={"revision": one.revision})
    context = {"form": form, "booking": one, "meeting": one.meeting, "verdict": verdict}
    rerender = partial(render, request, "meetings/bookings/override.html", context)
    if request.method != "POST":
        return rerender()

    def decide() -> None:
        one.revision = form.cleaned_data["revision"]
        actions.override(booking=one, reason=form.cleaned_data["reason"], by=request.user)

    return submit(
        request,
        form,
        decide,
        rerender=rerender,
        success=_("The meeting can be confirmed without it. It is recorded as an access failure."),
        to=reverse("meetings:booking", args=[one.pk]),
    )


@require_POST
def waive(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say that somebody can do without something this time, or that they need it after all."""
    visible = queries.booked_needs_visible_to(request.user)
    served = get_object_or_404(visible.select_related("booking__meeting__council", "invitation__membership"), pk=pk)
    waived = request.POST.get("waived") == "yes"
    is_own = served.invitation.membership.user_id == request.user.pk
    to = reverse("meetings:my_needs", args=[served.booking.meeting_id])
    if not is_own:
        to = reverse("meetings:booking", args=[served.booking_id])
    try:
        actions.waive(served=served, waived=waived, by=request.user)
    except Refused as reason:
        # Somebody may know of a need and not speak for its owner: there is no page to go back to.
        if not rules.may_plan_for(request.user, served.booking.meeting.council) and not is_own:
            raise
        messages.error(request, str(reason))
        return redirect(to)
    if waived:
        messages.success(request, _("It is written down that it can be done without this time."))
    else:
        messages.success(request, _("It is written down that it is needed."))
    return redirect(to)


def _my_needs(request: MemberRequest, pk: UUID, sent: forms.Rate | None = None, about: object = None) -> HttpResponse:
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    needs = list(booking_queries.own_needs(request.user, meeting))
    if not needs and queries.invitation_of(request.user, meeting) is None:
        raise Http404
    rows = []
    for served in needs:
        form = sent if served.pk == about and sent is not None else _rate_form(served)
        rows.append({"served": served, "form": form, "may_rate": bool(booking_rules.may_rate(request.user, served))})
    context = {
        "meeting": meeting,
        "rows": rows,
        "reader_zone": request.user.time_zone,
        "may_waive": not (meeting.is_over or meeting.is_cancelled),
    }
    return render(request, "meetings/bookings/mine.html", context)


def _rate_form(served: BookedNeed, data: QueryDict | None = None) -> forms.Rate:
    initial = {"had_it": served.had_it, "rating_words": served.rating_words}
    return forms.Rate(data, prefix=f"n{served.pk.hex}", initial=initial)


@require_safe
def my_needs(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show what is arranged for the reader at one meeting; afterwards, ask whether it was there."""
    return _my_needs(request, pk)


@require_POST
def rate(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Store whether the reader had what they needed."""
    own = BookedNeed.objects.filter(invitation__membership__user=request.user)
    served = get_object_or_404(own.select_related("booking__meeting", "invitation__membership"), pk=pk)
    form = _rate_form(served, request.POST)
    return submit(
        request,
        form,
        lambda: actions.rate(
            served=served,
            had_it=form.cleaned_data["had_it"],
            words=form.cleaned_data["rating_words"],
            by=request.user,
        ),
        rerender=lambda *, status: _with_status(_my_needs(request, served.booking.meeting_id, form, served.pk), status),
        success=_("Thank you. You can change it at any time."),
        to=reverse("meetings:my_needs", args=[served.booking.meeting_id]),
    )


def _with_status(response: HttpResponse, status: int) -> HttpResponse:
    response.status_code = status
    return response


@require_POST
def confirm(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say that a meeting takes place, and tell everybody who may come."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    rules.may_plan_for(request.user, meeting.council).enforce()
    try:
        count = actions.confirm_meeting(meeting=meeting, by=request.user)
    except Conflict:
        messages.warning(request, _CHANGED)
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        text = ngettext(
            "The meeting is confirmed. %(n)s person is told.", "The meeting is confirmed. %(n)s people are told.", count
        )
        messages.success(request, text % {"n": count})
    return redirect("meetings:meeting", meeting.pk)
