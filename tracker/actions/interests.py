"""Stepping back from a recommendation, or from the answer to it once there is one."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.models import User
from council import actions as council
from council.enums import RecusalAnswer
from council.models import Interest, Recusal
from tracker.models import Recommendation
from tracker.queries.recommendations import to_step_back_from
from tracker.rules import recommendations as rules


@transaction.atomic
def say_it_touches(  # noqa: PLR0913 - an interest that is new comes with its words and its day
    *,
    recommendation: Recommendation,
    interest: Interest | None,
    answer: RecusalAnswer,
    by: User,
    text: str = "",
    starts_on: date | None = None,
) -> Recusal:
    """Record that a recommendation touches an interest of `by`; without `interest` it is declared with it."""
    rules.may_say_it_touches(by, recommendation).enforce()
    if interest is None:
        if starts_on is None:
            message = "a new interest has a first day"
            raise ValueError(message)
        interest = council.declare_interest(text=text, starts_on=starts_on, by=by)
    kind, subject = to_step_back_from(recommendation)
    return council.say_it_touches(
        interest=interest, kind=kind, subject=subject, title=recommendation.title, answer=answer, by=by
    )


@transaction.atomic
def offer_to_step_back(*, recommendation: Recommendation, interest: Interest, by: User) -> Recusal:
    """Ask a member whether they step back from a recommendation."""
    kind, subject = to_step_back_from(recommendation)
    return council.offer_recusal(interest=interest, kind=kind, subject=subject, title=recommendation.title, by=by)
