"""What councils hold about a person."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from council.models import (
    AgreementAcceptance,
    Application,
    BenefitNotice,
    CheckIn,
    Claim,
    ExitTalk,
    Interest,
    Membership,
    NeedTask,
    Office,
    ParticipationPlan,
    Pause,
    Receipt,
    Recusal,
    WelcomeTick,
)
from people.holdings import Fate, Holding, register

MONEY = _(
    "The law on accounts asks to keep what was paid, to whom and for what, for seven years. Then it is destroyed."
)
WHO_RECORDED = _(
    "Who entered a payment and who approved it are two people, and the accounts must show that for seven years. The"
    " rows keep the number of your account, without your name or address. Then they are destroyed."
)
SIGNATURES = _(
    "Changes were signed by this seat, and a signature must not vanish. Your name and your account are taken out of it."
)


def register_all() -> None:
    """Register everything. Called from `AppConfig.ready`."""
    _register_care()
    _register_seats()
    _register_money()


def _register_care() -> None:
    register(
        Holding(
            model="council.ParticipationPlan",
            label=_("Your plan for when things are hard"),
            rows=lambda person: ParticipationPlan.objects.filter(user=person),
            fields=("text", "changed_on"),
            via=("user",),
        ),
        Holding(
            model="council.ParticipationPlan",
            name="read",
            label=_("Plans that others let you read"),
            rows=lambda person: ParticipationPlan.objects.filter(Q(first_reader=person) | Q(second_reader=person)),
            not_exported=_("They belong to the people who wrote them."),
            fate=Fate.ANONYMISED,
            why=_("They belong to the people who wrote them; you are no reader of them any more."),
            anonymise=_forget_reader,
            via=("first_reader", "second_reader"),
        ),
        Holding(
            model="council.CheckIn",
            label=_("Talks that were offered to you"),
            rows=lambda person: CheckIn.objects.filter(membership__user=person),
            fields=("offered_on", "status", "answered_on"),
            via=("membership",),
        ),
        Holding(
            model="council.ExitTalk",
            label=_("The talk when you left"),
            rows=lambda person: ExitTalk.objects.filter(membership__user=person),
            fields=("offered_on", "status", "for_the_council"),
            via=("membership",),
        ),
        Holding(
            model="council.NeedTask",
            label=_("What was looked at again because a need of yours changed"),
            rows=lambda person: NeedTask.objects.filter(user=person),
            fields=("council", "kind", "event", "made_on", "done_on"),
            via=("user",),
        ),
        Holding(
            model="council.WelcomeTick",
            label=_("Steps of your welcome"),
            rows=lambda person: WelcomeTick.objects.filter(membership__user=person),
            fields=("step", "done_on"),
            via=("membership",),
        ),
        Holding(
            model="council.AgreementAcceptance",
            label=_("Agreements you accepted"),
            rows=lambda person: AgreementAcceptance.objects.filter(user=person),
            fields=("agreement", "language", "accepted_on"),
            via=("user",),
        ),
        Holding(
            model="council.Recusal",
            label=_("What you could step back from"),
            rows=lambda person: Recusal.objects.filter(interest__user=person),
            fields=("title", "answer", "offered_on", "answered_on"),
            via=("interest",),
        ),
        Holding(
            model="council.Interest",
            label=_("Interests you declared"),
            rows=lambda person: Interest.objects.filter(user=person),
            fields=("text", "starts_on", "ends_on", "declared_on"),
            via=("user",),
        ),
        Holding(
            model="council.Application",
            label=_("Your application for a seat"),
            rows=_applications,
            fields=(
                "council",
                "name",
                "language",
                "reach_by",
                "email",
                "phone",
                "postal_address",
                "experience",
                "why",
                "needs",
                "helper_relation",
                "status",
                "decline_words",
                "applied_on",
                "moved_on",
            ),
            via=("user",),
        ),
        order=50,
    )


def _register_seats() -> None:
    register(
        Holding(
            model="council.Pause",
            label=_("Pauses"),
            rows=lambda person: Pause.objects.filter(membership__user=person),
            fields=("starts_on", "ends_on"),
            via=("membership",),
        ),
        Holding(
            model="council.Office",
            label=_("Offices you held"),
            rows=lambda person: Office.objects.filter(membership__user=person),
            fields=("kind", "starts_on", "ends_on"),
            fate=Fate.KEPT,
            why=_("It says when a council had a chair, and no name."),
            via=("membership",),
        ),
        Holding(
            model="council.Membership",
            label=_("Seats you held"),
            rows=lambda person: Membership.objects.filter(user=person),
            fields=("seat", "term_number", "starts_on", "ends_on", "hours_a_month"),
            fate=Fate.ANONYMISED,
            why=SIGNATURES,
            anonymise=_empty_seats,
            via=("user",),
        ),
        order=60,
    )


def _register_money() -> None:
    register(
        Holding(
            model="council.Receipt",
            label=_("Receipts you handed in"),
            rows=lambda person: Receipt.objects.filter(claim__claimant=person),
            fields=("media_type",),
            fate=Fate.KEPT,
            why=MONEY,
            via=("claim",),
        ),
        Holding(
            model="council.BenefitNotice",
            label=_("That you were told about money and benefits"),
            rows=lambda person: BenefitNotice.objects.filter(user=person),
            fields=("told_on",),
            via=("user",),
        ),
        Holding(
            model="council.Claim",
            label=_("Money you were offered or got back"),
            rows=lambda person: Claim.objects.filter(claimant=person),
            fields=(
                "kind",
                "activity_on",
                "choice",
                "amount",
                "currency",
                "note",
                "status",
                "sent_on",
                "approved_on",
                "paid_on",
                "answer",
            ),
            fate=Fate.KEPT,
            why=MONEY,
            via=("claimant",),
        ),
        Holding(
            model="council.Claim",
            name="of others",
            label=_("Claims of others that you entered or approved"),
            rows=lambda person: Claim.objects.filter(Q(recorded_by=person) | Q(approved_by=person)).exclude(
                claimant=person
            ),
            not_exported=_("They are about other people's money."),
            fate=Fate.KEPT,
            why=WHO_RECORDED,
            via=("recorded_by", "approved_by"),
        ),
        order=70,
    )


def _applications(person: User) -> QuerySet[Application]:
    mine = Q(user=person)
    # Also one that was never joined to the account.
    if person.email:
        mine |= Q(email__iexact=person.email)
    return Application.objects.filter(mine)


def _forget_reader(rows: QuerySet[ParticipationPlan], person: User) -> None:
    ids = list(rows.values_list("pk", flat=True))
    plans = ParticipationPlan.objects.filter(pk__in=ids)
    plans.filter(first_reader=person).update(first_reader=None)
    plans.filter(second_reader=person).update(second_reader=None)


def _empty_seats(rows: QuerySet[Membership], person: User) -> None:
    Membership.objects.filter(buddy__user=person).update(buddy=None)
    rows.update(hours_a_month=None, buddy=None)
