"""What is quoted of people's words in the papers of meetings: what they let the council read, once it may."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from desk.models import Case
from desk.queries.cases import settled
from tracker.enums import QuoteState
from tracker.models import AgendaQuote


@transaction.atomic
def refresh_quotes() -> int:
    """Bring every quote up to date with what people want now. Returns how many changed.

    A page asks the rows and not the door, so that no page tells the second in which somebody came back.
    """
    # What is on a public page may be read in a paper as well, whatever was chosen since.
    agreed = Q(feedback__for_council=True) | Q(published_on__isnull=False)
    # From the few cases that are quoted: this runs every minute, and must not walk everything ever said.
    quoted = Case.objects.filter(Exists(AgendaQuote.objects.filter(case=OuterRef("pk"))))
    readable = quoted.filter(agreed, settled())
    withdrawn = quoted.exclude(agreed)
    waiting = quoted.filter(agreed).exclude(pk__in=readable.values("pk"))
    changed = _set_state(readable, QuoteState.SHOWN)
    changed += _set_state(withdrawn, QuoteState.WITHDRAWN)
    return changed + _set_state(waiting, QuoteState.WAITING)


def _set_state(cases: QuerySet[Case], state: QuoteState) -> int:
    quoted = AgendaQuote.objects.filter(case__in=cases.values("pk"))
    # Only what differs: nothing else is written again each minute.
    return quoted.exclude(state=state).update(state=state)
