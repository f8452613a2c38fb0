"""Pages about one's own data: download it, leave, be erased; and the receipt."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import sessions
from accounts.enums import Role
from accounts.queries import MemberRequest
from accounts.queries import people as everybody
from core.openness import open_to_all
from core.submitting import mark_sent, submit
from core.verdicts import Verdict
from people import holdings
from people.actions import erasing as actions
from people.actions.downloading import note_download
from people.forms import my_data as forms
from people.models import ErasureReceipt
from people.presenters import my_data as presenters
from people.queries import my_data as queries
from people.rules import erasing as rules

# So long somebody who has no password and no passkey counts as having shown who they are by signing in.
SIGNED_IN_WITHIN = timedelta(minutes=5)


@require_safe
def my_data(request: MemberRequest) -> HttpResponse:
    """Say what one can do with one's own data."""
    seats = holdings.seats()
    lines = seats.lines(request.user) if seats else []
    context = {"seats": lines, "may_erase": rules.may_erase(request.user, request.user)}
    return render(request, "people/my_data.html", context)


@never_cache
@require_POST
def download(request: MemberRequest) -> HttpResponse:
    """Hand out everything that is held about the reader, in their language."""
    note_download(by=request.user)
    # A file answers, and no redirect.
    mark_sent(request)
    headers = {"Content-Disposition": 'attachment; filename="my-data.zip"'}
    return HttpResponse(presenters.archive(request.user), content_type="application/zip", headers=headers)


@require_http_methods(["GET", "POST"])
def leave(request: MemberRequest) -> HttpResponse:
    """Let the reader end their own seats from a day on."""
    seats = holdings.seats()
    lines = seats.lines(request.user) if seats else []
    # Nothing to leave for whoever has no seat.
    if seats is None or not lines:
        raise Http404
    form = forms.Leave(request.POST or None)

    def show(*, status: int) -> HttpResponse:
        return render(request, "people/leave.html", {"form": form, "seats": lines}, status=status)

    if request.method != "POST":
        return show(status=200)
    return submit(
        request,
        form,
        lambda: seats.leave(last_day=form.cleaned_data["last_day"], by=request.user),
        rerender=show,
        success=_("It is noted. Thank you for everything you gave."),
        to=reverse("people:my_data"),
    )


@require_http_methods(["GET", "POST"])
def erase(request: MemberRequest) -> HttpResponse:
    """Say what goes and what stays, ask once more who it is, and erase the reader's account."""
    # Not `request.POST or None`: a form without the tick is sent empty, and shows what is missing.
    form = forms.Erase(request.POST if request.method == "POST" else None)
    verdict = rules.may_erase(request.user, request.user)
    if verdict:
        verdict = _is_shown(request)
    if form.is_valid() and verdict:
        _insist(request)
        receipt = actions.erase(person=request.user, by=request.user)
        # The session is gone from the database: a new, empty one goes on.
        logout(request)
        return redirect("people:receipt", receipt.pk)
    context = {
        "form": form,
        "plan": queries.plan_for(request.user),
        "verdict": verdict,
        "backup_days": settings.BACKUP_DAYS,
    }
    return render(request, "people/erase.html", context)


@require_http_methods(["GET", "POST"])
def erase_for(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Erase the account of somebody who asked an administrator by letter or call."""
    if not request.user.has_role(Role.ADMIN):
        raise Http404
    person = get_object_or_404(everybody(), pk=pk)
    if person == request.user:
        return redirect("people:erase")
    form = forms.EraseFor(request.POST or None)
    verdict = rules.may_erase(request.user, person)
    if verdict:
        verdict = _is_shown(request)
    if form.is_valid() and verdict:
        _insist(request)
        receipt = actions.erase(person=person, by=request.user, **form.cleaned_data)
        messages.success(request, _("The account is erased. Send this receipt to the person if you can."))
        return redirect("people:receipt", receipt.pk)
    context = {
        "form": form,
        "person": person,
        "plan": queries.plan_for(person),
        "verdict": verdict,
        "backup_days": settings.BACKUP_DAYS,
    }
    return render(request, "people/erase_for.html", context)


@open_to_all
@require_safe
def receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a receipt to whoever has its address: it holds nothing about the person."""
    found = get_object_or_404(ErasureReceipt, pk=pk)
    context = {
        "receipt": found,
        "plan": queries.plan_of(found),
        "backups_gone_on": queries.backups_gone_on(found),
    }
    return render(request, "people/receipt.html", context)


@open_to_all
@require_safe
def receipt_text(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand out a receipt as a text file."""
    found = get_object_or_404(ErasureReceipt, pk=pk)
    headers = {"Content-Disposition": 'attachment; filename="receipt.txt"'}
    text = presenters.receipt_text(found)
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


def _is_shown(request: MemberRequest) -> Verdict:
    """Return whether somebody could show once more who they are: with a password or passkey, or by signing in again."""
    if get_reauthentication_flows(request.user) or sessions.is_new(request.session, SIGNED_IN_WITHIN):
        return Verdict()
    return Verdict(
        _(
            "Please sign out, sign in again with a new code, and come back here within five minutes. Then we know it is you."
        )
    )


def _insist(request: MemberRequest) -> None:
    """Ask for the password or passkey once more where the reader has one; the form is sent on by itself afterwards."""
    if get_reauthentication_flows(request.user) and not did_recently_reauthenticate(request):
        raise ReauthenticationRequired
