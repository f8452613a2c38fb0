"""Bringing feedback to a council's meeting and back."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import User
from core.verdicts import Conflict
from desk.enums import CaseStatus
from desk.models import Case
from desk.transitions import transition, update_case
from meetings.actions.agenda import add_item
from meetings.enums import Participation
from meetings.models import AgendaItem, Meeting
from tracker.models import AgendaQuote
from tracker.rules import agenda as rules


@transaction.atomic
def put_on_agenda(  # noqa: PLR0913 - an agenda item is several things
    *,
    case: Case,
    by: User,
    agenda_item: AgendaItem | None = None,
    meeting: Meeting | None = None,
    title: str = "",
    background: str = "",
    minutes: int = 20,
    participation: Participation = Participation.ASKED,
) -> AgendaQuote:
    """Let a council talk about it: under an agenda item there is, or under a new one of `meeting`."""
    # Without the consents of a page: whatever it showed, an act is held to what the person wants now.
    rules.may_put_on_agenda(by, case).enforce()
    # Of two people, one may have taken it off the agenda since the page was opened.
    if agenda_item is not None and not AgendaItem.objects.filter(pk=agenda_item.pk).exists():
        raise Conflict
    if agenda_item is None:
        if meeting is None:
            raise ValueError("Name an agenda item or a meeting.")
        agenda_item = add_item(
            meeting=meeting,
            title=title,
            background=background,
            language=case.shareable_language,
            # The note goes with the words: a reader is warned before hard text, wherever it is quoted.
            content_note=case.content_note,
            minutes=minutes,
            participation=participation,
            by=by,
        )
    if case.status == CaseStatus.WITH_COUNCIL:
        # Only its revision: of two people who do this at the same time, one gets the conflict.
        update_case(case)
    else:
        transition(case, CaseStatus.WITH_COUNCIL)
    try:
        # The constraint decides, not a look before it: of two people who quote one case under one item, one is told.
        with transaction.atomic():
            quote = AgendaQuote.objects.create(agenda_item=agenda_item, case=case)
    except IntegrityError as error:
        raise Conflict from error
    audit.record("put on an agenda", case, by=by, agenda_item=f"{agenda_item.pk}")
    return quote


@transaction.atomic
def bring_back(*, case: Case, by: User) -> Case:
    """Answer at the desk what the council did not ask anything about."""
    rules.may_bring_back(by, case).enforce()
    transition(case, CaseStatus.BEING_READ)
    audit.record("brought back from the council", case, by=by)
    return case
