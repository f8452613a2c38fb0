"""What the council hears, asks for, and is answered."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import COUNCIL, DESK, STAFF, Role
from accounts.queries import MemberRequest
from core.listing import Listing, Order, SavedView, last_address
from core.submitting import submit
from council.presenters import Stance, stances
from council.queries import recusals_about, register_of_council
from desk.models import Case
from tracker.actions import recommendations as actions
from tracker.forms import recommendations as forms
from tracker.models import Recommendation
from tracker.queries import recommendations, shared
from tracker.rules import recommendations as rules


@require_safe
def shared_versions(request: MemberRequest) -> HttpResponse:
    """List the versions of feedback that the council may see."""
    if not (request.user.has_role(*DESK) or shared.has_seat_today(request.user)):
        raise Http404
    # As far as this reader may see them: another council's recommendation is not shown beside a shared version.
    visible = Prefetch("recommendations", recommendations.visible_to(request.user), to_attr="led_to")
    rows: QuerySet[Case] = shared.shared_with_council_for(request.user).prefetch_related(visible)
    listing = Listing(
        request,
        rows,
        form=forms.SharedFilter(request.GET or None),
        narrow=shared.filtered,
        search=shared.search,
    )
    listing.remember()
    return render(request, "tracker/shared.html", {"listing": listing})


def _views() -> list[SavedView]:
    """Return the views of recommendations."""
    return [
        SavedView("waiting", _("Waiting for a decision"), recommendations.WAITING),
        SavedView("overdue", _("Overdue"), recommendations.overdue()),
        SavedView("decided", _("Decided"), ~recommendations.WAITING),
        SavedView("all", _("All"), Q()),
    ]


ORDERS = [
    # Of no column: what to look at first, in each of the views.
    Order("next", recommendations.WAITING_FIRST),
    Order("title", ["title", "id"]),
    Order("council", ["agenda_item__meeting__council__name", *recommendations.WAITING_FIRST]),
    Order("due", ["answer_by", "made_on", "id"]),
]


@require_safe
def listed(request: MemberRequest) -> HttpResponse:
    """List recommendations: what waits for a decision, what is late, what was decided."""
    if not (request.user.has_role(*COUNCIL, *STAFF, Role.TRANSLATOR) or request.user.councils_as(Role.COORDINATOR)):
        raise Http404
    listing = Listing(
        request,
        recommendations.visible_to(request.user),
        views=_views(),
        search=recommendations.search,
        orders=ORDERS,
    )
    listing.remember()
    return render(request, "tracker/recommendations.html", {"listing": listing})


@require_http_methods(["GET", "POST"])
def recommend(request: MemberRequest, agenda_item: UUID) -> HttpResponse:
    """Write down what the council asked for under an agenda item."""
    found = get_object_or_404(recommendations.agenda_items_visible_to(request.user), pk=agenda_item)
    start = {"title": found.title, "text": found.outcome, "language": found.language}
    verdict = rules.may_recommend(request.user, found)
    sources = []
    if verdict:
        # Only then: what people said is not shown to somebody who cannot recommend anything.
        sources = list(recommendations.sources_of(found))
    form = forms.Recommend(request.POST or None, cases=sources, initial=start)
    if form.is_valid() and verdict:
        recommendation = actions.recommend(agenda_item=found, by=request.user, **form.cleaned_data)
        return redirect("tracker:recommendation", recommendation.pk)
    return render(request, "tracker/recommend.html", {"agenda_item": found, "form": form, "verdict": verdict})


@require_http_methods(["GET", "POST"])
def recommendation(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show a recommendation with its answer; executives decide here."""
    visible = recommendations.with_details(recommendations.visible_to(request.user))
    found = get_object_or_404(visible, pk=pk)
    form = forms.Decide(request.POST or None, initial={"language": get_language()})

    def rerender(*, status: int) -> HttpResponse:
        return _page(request, pk, form, status)

    if request.method != "POST":
        return rerender(status=200)
    return submit(
        request,
        form,
        lambda: actions.decide(recommendation=found, by=request.user, **form.cleaned_data),
        rerender=rerender,
        success=_("Your decision is recorded. Everyone it came from can read it with their code."),
        to=reverse("tracker:recommendation", args=[pk]),
    )


def _page(request: MemberRequest, pk: UUID, form: forms.Decide, status: int) -> HttpResponse:
    # Read again: after a conflict the page shows the decision that was faster.
    found = recommendations.with_details(recommendations.visible_to(request.user)).get(pk=pk)
    may_ask_members = register_of_council(request.user, found.agenda_item.meeting.council_id).exists()
    context = {
        "recommendation": found,
        # Those that this reader may read, not all that led to it.
        "sources": shared.shared_with_council_for(request.user).filter(recommendations=found),
        "form": form,
        "verdict": rules.may_decide(request.user, found),
        "may_say_it_touches": rules.may_say_it_touches(request.user, found),
        "may_ask_members": may_ask_members,
        "stances": _stances(request, found, everything=may_ask_members),
        "back_href": f"{last_address(request, reverse('tracker:recommendations'))}#recommendation-{found.pk}",
    }
    return render(request, "tracker/recommendation.html", context, status=status)


def _stances(request: MemberRequest, found: Recommendation, *, everything: bool) -> list[Stance]:
    """Return who could step back; an offer without an answer is for the member and for whoever asks members."""
    if not rules.may_see_stances(request.user, found):
        return []
    recusals = recusals_about(recommendations.touched(found))
    listed = stances(found.agenda_item.meeting.council_id, recusals)
    return [stance for stance in listed if everything or stance.is_answered]
