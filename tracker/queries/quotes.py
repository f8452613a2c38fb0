"""People's words in the papers of meetings, as a reader may see them now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists
from django.utils import timezone

from desk.models import Case
from meetings.models import AgendaItem
from notifications.models import Heartbeat
from tracker.enums import QuoteState
from tracker.models import AgendaQuote

# Under this name the worker says that it has looked at what people want.
QUOTES = "quotes"
# It looks once a minute. When it has not for so long, words that somebody may have taken back are not shown.
UNKNOWN_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Quote:
    """One quote of an agenda item. Without `text` while another version follows, or when it was withdrawn."""

    reference: str
    state: QuoteState
    text: str
    language: str
    content_note: str
    # Nobody knows whether they may still be read: the worker has not looked for too long.
    is_unknown: bool = False

    @property
    def is_waiting(self) -> bool:
        """Return whether another version follows."""
        return self.state == QuoteState.WAITING

    @property
    def is_withdrawn(self) -> bool:
        """Return whether the person has taken the words back."""
        return self.state == QuoteState.WITHDRAWN


def quotes_of(agenda_items: Iterable[AgendaItem]) -> dict[UUID, list[Quote]]:
    """Return the quotes of agenda items by the ids of the items, in one query."""
    is_old = _is_unknown_since()
    rows = AgendaQuote.objects.filter(agenda_item__in=list(agenda_items)).select_related("case")
    quotes: dict[UUID, list[Quote]] = defaultdict(list)
    for row in rows.annotate(is_old=is_old):
        quotes[row.agenda_item_id].append(_quote(row, is_old=row.is_old))
    return dict(quotes)


def _is_unknown_since() -> Exists:
    """Return the condition that nobody has looked at what people want for so long that their words wait.

    Within the query of the quotes, so that a paper costs no more for it. On a new installation nothing was looked at
    yet, and nothing can have been taken back unnoticed.
    """
    return Exists(Heartbeat.objects.filter(name=QUOTES, beat_at__lt=timezone.now() - UNKNOWN_AFTER))


def _quote(row: AgendaQuote, *, is_old: bool) -> Quote:
    case = row.case
    state = _state(row, case)
    if is_old and state == QuoteState.SHOWN and not case.published_on:
        return Quote(str(case), QuoteState.WAITING, "", "", "", is_unknown=True)
    if state != QuoteState.SHOWN:
        # With its short name, so that two that wait in one paper are not taken for each other (ADR 22).
        return Quote(str(case), state, "", "", "")
    return Quote(str(case), state, case.shareable, case.shareable_language, case.content_note)


def _state(row: AgendaQuote, case: Case) -> QuoteState:
    """Return the state of a quote; what staff did to the case counts at once, what the person did when it is known."""
    # An erasure empties the version before the worker has looked at this row.
    if row.state == QuoteState.WITHDRAWN or not case.shareable:
        return QuoteState.WITHDRAWN
    from_day = case.others_read_from
    is_early = from_day is None or from_day > timezone.localdate()
    if is_early and not case.published_on:
        return QuoteState.WAITING
    # From the row and not from the door: a paper that changed at once would tell when somebody came back.
    return QuoteState(row.state)
