"""Give the cases that somebody reads to somebody else, or leave them without a reader, when that person leaves."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from accounts import audit
from accounts.models import User
from core.verdicts import Verdict
from desk.models import Case
from desk.queries.handing_over import WHO_IS_NAMED
from desk.rules import cases as rules
from desk.transitions import update_case


@transaction.atomic
def hand_over(*, ids: Sequence[str], of: User, to: User | None, by: User | None) -> None:
    """Give cases to another reader, or back to the list; what was finished stays as it is.

    Whoever calls has asked whether `by` may; None where somebody lost the role. What is restricted goes back only.
    """
    if to is not None:
        rules.may_be_given(to).enforce()
    # Locked in one order: an act on one of them at the same time comes before or after, and nothing is a conflict.
    for case in Case.objects.select_for_update(of=["self"]).filter(pk__in=ids, reader=of).order_by("pk"):
        if to is not None and case.feedback.restricted:
            Verdict(WHO_IS_NAMED).enforce()
        update_case(case, reader=to)
        audit.record("handed over a case", case, by=by, to=audit.named(to) if to else "nobody yet")
