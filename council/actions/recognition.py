"""What is offered for members' time, and what they get back: rates, claims, receipts, and the file for finance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core import csv_files
from core.transitions import transition
from core.verdicts import Conflict, Refused
from council import queries, rules
from council.enums import CLAIM_NEXT, ClaimKind, ClaimStatus, Recognition
from council.models import BenefitNotice, Claim, Council, Rate, Receipt
from notifications.actions import queue
from notifications.enums import Kind
from notifications.keys import message_key

# In which state a claim begins, by what the member decided.
_BEGINS = {
    Recognition.ACCEPT: ClaimStatus.SENT,
    Recognition.DECLINE: ClaimStatus.DECLINED,
    Recognition.LATER: ClaimStatus.WAITING,
}
COLUMNS = ("claim", "council", "person", "email", "kind", "day", "amount", "currency", "approved", "note")


@transaction.atomic
def add_rate(  # noqa: PLR0913 - what a rate is
    *,
    council: Council | None,
    names: Mapping[str, str],
    amount: Decimal,
    currency: str,
    holds_from: date,
    by: User,
    ends_on: date | None = None,
) -> Rate:
    """Offer an amount for an activity from a day on, in one council or in all."""
    rules.may_set_rates(by, council).enforce()
    rate = Rate.objects.create(
        council=council,
        names=_written(names),
        amount=amount,
        currency=currency,
        holds_from=holds_from,
        ends_on=ends_on,
    )
    audit.record("added a rate", rate, by=by, amount=f"{amount}", currency=currency, since=f"{holds_from}")
    return rate


@transaction.atomic
def change_rate(*, rate: Rate, names: Mapping[str, str], ends_on: date | None, by: User) -> None:
    """Call a rate otherwise, or say until when it is offered. Another amount is another rate: claims rely on this."""
    rules.may_set_rates(by, rate.council).enforce()
    Rate.objects.filter(pk=rate.pk).update(names=_written(names), ends_on=ends_on)
    audit.record("changed a rate", rate, by=by, until=f"{ends_on or ''}")


@transaction.atomic
def tell_about_benefits(*, person: User, by: User) -> None:
    """Remember that somebody was told that money can affect benefits, before they saw any amount."""
    _notice, is_new = BenefitNotice.objects.get_or_create(user=person)
    if is_new:
        audit.record("told about benefits", "BenefitNotice", by=by, person=f"{person.pk}")


@transaction.atomic
def claim_time(  # noqa: PLR0913 - what a claim for time is
    *,
    council: Council,
    claimant: User,
    rate: Rate,
    day: date,
    choice: Recognition,
    by: User,
    meeting: UUID | None = None,
) -> Claim:
    """Accept what is offered for an activity, decline it, or decide later."""
    rules.may_claim(by, council, claimant).enforce()
    rules.is_offered(rate, council, day).enforce()
    status = _BEGINS[choice]
    claim = Claim.objects.create(
        council=council,
        claimant=claimant,
        recorded_by=by,
        kind=ClaimKind.TIME,
        rate=rate,
        meeting=meeting,
        activity_on=day,
        choice=choice,
        amount=rate.amount,
        currency=rate.currency,
        status=status,
        closed_on=timezone.localdate() if status == ClaimStatus.DECLINED else None,
    )
    audit.record("decided about money for time", claim, by=by, choice=choice.value)
    return claim


@transaction.atomic
def claim_costs(  # noqa: PLR0913 - what a claim is
    *,
    council: Council,
    claimant: User,
    kind: ClaimKind,
    day: date,
    amount: Decimal,
    currency: str,
    by: User,
    note: str = "",
    meeting: UUID | None = None,
) -> Claim:
    """Ask for what somebody spent. Receipts are added with `add_receipt`."""
    rules.may_claim(by, council, claimant).enforce()
    claim = Claim.objects.create(
        council=council,
        claimant=claimant,
        recorded_by=by,
        kind=kind,
        meeting=meeting,
        activity_on=day,
        amount=amount,
        currency=currency,
        note=note,
    )
    audit.record("sent a claim", claim, by=by, on_paper=by.pk != claimant.pk)
    return claim


@transaction.atomic
def add_receipt(*, claim: Claim, data: bytes, media_type: str, by: User) -> Receipt:
    """Add a receipt to a claim. `data` comes from the sanitiser and never from the browser."""
    claim = _locked(claim)
    rules.may_change_claim(by, claim).enforce()
    receipt = Receipt.objects.create(claim=claim, content=data, media_type=media_type)
    audit.record("added a receipt", claim, by=by)
    return receipt


@transaction.atomic
def remove_receipt(*, receipt: Receipt, by: User) -> None:
    """Take a receipt out of a claim that waits."""
    claim = _locked(receipt.claim)
    rules.may_change_claim(by, claim).enforce()
    receipt.delete()
    audit.record("removed a receipt", claim, by=by)


@transaction.atomic
def choose(*, claim: Claim, choice: Recognition, by: User) -> None:
    """Decide about money for one's time after all, or otherwise than before."""
    rules.may_choose(by, claim).enforce()
    if choice == Recognition.ACCEPT:
        # From every state in which the member had not asked for it; the rest of the table is for `send_again`.
        _move(claim, ClaimStatus.SENT, {ClaimStatus.WAITING, ClaimStatus.DECLINED}, choice=choice, closed_on=None)
        Claim.objects.filter(pk=claim.pk).update(sent_on=timezone.localdate())
    elif choice == Recognition.DECLINE:
        _move(claim, ClaimStatus.DECLINED, {ClaimStatus.WAITING}, choice=choice, closed_on=timezone.localdate())
    else:
        return
    audit.record("decided about money for time", claim, by=by, choice=choice.value)


