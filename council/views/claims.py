"""Claims of members: their own page, what they decide about money for their time, and receipts."""

from __future__ import annotations

from datetime import date
from functools import partial
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.queries import MemberRequest
from core import money
from core.submitting import submit
from council import queries, rules
from council.actions import recognition as actions
from council.enums import ClaimKind, ClaimStatus, Recognition
from council.forms import claims as forms
from council.models import Claim, Receipt
from council.views.buttons import press
from sanitiser.run import Cleaned

TONES = {
    ClaimStatus.WAITING: "neutral",
    ClaimStatus.SENT: "waiting",
    ClaimStatus.APPROVED: "good",
    ClaimStatus.PAID: "good",
    ClaimStatus.REFUSED: "attention",
    ClaimStatus.TAKEN_BACK: "neutral",
    ClaimStatus.DECLINED: "neutral",
}
# What opens in nothing of ours: a receipt is handed over as a file.
BARE = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}


@require_safe
def mine(request: MemberRequest) -> HttpResponse:
    """Show the reader's own claims; before the first time, that money can affect benefits, and no amount."""
    if not _may_claim(request.user):
        raise Http404
    if not queries.was_told_about_benefits(request.user):
        return render(request, "council/claims/benefits.html")
    shown = [_row(claim) for claim in queries.claims_of(request.user)]
    return render(request, "council/claims/mine.html", {"claims": shown})


@require_POST
def benefits_read(request: MemberRequest) -> HttpResponse:
    """Remember that the reader was told about benefits."""
    if not _may_claim(request.user):
        raise Http404
    actions.tell_about_benefits(person=request.user, by=request.user)
    return redirect("council:claims")


@require_http_methods(["GET", "POST"])
def claim_time(request: MemberRequest) -> HttpResponse:
    """Accept what is offered for an activity, decline it, or decide later."""
    if not _was_told(request.user):
        return redirect("council:claims")
    councils = {str(council.pk): council for council in queries.councils_to_claim_from(request.user)}
    rates = {str(rate.pk): rate for rate in queries.offered_rates(councils.values())}
    initial = {"council": next(iter(councils), "")}
    form = forms.Time(request.POST or None, councils=councils.values(), rates=rates.values(), initial=initial)
    rerender = partial(render, request, "council/claims/time.html", {"form": form, "rates": rates})
    if request.method != "POST":
        return rerender()

    def perform() -> Claim:
        typed = form.cleaned_data
        return actions.claim_time(
            council=councils[typed["council"]],
            claimant=request.user,
            rate=rates[typed["rate"]],
            day=typed["day"],
            choice=Recognition(typed["choice"]),
            by=request.user,
        )

    success = _("Thank you. Your answer is saved.")
    return submit(request, form, perform, rerender=rerender, success=success, to=reverse("council:claims"))


@require_http_methods(["GET", "POST"])
def claim_costs(request: MemberRequest) -> HttpResponse:
    """Ask for what the reader spent, with a photograph of the receipt if there is one."""
    if not _was_told(request.user):
        return redirect("council:claims")
    councils = {str(council.pk): council for council in queries.councils_to_claim_from(request.user)}
    initial = {"council": next(iter(councils), ""), "currency": money.usual()}
    form = forms.Costs(request.POST or None, request.FILES or None, councils=councils.values(), initial=initial)
    rerender = partial(render, request, "council/claims/costs.html", {"form": form})
    if request.method != "POST":
        return rerender()

    @transaction.atomic
    def perform() -> None:
        typed = form.cleaned_data
        claim = actions.claim_costs(
            council=councils[typed["council"]],
            claimant=request.user,
            kind=ClaimKind(typed["kind"]),
            day=typed["day"],
            amount=typed["amount"],
            currency=typed["currency"],
            note=typed["note"],
            by=request.user,
        )
        add_safe_receipt(claim, typed["receipt"], by=request.user)

    success = _("Thank you. Your claim is sent.")
    return submit(request, form, perform, rerender=rerender, success=success, to=reverse("council:claims"))


