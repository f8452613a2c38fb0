"""Taking back what was done at the desk, as long as nobody has done anything else with the case since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit, undoing
from accounts.models import User
from accounts.queries import used_since
from core.verdicts import Conflict
from desk.models import Case
from desk.queries.cases import at_desk
from desk.rules import cases as rules
from desk.transitions import update_case

SORTED = "desk.sorted"
HANDED_BACK = "desk.handed_back"
RELEASED = "desk.released"


def declare() -> None:
    """Say which acts can be taken back. Whatever shows the person something at once cannot."""
    undoing.declare(SORTED, unsort, _("Topics and content note are as they were before."))
    undoing.declare(HANDED_BACK, keep_after_all, _("This is assigned to you again."))
    undoing.declare(RELEASED, quarantine_again, _("This is in quarantine again."))


def _unchanged(by: User, data: Mapping[str, Any]) -> Case:
    """Return the case as it was left by the act; `Conflict` when somebody has done something with it since."""
    case = at_desk(by).filter(pk=data["case"], revision=data["revision"]).first()
    # Whoever opens the words changes nothing, but goes on from what they saw.
    if case is None or used_since(case, datetime.fromisoformat(data["at"]), but=by):
        raise Conflict
    return case


@transaction.atomic
def unsort(by: User, data: Mapping[str, Any]) -> None:
    """Put topics and content note back."""
    case = _unchanged(by, data)
    rules.may_sort(by, case).enforce()
    update_case(case, topics=data["topics"], content_note=data["content_note"])
    audit.record("undid sorting", case, by=by)


@transaction.atomic
def keep_after_all(by: User, data: Mapping[str, Any]) -> None:
    """Read it oneself again."""
    case = _unchanged(by, data)
    # Somebody may have lost the role since, or been named by the person.
    rules.may_take(by, case).enforce()
    update_case(case, reader=by)
    audit.record("undid handing back", case, by=by)


@transaction.atomic
def quarantine_again(by: User, data: Mapping[str, Any]) -> None:
    """Put it back into quarantine."""
    case = _unchanged(by, data)
    if case.reader_id is not None or case.quarantined:
        raise Conflict
    update_case(case, quarantined=True)
    audit.record("undid a release from quarantine", case, by=by)