@transaction.atomic
def correct_claim(  # noqa: PLR0913 - what can be mistyped
    *, claim: Claim, kind: ClaimKind, day: date, amount: Decimal, currency: str, note: str, by: User
) -> None:
    """Put a claim right while it waits. Raises Conflict where somebody decides at the same time."""
    rules.may_change_claim(by, claim).enforce()
    if ClaimKind.TIME in {claim.kind, kind}:
        raise Refused(_("What is offered for your time is fixed. Take this claim back and choose again."))
    waiting = Claim.objects.filter(pk=claim.pk, status=ClaimStatus.SENT)
    if waiting.update(kind=kind, activity_on=day, amount=amount, currency=currency, note=note) != 1:
        raise Conflict
    claim.refresh_from_db()
    audit.record("corrected a claim", claim, by=by)


@transaction.atomic
def take_back(*, claim: Claim, by: User) -> None:
    """Take a claim back while it waits."""
    rules.may_change_claim(by, claim).enforce()
    transition(claim, ClaimStatus.TAKEN_BACK, CLAIM_NEXT, closed_on=timezone.localdate())
    audit.record("took back a claim", claim, by=by)


@transaction.atomic
def send_again(*, claim: Claim, by: User) -> None:
    """Send a claim again that was taken back or not paid."""
    rules.may_speak_for_claim(by, claim).enforce()
    sent = {"closed_on": None, "sent_on": timezone.localdate(), "approved_by": None, "approved_on": None}
    _move(claim, ClaimStatus.SENT, {ClaimStatus.TAKEN_BACK, ClaimStatus.REFUSED}, **sent)
    audit.record("sent a claim again", claim, by=by)


