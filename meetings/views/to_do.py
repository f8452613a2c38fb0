"""What is to be done after meetings: the list, and the page of each."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.queries import MemberRequest
from core.listing import Listing, Order, SavedView, last_address
from core.submitting import submit
from meetings import actions, queries
from meetings.enums import ActionStatus, ItemKind
from meetings.forms import room as forms
from meetings.models import ActionItem
from meetings.queries import attendance
from meetings.rules import room as rules

PAGE = 20


def _search(found: QuerySet[ActionItem], words: str) -> QuerySet[ActionItem]:
    return found.filter(text__icontains=words)


@require_safe
def index(request: MemberRequest) -> HttpResponse:
    """List what is to be done, what is late first."""
    is_open = Q(status=ActionStatus.OPEN)
    views = [
        SavedView("open", pgettext_lazy("things to do", "To do"), is_open),
        SavedView("late", pgettext_lazy("things to do", "Late"), is_open & Q(due_on__lt=timezone.localdate())),
        SavedView("mine", pgettext_lazy("things to do", "Mine"), is_open & Q(owner__user=request.user)),
        SavedView("ended", pgettext_lazy("things to do", "Done or dropped"), ~is_open),
    ]
    listing = Listing(
        request,
        attendance.actions_visible_to(request.user),
        views=views,
        search=_search,
        orders=[Order("due", ("due_on", "pk"))],
        per_page=PAGE,
    )
    listing.remember()
    return render(request, "meetings/actions/index.html", {"listing": listing})


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Write down what is to be done after a meeting."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    rules.may_add_action(request.user, meeting).enforce()
    items = meeting.agenda.filter(kind=ItemKind.ITEM)
    form = forms.NewAction(request.POST or None, terms=attendance.expected(meeting), items=items)

    def rerender(*, status: int) -> HttpResponse:
        return render(request, "meetings/actions/new.html", {"form": form, "meeting": meeting}, status=status)

    if request.method != "POST":
        return rerender(status=200)
    return submit(
        request,
        form,
        lambda: actions.add_action(meeting=meeting, language=meeting.language, by=request.user, **form.cleaned_data),
        rerender=rerender,
        success=_("It is written down, and whoever does it is told."),
        to=reverse("meetings:room", args=[meeting.pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def action(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show what is to be done, and give it to somebody else or another day."""
    found = _action(request, pk)
    terms = list(attendance.expected(found.meeting))
    owner = str(found.owner_id or found.owner_role)
    form = forms.PassOn(request.POST or None, terms=terms, initial={"owner": owner, "due_on": found.due_on})

    def rerender(*, status: int) -> HttpResponse:
        return _show(request, found, status=status, form=form)

    if request.method != "POST":
        return rerender(status=200)
    return submit(
        request,
        form,
        lambda: actions.reassign_action(action=found, by=request.user, **form.cleaned_data),
        rerender=rerender,
        success=_("It is changed, and whoever does it now is told."),
        to=reverse("meetings:action", args=[found.pk]),
    )


def _show(
    request: MemberRequest,
    found: ActionItem,
    *,
    status: int,
    form: forms.PassOn | None = None,
    drop: forms.DropAction | None = None,
) -> HttpResponse:
    if form is None:
        owner = str(found.owner_id or found.owner_role)
        initial = {"owner": owner, "due_on": found.due_on}
        form = forms.PassOn(terms=attendance.expected(found.meeting), initial=initial)
    context = {
        "action": found,
        "meeting": found.meeting,
        "form": form,
        "drop": drop or forms.DropAction(),
        "may_finish": rules.may_finish(request.user, found),
        "may_reassign": rules.may_reassign(request.user, found),
        "may_reopen": rules.may_reopen(request.user, found),
        "back_href": last_address(request, reverse("meetings:actions")),
    }
    return render(request, "meetings/actions/action.html", context, status=status)


@require_POST
def finish(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say that it is done."""
    found = _action(request, pk)
    actions.finish_action(action=found, by=request.user)
    messages.success(request, _("It is done. Thank you."))
    return redirect("meetings:action", found.pk)


@require_POST
def drop(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Drop it with a reason."""
    found = _action(request, pk)
    form = forms.DropAction(request.POST)
    return submit(
        request,
        form,
        lambda: actions.drop_action(action=found, reason=form.cleaned_data["reason"], by=request.user),
        rerender=lambda *, status: _show(request, found, status=status, drop=form),
        success=_("It is dropped."),
        to=reverse("meetings:action", args=[found.pk]),
    )


@require_POST
def reopen(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Open it again."""
    found = _action(request, pk)
    actions.reopen_action(action=found, by=request.user)
    messages.success(request, _("It is to be done again."))
    return redirect("meetings:action", found.pk)


def _action(request: MemberRequest, pk: UUID) -> ActionItem:
    return get_object_or_404(attendance.actions_visible_to(request.user), pk=pk)
