"""What members need and what changed after somebody had looked: a list to work through."""

from __future__ import annotations

from functools import partial

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import note_looked
from accounts.models import AccessNeed
from accounts.queries import MemberRequest
from core.listing import Listing, Order, SavedView
from council import actions, presenters, queries, rules
from council.models import NeedTask
from council.views.buttons import press

VIEWS = [
    SavedView("open", gettext_lazy("Open"), Q(done_on=None)),
    SavedView("done", gettext_lazy("Done"), Q(done_on__isnull=False)),
]


@require_safe
def listed(request: MemberRequest) -> HttpResponse:
    """List what is to be looked at again, and what somebody has seen to."""
    if not rules.may_fill(request.user):
        raise Http404
    tasks: QuerySet[NeedTask] = queries.need_tasks_for(request.user)
    listing = Listing(request, tasks, views=VIEWS, orders=[Order("waiting", ["made_on", "pk"])])
    rows = presenters.need_rows(listing.page)
    # Its owner reads who looked, here as on the page of a meeting.
    shown = Q()
    for row in rows:
        shown |= Q(user=row.task.user_id, kind=row.task.kind)
    if rows:
        note_looked(needs=AccessNeed.objects.filter(shown), by=request.user)
    return render(request, "council/needs.html", {"listing": listing, "rows": rows})


@require_POST
def done(request: MemberRequest, pk: int) -> HttpResponse:
    """Tick one."""
    task = get_object_or_404(queries.need_tasks_for(request.user), pk=pk)
    perform = partial(actions.mark_need_task_done, task=task, by=request.user)
    return press(request, perform, success=_("Noted."), to=reverse("council:need_tasks"))
