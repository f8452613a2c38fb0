"""How long answers to invitations are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from dateutil.relativedelta import relativedelta
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from meetings.models import Invitation
from retention.definitions import RetentionRule, register

YEARS_OF_INVITATIONS = 2


def invitations_due(on: date) -> QuerySet[Invitation]:
    """Return the invitations to meetings that were long enough ago."""
    return Invitation.objects.filter(meeting__day__lt=on - relativedelta(years=YEARS_OF_INVITATIONS))


INVITATIONS = RetentionRule(
    name="meeting_invitations",
    label=_("Who was invited to a meeting, and what they answered"),
    length=lambda: YEARS_OF_INVITATIONS,
    unit="years",
    count_due=lambda on: invitations_due(on).count(),
    models=("meetings.Invitation", "meetings.WrittenAnswer"),
    since=_("after the meeting"),
)


def _sweep(on: date) -> Mapping[str, Iterable[object]]:
    ids = list(invitations_due(on).values_list("pk", flat=True))
    Invitation.objects.filter(pk__in=ids).delete()
    return {INVITATIONS.name: ids}


def register_rules() -> None:
    """Register the rule of meetings."""
    register("meetings", _sweep, INVITATIONS)
