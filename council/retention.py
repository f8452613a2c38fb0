"""How long councils keep what is about their members, and what only members needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessNeed, ContactDetails, NeedEvent, RoleGrant, User
from council.enums import ApplicationStatus, ClaimStatus
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
from people.models import Entry
from retention.definitions import RetentionRule, register

DAYS_AFTER_LEAVING = 90
MONTHS_OF_APPLICATIONS = 6
YEARS_OF_CARE = 2
YEARS_OF_TERMS = 5
YEARS_OF_CLAIMS = 7

AFTER_LEAVING = _("after the last seat ended")
AFTER_THE_TERM = _("after the term ended")
DECIDED = (ApplicationStatus.JOINED, ApplicationStatus.DECLINED, ApplicationStatus.WITHDRAWN)
# What is settled; what still waits is kept, however old it is.
SETTLED = (ClaimStatus.PAID, ClaimStatus.REFUSED, ClaimStatus.TAKEN_BACK, ClaimStatus.DECLINED)


def left_before(day: date) -> QuerySet[User]:
    """Return the people whose last seat ended before a day, and who have no other role since."""
    still = Membership.objects.filter(user=OuterRef("pk"), ends_on__gte=day)
    roles = RoleGrant.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), user=OuterRef("pk"))
    return User.objects.filter(Exists(Membership.objects.filter(user=OuterRef("pk"))), ~Exists(still), ~Exists(roles))


def _left(on: date) -> QuerySet[User]:
    return left_before(on - timedelta(days=DAYS_AFTER_LEAVING))


def _long_gone(on: date) -> QuerySet[User]:
    """Return the people whose last term ended so long ago that nothing of it is kept."""
    limit = on - relativedelta(years=YEARS_OF_TERMS)
    since = Membership.objects.filter(user=OuterRef("pk"), ends_on__gte=limit)
    return User.objects.filter(~Exists(since))


def terms_due(on: date) -> QuerySet[Membership]:
    """Return the terms that ended long enough ago and by which nothing was signed or doubted."""
    limit = on - relativedelta(years=YEARS_OF_TERMS)
    found = Membership.objects.filter(ends_on__lt=limit)
    # By the names of what points here from above, and protects its row: a signature is kept, and the seat with it.
    for relation in Membership._meta.related_objects:
        if relation.on_delete is not None and relation.on_delete.__name__ == "PROTECT":
            found = found.filter(**{f"{relation.name}__isnull": True})
    return found


@dataclass(frozen=True, slots=True)
class _Plain:
    """A rule that deletes rows, with the query that finds what is past its time."""

    name: str
    label: str | Promise
    length: int
    unit: str
    since: str | Promise
    models: tuple[str, ...]
    due: Callable[[date], QuerySet[Any]]

    def rule(self) -> RetentionRule:
        """Return it as the pages know it."""
        return RetentionRule(
            name=self.name,
            label=self.label,
            length=lambda: self.length,
            unit=self.unit,
            count_due=lambda on: self.due(on).count(),
            models=self.models,
            since=self.since,
        )


# In the order in which they are applied: what points to something goes before it.
_PLAIN = [
    _Plain(
        "needs",
        _("What members need to take part, and what is arranged for them"),
        DAYS_AFTER_LEAVING,
        "days",
        AFTER_LEAVING,
        ("accounts.AccessNeed",),
        lambda on: AccessNeed.objects.filter(user__in=_left(on)),
    ),
    _Plain(
        "need_events",
        _("What happened to what members need"),
        DAYS_AFTER_LEAVING,
        "days",
        AFTER_LEAVING,
        ("accounts.NeedEvent",),
        lambda on: NeedEvent.objects.filter(user__in=_left(on)),
    ),
    _Plain(
        "need_tasks",
        _("What was looked at again because a need changed"),
        DAYS_AFTER_LEAVING,
        "days",
        AFTER_LEAVING,
        ("council.NeedTask",),
        lambda on: NeedTask.objects.filter(user__in=_left(on)),
    ),
    _Plain(
        "contact_details",
        _("How members are reached"),
        DAYS_AFTER_LEAVING,
        "days",
        AFTER_LEAVING,
        ("accounts.ContactDetails",),
        lambda on: ContactDetails.objects.filter(user__in=_left(on)),
    ),
    _Plain(
        "entries",
        _("That staff wrote down what members told them"),
        DAYS_AFTER_LEAVING,
        "days",
        AFTER_LEAVING,
        ("people.Entry",),
        lambda on: Entry.objects.filter(user__in=_left(on)),
    ),
    _Plain(
        "plans",
        _("Plans for when it gets heavy"),
        DAYS_AFTER_LEAVING,
        "days",
        AFTER_LEAVING,
        ("council.ParticipationPlan",),
        lambda on: ParticipationPlan.objects.filter(user__in=_left(on)),
    ),
    _Plain(
        "welcome",
        _("Steps of members' welcome"),
        DAYS_AFTER_LEAVING,
        "days",
        AFTER_LEAVING,
        ("council.WelcomeTick",),
        lambda on: WelcomeTick.objects.filter(membership__user__in=_left(on)),
    ),
    _Plain(
        "applications",
        _("Applications for a seat"),
        MONTHS_OF_APPLICATIONS,
        "months",
        _("after it was decided"),
        ("council.Application",),
        lambda on: Application.objects.filter(
            status__in=DECIDED, moved_on__lt=on - relativedelta(months=MONTHS_OF_APPLICATIONS)
        ),
    ),
    _Plain(
        "check_ins",
        _("Talks that were offered"),
        YEARS_OF_CARE,
        "years",
        _("after it was offered"),
        ("council.CheckIn",),
        lambda on: CheckIn.objects.filter(offered_on__lt=on - relativedelta(years=YEARS_OF_CARE)),
    ),
    _Plain(
        "exit_talks",
        _("Talks when somebody left"),
        YEARS_OF_CARE,
        "years",
        _("after it was offered"),
        ("council.ExitTalk",),
        lambda on: ExitTalk.objects.filter(offered_on__lt=on - relativedelta(years=YEARS_OF_CARE)),
    ),
    _Plain(
        "pauses",
        _("Pauses of members"),
        YEARS_OF_CARE,
        "years",
        _("after the last day"),
        ("council.Pause",),
        lambda on: Pause.objects.filter(ends_on__lt=on - relativedelta(years=YEARS_OF_CARE)),
    ),
    _Plain(
        "recusals",
        _("From what members stepped back"),
        YEARS_OF_TERMS,
        "years",
        AFTER_THE_TERM,
        ("council.Recusal",),
        lambda on: Recusal.objects.filter(interest__user__in=_long_gone(on)),
    ),
    _Plain(
        "interests",
        _("Interests that members declared"),
        YEARS_OF_TERMS,
        "years",
        AFTER_THE_TERM,
        ("council.Interest",),
        lambda on: Interest.objects.filter(user__in=_long_gone(on)),
    ),
    _Plain(
        "agreements",
        _("Agreements that members accepted"),
        YEARS_OF_TERMS,
        "years",
        AFTER_THE_TERM,
        ("council.AgreementAcceptance",),
        lambda on: AgreementAcceptance.objects.filter(user__in=_long_gone(on)),
    ),
    _Plain(
        "offices",
        _("Offices on councils"),
        YEARS_OF_TERMS,
        "years",
        AFTER_THE_TERM,
        ("council.Office",),
        lambda on: Office.objects.filter(membership__ends_on__lt=on - relativedelta(years=YEARS_OF_TERMS)),
    ),
    _Plain(
        "terms",
        _("Terms on councils by which nothing was signed"),
        YEARS_OF_TERMS,
        "years",
        AFTER_THE_TERM,
        ("council.Membership",),
        terms_due,
    ),
    _Plain(
        "benefit_notices",
        _("That members were told about money and benefits"),
        YEARS_OF_CLAIMS,
        "years",
        _("after it was said"),
        ("council.BenefitNotice",),
        lambda on: BenefitNotice.objects.filter(told_on__lt=on - relativedelta(years=YEARS_OF_CLAIMS)),
    ),
    _Plain(
        "receipts",
        _("Receipts of members"),
        YEARS_OF_CLAIMS,
        "years",
        _("after it was handed in"),
        ("council.Receipt",),
        lambda on: Receipt.objects.filter(claim__in=_claims_due(on)),
    ),
    _Plain(
        "claims",
        _("What members were paid"),
        YEARS_OF_CLAIMS,
        "years",
        _("after it was handed in"),
        ("council.Claim",),
        lambda on: _claims_due(on),  # noqa: PLW0108 - defined below
    ),
]


def _claims_due(on: date) -> QuerySet[Claim]:
    limit = on - relativedelta(years=YEARS_OF_CLAIMS)
    # By the last of its days: paid later than it was sent, it is kept from then on.
    old = Q(paid_on=None, sent_on__lt=limit) | Q(paid_on__lt=limit)
    return Claim.objects.filter(old, status__in=SETTLED)


def _sweep(on: date) -> Mapping[str, Iterable[object]]:
    destroyed: dict[str, Iterable[object]] = {}
    for plain in _PLAIN:
        ids = list(plain.due(on).values_list("pk", flat=True))
        # By the condition once more: somebody may have come back since.
        plain.due(on).filter(pk__in=ids).delete()
        destroyed[plain.name] = ids
    return destroyed


def register_rules() -> None:
    """Register the rules of councils."""
    register("council", _sweep, *(plain.rule() for plain in _PLAIN))