@transaction.atomic
def approve(*, claim: Claim, by: User) -> None:
    """Approve a claim as the caller saw it. Raises Conflict where it was decided or corrected since."""
    rules.may_decide_claim(by, claim).enforce()
    # By what the caller read: a claim that was corrected in between is another one.
    as_read = Claim.objects.filter(
        pk=claim.pk,
        status=ClaimStatus.SENT,
        kind=claim.kind,
        amount=claim.amount,
        currency=claim.currency,
        activity_on=claim.activity_on,
        note=claim.note,
    )
    approved = {"approved_by": by, "approved_on": timezone.localdate(), "answer": ""}
    if as_read.update(status=ClaimStatus.APPROVED, **approved) != 1:
        raise Conflict
    claim.refresh_from_db()
    event = audit.record("approved a claim", claim, by=by, amount=f"{claim.amount}", currency=claim.currency)
    _tell(Kind.CLAIM_APPROVED, claim, event.pk)


@transaction.atomic
def refuse(*, claim: Claim, answer: str, by: User) -> None:
    """Say that a claim is not paid, and why, in words for the member."""
    rules.may_decide_claim(by, claim).enforce()
    refused = {"answer": answer, "closed_on": timezone.localdate()}
    _move(claim, ClaimStatus.REFUSED, {ClaimStatus.SENT}, **refused)
    event = audit.record("refused a claim", claim, by=by)
    _tell(Kind.CLAIM_NOT_PAID, claim, event.pk)


@transaction.atomic
def withdraw_approval(*, claim: Claim, by: User) -> None:
    """Take an approval back before it is paid; the claim waits again."""
    rules.may_withdraw_approval(by, claim).enforce()
    _move(claim, ClaimStatus.SENT, {ClaimStatus.APPROVED}, approved_by=None, approved_on=None)
    audit.record("withdrew an approval", claim, by=by)


@transaction.atomic
def mark_paid(*, claim: Claim, paid_on: date, by: User) -> None:
    """Say on which day an approved claim was paid."""
    rules.may_mark_paid(by, claim).enforce()
    transition(claim, ClaimStatus.PAID, CLAIM_NEXT, paid_on=paid_on)
    event = audit.record("marked a claim as paid", claim, by=by, on=f"{paid_on}")
    _tell(Kind.CLAIM_PAID, claim, event.pk)


@transaction.atomic
def export_claims(*, by: User) -> bytes:
    """Return what is approved and not paid as one CSV file, and write into the log which claims are in it.

    Amounts have a point and no grouping in every language: a program reads them.
    """
    rules.may_export_claims(by).enforce()
    claims = list(queries.claims_to_pay(by))
    rows: list[tuple[object, ...]] = [COLUMNS]
    for claim in claims:
        rows.append(_row(claim))
        audit.record("exported a claim", claim, by=by)
    return csv_files.written(rows)


def _row(claim: Claim) -> tuple[object, ...]:
    """Return a claim as finance pays it, in the order of COLUMNS."""
    person = claim.claimant
    return (
        claim.pk,
        claim.council.name,
        person.name,
        person.email or "",
        claim.kind,
        claim.activity_on.isoformat(),
        f"{claim.amount:.2f}",
        claim.currency,
        claim.approved_on.isoformat() if claim.approved_on else "",
        claim.note,
    )


def _tell(kind: Kind, claim: Claim, event: int) -> None:
    """Tell the member what became of a claim: neither how much nor what for, which their page says."""
    queue(
        kind=kind,
        recipient=claim.claimant,
        values={"path": reverse("council:claim", args=[claim.pk])},
        dedupe_key=message_key(kind, claim.pk, event),
    )


def _move(claim: Claim, to: ClaimStatus, sources: set[ClaimStatus], **fields: Any) -> None:
    """Move a claim from one of some states. Raises Conflict where it is in none of them by now."""
    for source in sources:
        if to not in CLAIM_NEXT[source]:
            raise ValueError(source)
    if Claim.objects.filter(pk=claim.pk, status__in=sources).update(status=to, **fields) != 1:
        raise Conflict
    claim.refresh_from_db()


def _locked(claim: Claim) -> Claim:
    return Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)


def _written(names: Mapping[str, str]) -> dict[str, str]:
    return {language: name.strip() for language, name in names.items() if name.strip()}
