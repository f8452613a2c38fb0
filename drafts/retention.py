"""The retention rule of unsent words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from drafts import actions, queries
from drafts.models import FormDraft
from retention.definitions import RetentionRule, register


def drafts_due(on: date) -> QuerySet[FormDraft]:
    """Return words that nobody sent for so many days, and those of people who can no longer sign in."""
    # By the hour: after a whole day more, the page that says when they are destroyed would be wrong.
    same_hour = timezone.now() + (on - timezone.localdate())
    return queries.past(same_hour - timedelta(days=settings.TYPED_WORDS_DAYS))


TYPED_WORDS = RetentionRule(
    name="typed_words",
    label=_("What members and staff typed and did not send"),
    length=lambda: settings.TYPED_WORDS_DAYS,
    unit="days",
    count_due=lambda on: drafts_due(on).count(),
    models=("drafts.FormDraft",),
    since=_("after they were typed"),
)


def _sweep(on: date) -> Mapping[str, Iterable[object]]:
    ids = list(drafts_due(on).values_list("pk", flat=True))
    actions.forget(ids=ids)
    return {TYPED_WORDS.name: ids}


def register_rule() -> None:
    """Register the rule of unsent words."""
    register("typed_words", _sweep, TYPED_WORDS)
