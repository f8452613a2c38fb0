"""Guests of a meeting: asked, corrected and taken off by whoever plans it; their answers come by a signed link."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.queries import MemberRequest
from core import organisation
from core.language import supported
from core.verdicts import Conflict
from meetings import calendar, queries
from meetings.actions import guests as actions
from meetings.forms import guests as forms
from meetings.models import Guest
from meetings.queries.guests import guest_by_token
from meetings.rules import guests as guest_rules


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask somebody without a seat to a meeting."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    guest_rules.may_add_guest(request.user, meeting).enforce()
    form = forms.NewGuest(
        request.POST or None,
        initial={"language": get_language()},
        meeting=meeting,
        names_support=guest_rules.reads_notes(request.user, meeting),
    )
    if form.is_valid():
        try:
            actions.add_guest(meeting=meeting, by=request.user, **form.cleaned_data)
        except Conflict:
            form.add_error("email", _("This address is asked to the meeting already."))
        else:
            messages.success(request, _("Saved. Guests are told together with the members, or at once if those know."))
            return redirect("meetings:meeting", meeting.pk)
    return render(request, "meetings/guests/add.html", {"form": form, "meeting": meeting})


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Correct how a guest is called and reached."""
    guest = _planned(request, pk)
    guest_rules.may_change_guest(request.user, guest).enforce()
    initial = model_to_dict(guest, ["name", "email", "phone", "language"])
    form = forms.GuestDetails(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            actions.correct_guest(guest=guest, by=request.user, **form.cleaned_data)
        except Conflict:
            form.add_error("email", _("This address is asked to the meeting already."))
        else:
            messages.success(request, _("Saved."))
            return redirect("meetings:meeting", guest.meeting_id)
    return render(request, "meetings/guests/correct.html", {"form": form, "guest": guest, "meeting": guest.meeting})


@require_POST
def take_off(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Expect a guest no more."""
    guest = _planned(request, pk)
    actions.take_guest_off(guest=guest, by=request.user)
    messages.success(request, _("This person is not expected any more. Whoever had been told is told."))
    return redirect("meetings:meeting", guest.meeting_id)


def _planned(request: MemberRequest, pk: UUID) -> Guest:
    """Return a guest of a meeting that the reader plans."""
    councils = queries.councils_planned_by(request.user)
    guests = Guest.objects.select_related("meeting__council").filter(meeting__council__in=councils)
    return get_object_or_404(guests, pk=pk, taken_off_on=None)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_link(request: HttpRequest, token: str) -> HttpResponse:
    """Answer by the signed link in a message, in the guest's language. A GET changes nothing: scanners follow links."""
    guest = guest_by_token(token)
    if guest is None:
        return render(request, "meetings/answer_unknown.html", status=404)
    language = supported(request.GET.get("lang")) or guest.language
    with translation.override(language):
        request.LANGUAGE_CODE = language
        response = _answer(request, guest)
    response.headers["Content-Language"] = language
    return response


def _answer(request: HttpRequest, guest: Guest) -> HttpResponse:
    zone = organisation.current().zone
    reader = calendar.Reader(language=get_language() or "", zone=zone)
    context: dict[str, object] = {
        "meeting": guest.meeting,
        "invitation": guest,
        "verdict": guest_rules.may_answer_as_guest(guest),
        "reader_zone": zone,
        "add_links": calendar.add_links(guest.meeting, reader),
        "items": guest.meeting.agenda.all(),
    }
    if not context["verdict"]:
        return render(request, "meetings/answer_closed.html", context, status=410)
    data = request.POST if request.method == "POST" else None
    form = forms.GuestReply(data, initial={"answer": guest.answer, "how": guest.how, "note": guest.note})
    if form.is_valid():
        actions.answer_as_guest(guest=guest, **form.cleaned_data)
        return redirect(request.get_full_path())
    return render(request, "meetings/guests/answer.html", {**context, "form": form})
