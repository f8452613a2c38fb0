"""How long answers to invitations, and what was arranged, are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from dateutil.relativedelta import relativedelta
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from meetings.models import AccessBooking, AccessFailure, BookedNeed, Invitation
from meetings.queries import bookings
from retention.definitions import RetentionRule, register

YEARS_OF_INVITATIONS = 2
YEARS_OF_FAILURES = 5


def invitations_due(on: date) -> QuerySet[Invitation]:
    """Return the invitations to meetings that were long enough ago."""
    return Invitation.objects.filter(meeting__day__lt=on - relativedelta(years=YEARS_OF_INVITATIONS))


INVITATIONS = RetentionRule(
    name="meeting_invitations",
    label=_("Who was invited to a meeting, and what they answered"),
    length=lambda: YEARS_OF_INVITATIONS,
    unit="years",
    count_due=lambda on: invitations_due(on).count(),
    models=("meetings.Invitation",),
    since=_("after the meeting"),
)


def failures_due(on: date) -> QuerySet[AccessFailure]:
    """Return the access failures that were long enough ago."""
    return AccessFailure.objects.filter(happened_on__lt=on - relativedelta(years=YEARS_OF_FAILURES))


BOOKINGS = RetentionRule(
    name="access_bookings",
    label=_("What was arranged for people at a meeting"),
    length=lambda: 1,
    unit="years",
    count_due=lambda on: bookings.forgotten_by(on).count() + bookings.left_over(on).count(),
    models=("meetings.BookedNeed", "meetings.AccessBooking"),
    since=_("after the meeting, and at once when somebody takes the need back"),
)
FAILURES = RetentionRule(
    name="access_failures",
    label=_("Where people did not get what they needed, without their names"),
    length=lambda: YEARS_OF_FAILURES,
    unit="years",
    count_due=lambda on: failures_due(on).count(),
    models=("meetings.AccessFailure",),
)


def _sweep(on: date) -> Mapping[str, Iterable[object]]:
    ids = list(invitations_due(on).values_list("pk", flat=True))
    Invitation.objects.filter(pk__in=ids).delete()
    failed = list(failures_due(on).values_list("pk", flat=True))
    AccessFailure.objects.filter(pk__in=failed).delete()
    return {INVITATIONS.name: ids, BOOKINGS.name: _forget_bookings(on), FAILURES.name: failed}


def _forget_bookings(on: date) -> list[object]:
    needs = list(bookings.forgotten_by(on).values_list("pk", flat=True))
    BookedNeed.objects.filter(pk__in=needs).delete()
    # With those gone: what served nobody else goes too.
    rows = list(bookings.left_over(on).values_list("pk", flat=True))
    AccessBooking.objects.filter(pk__in=rows).delete()
    return [*needs, *rows]


def register_rules() -> None:
    """Register the rules of meetings."""
    register("meetings", _sweep, INVITATIONS, BOOKINGS, FAILURES)
