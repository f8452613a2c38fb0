"""Claims of others: approved, refused, paid, typed in from paper, handed to finance; and what is offered."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import Role
from accounts.queries import MemberRequest
from core import money
from core.listing import Listing, SavedView
from core.submitting import submit
from council import queries, rules
from council.actions import recognition as actions
from council.enums import ClaimKind, ClaimStatus
from council.forms import claims as forms
from council.models import Claim
from council.views.buttons import press
from council.views.claims import TONES, add_safe_receipt

VIEWS = [
    SavedView("waiting", gettext_lazy("To approve"), Q(status=ClaimStatus.SENT)),
    SavedView("approved", gettext_lazy("To pay"), Q(status=ClaimStatus.APPROVED)),
    SavedView("paid", gettext_lazy("Paid"), Q(status=ClaimStatus.PAID)),
    SavedView("all", gettext_lazy("All"), Q()),
]


@require_safe
def claims(request: MemberRequest) -> HttpResponse:
    """List the claims that the reader handles."""
    if not rules.may_export_claims(request.user):
        raise Http404
    listing = Listing(request, queries.claims_to_handle(request.user), views=VIEWS, search=_search)
    listing.remember()
    rows = []
    for number, claim in enumerate(listing.page, 1):
        rows.append({"number": number, "claim": claim, "tone": TONES[ClaimStatus(claim.status)]})
    return render(request, "council/claims/desk.html", {"listing": listing, "rows": rows})


@require_http_methods(["GET", "POST"])
def on_paper(request: MemberRequest) -> HttpResponse:
    """Type in what a member sent on paper. Somebody else approves it."""
    if not rules.may_export_claims(request.user):
        raise Http404
    councils = {str(council.pk): council for council in queries.councils_to_handle(request.user)}
    people = {str(person.pk): person for person in queries.claimants(queries.councils_to_handle(request.user))}
    form = forms.CostsOnPaper(
        request.POST or None,
        request.FILES or None,
        councils=councils.values(),
        people=people.values(),
        initial={"currency": money.usual()},
    )
    rerender = partial(render, request, "council/claims/on_paper.html", {"form": form})
    if request.method != "POST":
        return rerender()

    @transaction.atomic
    def perform() -> None:
        typed = form.cleaned_data
        claimant = people[typed["claimant"]]
        actions.tell_about_benefits(person=claimant, by=request.user)
        claim = actions.claim_costs(
            council=councils[typed["council"]],
            claimant=claimant,
            kind=ClaimKind(typed["kind"]),
            day=typed["day"],
            amount=typed["amount"],
            currency=typed["currency"],
            note=typed["note"],
            by=request.user,
        )
        add_safe_receipt(claim, typed["receipt"], by=request.user)

    success = _("The claim is saved. Someone else approves it.")
    return submit(request, form, perform, rerender=rerender, success=success, to=reverse("council:claims_desk"))


@require_POST
def approve(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Approve a claim as it was read."""
    claim = get_object_or_404(queries.claims_to_handle(request.user), pk=pk)
    form = forms.Approval(request.POST)
    to = reverse("council:claim", args=[claim.pk])
    if not form.is_valid() or form.cleaned_data != forms.as_read(claim):
        messages.warning(request, _("This changed since you opened it. Here is how it is now."))
        return redirect(to)
    perform = partial(actions.approve, claim=claim, by=request.user)
    return press(request, perform, success=_("The claim is approved."), to=to)


@require_http_methods(["GET", "POST"])
def refuse(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say that a claim is not paid, and why."""
    claim = get_object_or_404(queries.claims_to_handle(request.user), pk=pk)
    form = forms.Refusal(request.POST or None)
    context = {"form": form, "claim": claim, "verdict": rules.may_decide_claim(request.user, claim)}
    rerender = partial(render, request, "council/claims/refuse.html", context)
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.refuse(claim=claim, answer=form.cleaned_data["answer"], by=request.user),
        rerender=rerender,
        success=_("The member is told."),
        to=reverse("council:claim", args=[claim.pk]),
    )


@require_POST
def withdraw_approval(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take an approval back before it is paid."""
    claim = get_object_or_404(queries.claims_to_handle(request.user), pk=pk)
    perform = partial(actions.withdraw_approval, claim=claim, by=request.user)
    to = reverse("council:claim", args=[claim.pk])
    return press(request, perform, success=_("The approval is taken back."), to=to)


@require_http_methods(["GET", "POST"])
def pay(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say on which day a claim was paid."""
    claim = get_object_or_404(queries.claims_to_handle(request.user), pk=pk)
    form = forms.Payment(request.POST or None, initial={"paid_on": timezone.localdate()})
    context = {"form": form, "claim": claim, "verdict": rules.may_mark_paid(request.user, claim)}
    rerender = partial(render, request, "council/claims/pay.html", context)
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.mark_paid(claim=claim, paid_on=form.cleaned_data["paid_on"], by=request.user),
        rerender=rerender,
        success=_("The claim is marked as paid."),
        to=reverse("council:claim", args=[claim.pk]),
    )


@never_cache
@require_POST
def export(request: MemberRequest) -> HttpResponse:
    """Hand over what is approved and not paid, for the finance office. By pressing only: it is in the log."""
    if not rules.may_export_claims(request.user):
        raise Http404
    made = actions.export_claims(by=request.user)
    response = HttpResponse(made, content_type="text/csv; charset=utf-8")
    name = f"claims-{timezone.localdate().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def rates(request: MemberRequest) -> HttpResponse:
    """Show what is offered, and from when until when."""
    if not rules.may_export_claims(request.user):
        raise Http404
    return render(request, "council/claims/rates.html", {"rates": queries.rates_to_set(request.user)})


@require_http_methods(["GET", "POST"])
def add_rate(request: MemberRequest) -> HttpResponse:
    """Offer an amount for an activity."""
    if not rules.may_export_claims(request.user):
        raise Http404
    councils = {str(council.pk): council for council in queries.councils_to_handle(request.user)}
    for_all = request.user.has_role(Role.FINANCE, Role.COORDINATOR)
    form = forms.NewRate(request.POST or None, councils=councils.values(), for_all=for_all)
    rerender = partial(render, request, "council/claims/rate.html", {"form": form})
    if request.method != "POST":
        return rerender()

    def perform() -> None:
        typed = form.cleaned_data
        actions.add_rate(
            council=councils.get(typed["council"]),
            names=form.texts,
            amount=typed["amount"],
            currency=typed["currency"],
            holds_from=typed["holds_from"],
            ends_on=typed["ends_on"],
            by=request.user,
        )

    return submit(request, form, perform, rerender=rerender, success=_("Saved."), to=reverse("council:rates"))


@require_http_methods(["GET", "POST"])
def change_rate(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Call a rate otherwise, or say until when it is offered."""
    rate = get_object_or_404(queries.rates_to_set(request.user), pk=pk)
    form = forms.ChangedRate(request.POST or None, texts=rate.names, initial={"ends_on": rate.ends_on})
    rerender = partial(render, request, "council/claims/rate.html", {"form": form, "rate": rate})
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.change_rate(rate=rate, names=form.texts, ends_on=form.cleaned_data["ends_on"], by=request.user),
        rerender=rerender,
        success=_("Saved."),
        to=reverse("council:rates"),
    )


def _search(rows: QuerySet[Claim], words: str) -> QuerySet[Claim]:
    """Narrow to claims whose person, council or note holds some words."""
    return rows.filter(
        Q(claimant__name__icontains=words) | Q(council__name__icontains=words) | Q(note__icontains=words)
    )