@require_safe
def claim(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show a claim, what became of it on which day, and what can be done."""
    found = get_object_or_404(queries.claims_visible_to(request.user), pk=pk)
    is_own = found.claimant_id == request.user.pk
    if is_own and not queries.was_told_about_benefits(request.user):
        return redirect("council:claims")
    context = {
        **_row(found),
        "is_own": is_own,
        "is_time": found.kind == ClaimKind.TIME,
        "speaks": rules.may_speak_for_claim(request.user, found),
        "may_change": rules.may_change_claim(request.user, found),
        "may_decide": rules.may_decide_claim(request.user, found),
        "handles": not is_own and rules.may_handle_claims(request.user, found.council),
        "may_withdraw": rules.may_withdraw_approval(request.user, found),
        "may_pay": rules.may_mark_paid(request.user, found),
        "waits": found.status == ClaimStatus.WAITING,
        "declined": found.status == ClaimStatus.DECLINED,
        "sent": found.status == ClaimStatus.SENT,
        "approved": found.status == ClaimStatus.APPROVED,
        "ended": found.status in {ClaimStatus.TAKEN_BACK, ClaimStatus.REFUSED},
        "receipts": found.receipts.defer("content").order_by("pk"),
        "approval": forms.Approval(initial=forms.as_read(found)),
    }
    return render(request, "council/claims/claim.html", context)


@require_POST
def choose(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Decide about money for one's time after all."""
    found = get_object_or_404(queries.claims_of(request.user), pk=pk)
    choice = request.POST.get("choice", "")
    if choice not in Recognition.values:
        raise Http404
    perform = partial(actions.choose, claim=found, choice=Recognition(choice), by=request.user)
    return press(request, perform, success=_("Thank you. Your answer is saved."), to=_page_of(found))


@require_http_methods(["GET", "POST"])
def correct(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put a claim right while it waits."""
    found = get_object_or_404(queries.claims_visible_to(request.user), pk=pk)
    initial = {
        "kind": found.kind,
        "day": found.activity_on,
        "amount": f"{found.amount:.{money.decimals(found.currency)}f}",
        "currency": found.currency,
        "note": found.note,
    }
    form = forms.Correction(request.POST or None, initial=initial)
    verdict = rules.may_change_claim(request.user, found)
    context = {"form": form, "claim": found, "verdict": verdict}
    rerender = partial(render, request, "council/claims/correct.html", context)
    if request.method != "POST":
        return rerender()

    def perform() -> None:
        typed = dict(form.cleaned_data)
        actions.correct_claim(claim=found, kind=ClaimKind(typed.pop("kind")), by=request.user, **typed)

    return submit(request, form, perform, rerender=rerender, success=_("Saved."), to=_page_of(found))


@require_http_methods(["GET", "POST"])
def take_back(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask whether a claim shall be taken back, and take it back."""
    found = get_object_or_404(queries.claims_visible_to(request.user), pk=pk)
    if request.method == "POST":
        perform = partial(actions.take_back, claim=found, by=request.user)
        return press(request, perform, success=_("The claim is taken back."), to=_page_of(found))
    verdict = rules.may_change_claim(request.user, found)
    return render(request, "council/claims/take_back.html", {"claim": found, "verdict": verdict})


@require_POST
def send_again(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Send a claim again that was taken back or not paid."""
    found = get_object_or_404(queries.claims_visible_to(request.user), pk=pk)
    perform = partial(actions.send_again, claim=found, by=request.user)
    return press(request, perform, success=_("The claim is sent again."), to=_page_of(found))


@require_http_methods(["GET", "POST"])
def add_receipt(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Add a receipt to a claim that waits."""
    found = get_object_or_404(queries.claims_visible_to(request.user), pk=pk)
    form = forms.MoreReceipt(request.POST or None, request.FILES or None)
    verdict = rules.may_change_claim(request.user, found)
    context = {"form": form, "claim": found, "verdict": verdict}
    rerender = partial(render, request, "council/claims/receipt.html", context)
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: add_safe_receipt(found, form.cleaned_data["receipt"], by=request.user),
        rerender=rerender,
        success=_("The receipt is added."),
        to=_page_of(found),
    )


@never_cache
@require_safe
def receipt(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Hand over a receipt to whoever may open its claim."""
    found = _receipt(request.user, pk)
    response = HttpResponse(bytes(found.content), content_type=found.media_type)
    ending = ENDINGS.get(found.media_type, "bin")
    response["Content-Disposition"] = f'attachment; filename="receipt.{ending}"'
    response["Content-Security-Policy"] = BARE
    return response


@require_POST
def remove_receipt(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take a receipt out of a claim that waits."""
    found = _receipt(request.user, pk)
    to = _page_of(found.claim)
    perform = partial(actions.remove_receipt, receipt=found, by=request.user)
    return press(request, perform, success=_("The receipt is removed."), to=to)


def add_safe_receipt(claim: Claim, cleaned: Cleaned | None, *, by: User) -> None:
    """Add a receipt that the sanitiser drew again, if there is one."""
    if cleaned is not None:
        actions.add_receipt(claim=claim, data=cleaned.data, media_type=cleaned.type, by=by)


def _row(claim: Claim) -> dict[str, object]:
    """Return a claim with its status, its tone, and what happened on which day."""
    status = ClaimStatus(claim.status)
    days: list[tuple[str | Promise, date]] = []
    if status not in {ClaimStatus.WAITING, ClaimStatus.DECLINED}:
        days.append((_("Sent"), claim.sent_on))
    if claim.approved_on is not None:
        days.append((_("Approved"), claim.approved_on))
    if claim.paid_on is not None:
        days.append((_("Paid"), claim.paid_on))
    if claim.closed_on is not None:
        days.append((status.label, claim.closed_on))
    return {"claim": claim, "status": status.label, "tone": TONES[status], "days": days}


def _page_of(claim: Claim) -> str:
    return reverse("council:claim", args=[claim.pk])


def _may_claim(user: User) -> bool:
    return queries.councils_to_claim_from(user).exists()


def _was_told(user: User) -> bool:
    """Return whether somebody may claim and was told about benefits; 404 for who has never been a member."""
    if not _may_claim(user):
        raise Http404
    return queries.was_told_about_benefits(user)


def _receipt(user: User, pk: UUID) -> Receipt:
    visible = queries.claims_visible_to(user).values("pk")
    receipts = Receipt.objects.filter(claim__in=visible).select_related("claim__council")
    return get_object_or_404(receipts, pk=pk)
