"""The desk's list: what waits, in saved views, filtered, searched, and acted on many at a time."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.enums import DESK
from accounts.queries import MemberRequest
from core.listing import Listing, Order, SavedView, last_address
from desk.actions import bulk
from desk.enums import OPEN, CaseStatus
from desk.forms import cases as forms
from desk.models import Case
from desk.presenters import CaseRow
from desk.queries import cases
from desk.queries import queue as queries

ACTS = {"take": bulk.take, "acknowledge": bulk.acknowledge, "release": bulk.release}
DONE = {
    "take": gettext_lazy("Assigned to you: %(number)d."),
    "acknowledge": gettext_lazy("Acknowledged: %(number)d."),
    "release": gettext_lazy("Released from quarantine: %(number)d."),
}
# So many at once, so that a page answers while somebody waits for it; the rest stays ticked off by its state.
MOST_AT_ONCE = 200


def _views(request: MemberRequest) -> list[SavedView]:
    """Return the views of the desk. Each is a part of what the reader may see, and says so by its name."""
    is_open = Q(status__in=OPEN)
    at_hand = Q(quarantined=False)
    return [
        SavedView("waiting", gettext_lazy("Waiting"), queries.WAITING & at_hand),
        SavedView("mine", gettext_lazy("Mine"), is_open & Q(reader=request.user)),
        SavedView("unassigned", gettext_lazy("Unassigned"), is_open & at_hand & Q(reader__isnull=True)),
        SavedView("messages", gettext_lazy("New messages"), Q(unread__gt=0)),
        SavedView("late", gettext_lazy("Overdue"), queries.due_before(timezone.localdate())),
        SavedView("council", gettext_lazy("With the council"), Q(status=CaseStatus.WITH_COUNCIL)),
        SavedView("quarantine", gettext_lazy("In quarantine"), is_open & Q(quarantined=True)),
        SavedView("all", gettext_lazy("All"), Q()),
    ]


ORDERS = [
    Order("due", [queries.NEXT_DUE_FIRST, "id"]),
    Order("received", ["received_on", "id"]),
    Order("language", ["language", queries.NEXT_DUE_FIRST, "id"]),
    Order("reader", ["reader__name", "reader_id", queries.NEXT_DUE_FIRST, "id"]),
]


def _listing(request: MemberRequest) -> Listing[Case]:
    rows: QuerySet[Case] = queries.with_next_due(cases.at_desk(request.user))
    return Listing(
        request,
        rows,
        views=_views(request),
        form=forms.Filter(request.GET or None),
        narrow=lambda found, criteria: queries.filtered(found, **criteria),
        search=queries.search,
        orders=ORDERS,
    )


def _only_desk(request: MemberRequest) -> None:
    if not request.user.has_role(*DESK):
        raise Http404


@require_safe
def queue(request: MemberRequest) -> HttpResponse:
    """List feedback, what is due first. Never opens any words."""
    _only_desk(request)
    listing = _listing(request)
    listing.remember()
    context = {
        "listing": listing,
        "rows": [CaseRow.of(case) for case in listing.page],
        "is_quarantine": listing.view is not None and listing.view.name == "quarantine",
    }
    return render(request, "desk/queue.html", context)


@require_POST
def act_on_selected(request: MemberRequest) -> HttpResponse:
    """Do one thing with every case that was ticked."""
    _only_desk(request)
    back = last_address(request, reverse("desk:queue"))
    name = request.POST.get("act", "")
    act = ACTS.get(name)
    chosen = forms.chosen(request.POST.getlist("chosen"))
    if act is None or not chosen:
        messages.warning(request, _("Nothing was selected. Tick one or more rows, then choose what to do with them."))
        return redirect(back)
    # Through what the reader may see: anything else that was sent is left out.
    found = cases.at_desk(request.user).filter(pk__in=chosen[:MOST_AT_ONCE])
    _say(request, act(cases=found, by=request.user), DONE[name], left=max(0, len(chosen) - MOST_AT_ONCE))
    return redirect(back)


def _say(request: MemberRequest, outcome: bulk.Outcome, done: Promise, *, left: int) -> None:
    """Say what was done with how many, and why not with the others."""
    number = len(outcome.done)
    if number:
        messages.success(request, str(done) % {"number": number})
    for reason, times in outcome.refused.items():
        sentence = ngettext("Not done for %(number)d: %(reason)s", "Not done for %(number)d: %(reason)s", times)
        messages.warning(request, sentence % {"number": times, "reason": reason})
    if outcome.conflicts:
        changed = ngettext(
            "%(number)d was changed by someone else at the same time. It is as they left it.",
            "%(number)d were changed by someone else at the same time. They are as they left them.",
            outcome.conflicts,
        )
        messages.warning(request, changed % {"number": outcome.conflicts})
    if left:
        more = _("%(most)d are done at a time. %(left)d are left: select them again.")
        messages.info(request, more % {"most": MOST_AT_ONCE, "left": left})
