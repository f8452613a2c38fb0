"""Moving cases on: one place where a state is written and shown to the person."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone

from core import organisation
from core.verdicts import Conflict
from desk.enums import CASE_TRANSITIONS, CaseStatus
from desk.models import Case
from feedback import actions as door
from feedback.enums import Status

# What is written over the version others may see, and the note about it, once nobody is to read them any more.
NO_SHAREABLE_VERSION: dict[str, Any] = {
    "shareable": "",
    "shareable_language": "",
    "shareable_on": None,
    "content_note": "",
}


def new_promise() -> dict[str, object]:
    """Return the fields of a promise to answer that begins today."""
    answer_by = organisation.current().answer_by(timezone.localdate())
    return {"answered_on": None, "answer_by": answer_by}


def update_case(case: Case, **fields: Any) -> None:
    """Write fields of a case as its caller saw it; raises `Conflict` when somebody else was faster.

    A new promise is shown to the person as well.
    """
    # The count of the update decides, not a read before it: of two people who act at once, one gets the conflict.
    seen = Case.objects.filter(pk=case.pk, revision=case.revision)
    if seen.update(revision=F("revision") + 1, **fields) != 1:
        raise Conflict
    case.refresh_from_db()
    if "answer_by" in fields:
        door.show_promise(feedback_id=case.feedback_id, answer_by=case.answer_by)


def transition(case: Case, to: CaseStatus, **fields: Any) -> None:
    """Move a case on and show it to the person. A move that is not in the table is `Conflict`."""
    if to not in CASE_TRANSITIONS[CaseStatus(case.status)]:
        raise Conflict
    update_case(case, status=to, **fields)
    # After the case: where somebody was faster, the person is shown nothing. The door may not know this app, so it has
    # the same states once more, and a new one is added to both.
    door.show_status(feedback_id=case.feedback_id, status=Status(to.value), on=timezone.localdate())


def transition_if_possible(case: Case, to: CaseStatus, **fields: Any) -> None:
    """Move a case on where its state allows it; otherwise write the fields only."""
    if to in CASE_TRANSITIONS[CaseStatus(case.status)]:
        transition(case, to, **fields)
    elif fields:
        update_case(case, **fields)
