"""What the council hears, asks for, and is answered."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import COUNCIL, DESK, STAFF, Role
from accounts.queries import MemberRequest
from tracker.actions import council as actions
from tracker.forms import council as forms
from tracker.queries import items, recommendations
from tracker.rules import council as rules
from tracker.views.acting import act

A_PAGE = 25


@require_safe
def heard(request: MemberRequest) -> HttpResponse:
    """List the versions of feedback that the council may see."""
    if not (request.user.has_role(*DESK) or items.sits_now(request.user)):
        raise Http404
    visible = Prefetch("recommendations", recommendations.visible_to(request.user), to_attr="led_to")
    found = items.heard_by(request.user).prefetch_related(visible)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "tracker/heard.html", {"page": page})


@require_safe
def asked_for(request: MemberRequest) -> HttpResponse:
    """List recommendations: what waits for a decision first."""
    if not request.user.has_role(*COUNCIL, *STAFF, Role.TRANSLATOR):
        raise Http404
    found = recommendations.waiting_first(recommendations.visible_to(request.user))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "tracker/recommendations.html", {"page": page})


@require_http_methods(["GET", "POST"])
def recommend(request: MemberRequest, agenda_item: UUID) -> HttpResponse:
    """Write down what the council asked for under an agenda item."""
    found = get_object_or_404(recommendations.agenda_items_visible_to(request.user), pk=agenda_item)
    start = {"title": found.title, "text": found.outcome, "language": found.language}
    verdict = rules.may_recommend(request.user, found)
    # Whoever cannot write one is not shown what stands behind it.
    sources = list(recommendations.sources_of(found)) if verdict else []
    form = forms.Recommend(request.POST or None, items=sources, initial=start)
    if form.is_valid() and verdict:
        made = actions.recommend(agenda_item=found, by=request.user, **form.cleaned_data)
        return redirect("tracker:recommendation", made.pk)
    return render(request, "tracker/recommend.html", {"agenda_item": found, "form": form, "verdict": verdict})


@require_http_methods(["GET", "POST"])
def recommendation(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show a recommendation with its answer; executives decide here."""
    visible = recommendations.with_story(recommendations.visible_to(request.user))
    found = get_object_or_404(visible, pk=pk)
    form = forms.Decide(request.POST or None, initial={"language": get_language()})

    def again(*, status: int) -> HttpResponse:
        return _page(request, pk, form, status)

    if request.method != "POST":
        return again(status=200)
    return act(
        request,
        form,
        lambda: actions.decide(recommendation=found, by=request.user, **form.cleaned_data),
        again=again,
        done=_("Your decision is recorded. Everybody it came from can read it with their code."),
        to=reverse("tracker:recommendation", args=[pk]),
    )


def _page(request: MemberRequest, pk: UUID, form: forms.Decide, status: int) -> HttpResponse:
    found = recommendations.with_story(recommendations.visible_to(request.user)).get(pk=pk)
    context = {
        "recommendation": found,
        "sources": items.heard_by(request.user).filter(recommendations=found),
        "form": form,
        "verdict": rules.may_decide(request.user, found),
    }
    return render(request, "tracker/recommendation.html", context, status=status)
