"""Councils: who sits on them, and for coordinators making, changing, closing and opening them again."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import DESK, STAFF
from accounts.queries import MemberRequest
from core.fields import Form
from core.listing import Listing, Order, SavedView
from core.submitting import submit
from council import actions, forms, presenters, queries, rules
from council.models import Council, Membership
from council.views.asking import Question, ask

COUNCILS_A_PAGE = 10
VIEWS = [
    SavedView("open", gettext_lazy("Open"), Q(closed_on=None)),
    SavedView("closed", gettext_lazy("Closed"), Q(closed_on__isnull=False)),
]
ORDERS = [Order("name", ["name", "pk"])]


def _described(council: Council) -> dict[str, object]:
    """Return a council with its seats, and how many of the seated have lived experience; empty if nobody is seated."""
    seats = council.seats_in_order  # type: ignore[attr-defined] # set by queries.with_holders
    memberships: list[Membership] = []
    for seat in seats:
        memberships += seat.holders
    share = queries.lived_share(memberships).label if memberships else ""
    return {"council": council, "seats": seats, "share": share}


@require_safe
def council(request: MemberRequest) -> HttpResponse:
    """Show what the councils are for and who sits on them, by the names they chose."""
    # 404 and not 403: that there is a council is nothing for people who only hold another role.
    if not rules.may_look(request.user):
        raise Http404
    today = timezone.localdate()
    sits_here = queries.my_terms(request.user, today).filter(starts_on__lte=today).exists()
    listing = Listing(
        request,
        queries.with_holders(queries.visible_to(request.user), today),
        views=VIEWS,
        search=queries.search_councils,
        orders=ORDERS,
        per_page=COUNCILS_A_PAGE,
    )
    context = {
        "listing": listing,
        "councils": [_described(council) for council in listing.page],
        # Members have one or two: a search would only be in the way.
        "is_long": request.user.has_role(*STAFF),
        "may_fill": rules.may_fill(request.user),
        "may_make": rules.may_make_council(request.user),
        "sits_here": sits_here,
        "may_hear": sits_here or request.user.has_role(*DESK),
    }
    return render(request, "council/council.html", context)


@require_safe
def one(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show one council: its charter, what it agreed on, its seats, and what a coordinator can change."""
    found = get_object_or_404(queries.visible_to(request.user).select_related("parent"), pk=pk)
    context = {
        "council": found,
        "agreed": presenters.agreed(found.rules_on(timezone.localdate())),
        "seats": queries.seats_of(found),
        "parts": queries.visible_to(request.user).filter(parent=found),
        "may_change": rules.may_change_council(request.user, found),
        "may_reopen": rules.may_reopen_council(request.user, found),
        "is_coordinator": bool(rules.may_coordinate(request.user, found)),
    }
    return render(request, "council/one.html", context)


@require_safe
def past(request: MemberRequest, pk: UUID) -> HttpResponse:
    """List who was on a council and is not any more, by the names they chose."""
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    listing = Listing(request, queries.past_terms(found), orders=[Order("end", ["-ends_on", "pk"])])
    return render(request, "council/past.html", {"council": found, "listing": listing})


@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Make a council."""
    if not rules.may_make_council(request.user):
        raise Http404
    form = forms.CouncilWords(request.POST or None, user=request.user)
    if form.is_valid():
        made = actions.make_council(by=request.user, **form.words())
        return redirect("council:seats", made.pk)
    return render(request, "council/words.html", {"form": form, "council": None})


@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change what a council is called and is for."""
    found = _managed(request, pk)
    form = forms.CouncilWords(request.POST or None, user=request.user, council=found)

    def page(*, status: int = 200) -> HttpResponse:
        context = {"form": form, "council": found, "verdict": rules.may_change_council(request.user, found)}
        return render(request, "council/words.html", context, status=status)

    if request.method != "POST":
        return page()
    return submit(
        request,
        form,
        lambda: actions.change_council(council=found, by=request.user, **form.words()),
        rerender=page,
        success=_("The council is changed."),
        to=_address(found),
    )


@require_http_methods(["GET", "POST"])
def close(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let a council come to its end; what still hangs on it is listed."""
    found = _managed(request, pk)
    form = forms.Close(request.POST or None)

    def page(*, status: int = 200) -> HttpResponse:
        context = {
            "council": found,
            "form": form,
            "terms": queries.terms_after(found, timezone.localdate()).select_related("seat"),
            "ahead": queries.hangings(found),
            "parts": Council.objects.filter(parent=found, closed_on=None),
            "verdict": rules.may_change_council(request.user, found),
        }
        return render(request, "council/close.html", context, status=status)

    if request.method != "POST":
        return page()
    return submit(
        request,
        form,
        lambda: actions.close_council(council=found, by=request.user, **form.cleaned_data),
        rerender=page,
        success=_("The council is closed. Until tomorrow it can be opened again."),
        to=_address(found),
    )


@require_POST
def reopen(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Open a council again that was closed by mistake."""
    found = _managed(request, pk)
    question = Question(
        title=_("Open the council again"),
        happens=_("It was closed by mistake. Terms that ended with it stay ended."),
        button=_("Open it again"),
        success=_("The council is open again."),
    )
    return ask(
        request,
        question,
        Form(request.POST),
        lambda: actions.reopen_council(council=found, by=request.user),
        back=_address(found),
    )


@require_http_methods(["GET", "POST"])
def agree(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Write down what a council agreed on. First what happens to running terms is said; then it is saved."""
    found = _managed(request, pk)
    now = found.rules_on(timezone.localdate())
    form = forms.Agreed(request.POST or None, rules=now)
    is_sure = request.method == "POST" and "sure" in request.POST

    def page(*, status: int = 200) -> HttpResponse:
        context = {
            "council": found,
            "form": form,
            "now": now,
            "verdict": rules.may_change_council(request.user, found),
        }
        # Only once all is answered: nothing can be said about half an agreement.
        if form.is_valid():
            context["said"] = form.cleaned_data
            context["running"] = queries.running(timezone.localdate()).filter(seat__council=found)
        return render(request, "council/agree.html", context, status=status)

    if not is_sure:
        return page()
    return submit(
        request,
        form,
        lambda: actions.set_rules(council=found, by=request.user, **form.agreed()),
        rerender=page,
        success=_("The rules are saved."),
        to=_address(found),
    )


def _managed(request: MemberRequest, pk: UUID) -> Council:
    return get_object_or_404(queries.coordinated_by(request.user), pk=pk)


def _address(council: Council) -> str:
    return reverse("council:one", args=[council.pk])
