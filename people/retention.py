"""How long accounts, roles and what happens when people come and go are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, RoleGrant, User
from people.actions.erasing import empty
from people.enums import InvitationStatus
from people.models import ErasureReceipt, Handover, Invitation, SignInCode, StandIn
from retention.definitions import RetentionRule, register

DAYS_OF_INVITATIONS = 90
DAYS_OF_CODES = 30
YEARS_OF_ROLES = 2
YEARS_OF_HANDOVERS = 2
YEARS_OF_RECEIPTS = 7


def _years_before(on: date, years: int) -> date:
    return on - relativedelta(years=years)


def accounts_due(on: date) -> QuerySet[User]:
    """Return the accounts of people whose last role ended long enough ago, and who have not signed in since.

    Where roles were taken and left no row, the last day somebody signed in counts, or the day they joined.
    """
    limit = _years_before(on, YEARS_OF_ROLES)
    recent = RoleGrant.objects.filter(Q(ends_on=None) | Q(ends_on__gte=limit), user=OuterRef("pk"))
    quiet = User.objects.filter(~Exists(recent), joined_on__lt=limit)
    quiet = quiet.filter(Q(last_login=None) | Q(last_login__date__lt=limit))
    # What was emptied once is not emptied again every day.
    return quiet.exclude(is_active=False, email=None, name="")


def grants_due(on: date) -> QuerySet[RoleGrant]:
    """Return the roles that ended long enough ago."""
    return RoleGrant.objects.filter(ends_on__lt=_years_before(on, YEARS_OF_ROLES))


def tokens_due(on: date) -> QuerySet[ApiToken]:
    """Return the keys for programs that have not worked for long enough."""
    return ApiToken.objects.filter(expires_on__lt=on - timedelta(days=DAYS_OF_CODES))


def invitations_due(on: date) -> QuerySet[Invitation]:
    """Return invitations that were used, withdrawn or expired long enough ago."""
    limit = on - timedelta(days=DAYS_OF_INVITATIONS)
    expired = Q(expires_at__date__lt=limit)
    # Used and withdrawn ones are not used up later than their links expire.
    closed = ~Q(status=InvitationStatus.SENT) & Q(sent_on__lt=limit)
    return Invitation.objects.filter(expired | closed)


def codes_due(on: date) -> QuerySet[SignInCode]:
    """Return codes to sign in with that expired long enough ago."""
    return SignInCode.objects.filter(expires_at__date__lt=on - timedelta(days=DAYS_OF_CODES))


def stand_ins_due(on: date) -> QuerySet[StandIn]:
    """Return who stood in for whom long enough ago."""
    return StandIn.objects.filter(ends_on__lt=_years_before(on, YEARS_OF_HANDOVERS))


def handovers_due(on: date) -> QuerySet[Handover]:
    """Return what was handed over long enough ago."""
    return Handover.objects.filter(made_on__lt=_years_before(on, YEARS_OF_HANDOVERS))


def receipts_due(on: date) -> QuerySet[ErasureReceipt]:
    """Return the receipts of erasures that are old enough."""
    return ErasureReceipt.objects.filter(made_on__lt=_years_before(on, YEARS_OF_RECEIPTS))


def _rule(  # noqa: PLR0913 - what a rule is
    name: str, label: Any, length: int, unit: str, due: Callable[[date], QuerySet[Any]], model: str, since: Any
) -> RetentionRule:
    return RetentionRule(
        name=name,
        label=label,
        length=lambda: length,
        unit=unit,
        count_due=lambda on: due(on).count(),
        models=(model,),
        since=since,
    )


ACCOUNTS = RetentionRule(
    name="accounts",
    label=_("Accounts, with everything that belongs to them"),
    length=lambda: YEARS_OF_ROLES,
    unit="years",
    count_due=lambda on: accounts_due(on).count(),
    models=("accounts.User", "accounts.ChosenName", "notifications.Preference"),
    since=_("after the last role ended and the last time of signing in"),
)
# What deletes rows alone, each with the query that finds what is past its time.
_PLAIN: list[tuple[RetentionRule, Callable[[date], QuerySet[Any]]]] = [
    (
        _rule(
            "roles",
            _("Roles"),
            YEARS_OF_ROLES,
            "years",
            grants_due,
            "accounts.RoleGrant",
            _("after the role ended"),
        ),
        grants_due,
    ),
    (
        _rule(
            "api_keys",
            _("API keys"),
            DAYS_OF_CODES,
            "days",
            tokens_due,
            "accounts.ApiToken",
            _("after the key stopped working"),
        ),
        tokens_due,
    ),
    (
        _rule(
            "invitations",
            _("Invitations to join"),
            DAYS_OF_INVITATIONS,
            "days",
            invitations_due,
            "people.Invitation",
            _("after it was used, withdrawn or expired"),
        ),
        invitations_due,
    ),
    (
        _rule(
            "sign_in_codes",
            _("Codes to sign in with"),
            DAYS_OF_CODES,
            "days",
            codes_due,
            "people.SignInCode",
            _("after the code expired"),
        ),
        codes_due,
    ),
    (
        _rule(
            "stand_ins",
            _("Who stood in for whom"),
            YEARS_OF_HANDOVERS,
            "years",
            stand_ins_due,
            "people.StandIn",
            _("after the last day"),
        ),
        stand_ins_due,
    ),
    (
        _rule(
            "handovers",
            _("What was handed over"),
            YEARS_OF_HANDOVERS,
            "years",
            handovers_due,
            "people.Handover",
            _("after the day of the handover"),
        ),
        handovers_due,
    ),
    (
        _rule(
            "erasure_receipts",
            _("Receipts of erased accounts"),
            YEARS_OF_RECEIPTS,
            "years",
            receipts_due,
            "people.ErasureReceipt",
            _("after the erasure"),
        ),
        receipts_due,
    ),
]


def _sweep_accounts(on: date) -> Mapping[str, Iterable[object]]:
    # Before the roles by which their time is counted. Emptied and not deleted: signatures and payments point to them.
    people = list(accounts_due(on))
    for person in people:
        empty(person=person)
    return {ACCOUNTS.name: [person.pk for person in people]}


def _sweep_rows(on: date) -> Mapping[str, Iterable[object]]:
    destroyed: dict[str, Iterable[object]] = {}
    for rule, due in _PLAIN:
        ids = list(due(on).values_list("pk", flat=True))
        due(on).filter(pk__in=ids).delete()
        destroyed[rule.name] = ids
    return destroyed


def register_rules() -> None:
    """Register the rules of people, in the order in which they are applied."""
    register("accounts", _sweep_accounts, ACCOUNTS)
    register("people", _sweep_rows, *(rule for rule, _due in _PLAIN))
