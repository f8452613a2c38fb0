"""How councils and their seats are told apart on the board: states in words and tones, and what has to be filled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from core.moments import until_words
from council.enums import LIVED, RecusalAnswer, SeatKind
from council.models import Council, CouncilRules, Membership, NeedTask, Recusal, Seat
from council.queries import last_terms

# How far the picture goes.
MONTHS_AHEAD = 24
# Within so many months a seat that becomes free has to be thought of; the nearest first.
ENDING = (1, 3, 6)


@dataclass(frozen=True, slots=True)
class Bar:
    """One term in the picture of a seat, in percent of its width."""

    x: str
    width: str


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One seat on the board."""

    anchor: str
    label: str
    href: str
    kind: str
    holder: str
    until: str
    state: str
    tone: str
    bars: Sequence[Bar]

    @property
    def shown(self) -> str:
        """Return what stands beside its name in the picture and in its table."""
        return self.until or self.state


@dataclass(frozen=True, slots=True)
class ToFill:
    """A seat that has to be filled, and by when."""

    day: date
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a council agreed on, in words."""

    term: str
    renewals: int
    quorum: str
    lived: str
    meetings: int
    pause: str
    late_votes: bool


@dataclass(frozen=True, slots=True)
class CouncilBoard:
    """One council on the board."""

    council: Council
    rows: Sequence[SeatRow]
    sentences: Sequence[str]
    to_fill: Sequence[ToFill]
    picture_id: str


def agreed(rules: CouncilRules) -> Agreed:
    """Return what a council agreed on as its page shows it."""
    return Agreed(
        term=_months(rules.term_months),
        renewals=rules.renewals,
        quorum=_percent(rules.quorum_share),
        lived=_percent(rules.lived_share),
        meetings=rules.meetings_a_year,
        pause=_months(rules.pause_months),
        late_votes=rules.late_votes,
    )


def _months(count: int) -> str:
    return ngettext("%(months)d month", "%(months)d months", count) % {"months": count}


def _percent(share: Decimal) -> str:
    # Of rules that were never saved it is still text.
    return _("%(number)d percent") % {"number": round(100 * Decimal(share))}


@dataclass(frozen=True, slots=True)
class Stance:
    """Who could step back from something, by seat and chosen name, and what they answered."""

    name: str
    answer: str
    is_answered: bool


def stances(council: UUID, recusals: Iterable[Recusal]) -> list[Stance]:
    """Return what members of a council answered who could step back, for the page of what it is about."""
    found = list(recusals)
    terms = last_terms(council, (recusal.interest.user_id for recusal in found))
    return [
        Stance(
            name=seat_and_name(terms.get(recusal.interest.user_id)),
            answer=recusal.get_answer_display(),
            is_answered=recusal.answer != RecusalAnswer.OFFERED,
        )
        for recusal in found
    ]


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need to look at again, with the seat and the name of its owner."""

    task: NeedTask
    name: str


def need_rows(tasks: Iterable[NeedTask]) -> list[NeedRow]:
    """Return what is to be looked at, each with whose it is."""
    found = list(tasks)
    terms: dict[tuple[UUID, UUID], Membership] = {}
    for council in {task.council_id for task in found}:
        people = [task.user_id for task in found if task.council_id == council]
        terms |= {(council, user): term for user, term in last_terms(council, people).items()}
    return [NeedRow(task, seat_and_name(terms.get((task.council_id, task.user_id)))) for task in found]


def seat_and_name(term: Membership | None) -> str:
    """Return the seat of a member and the name that members see; several may have chosen none."""
    if term is None:
        return _("A member")
    return _("Seat %(number)s: %(name)s") % {"number": term.seat.number, "name": term.shown_name}


def board(council: Council, today: date) -> CouncilBoard:
    """Return a council of `queries.for_board` as the board shows it."""
    seats: list[Seat] = council.seats_in_use  # type: ignore[attr-defined] # set by queries.for_board
    rows = [_row(seat, today) for seat in seats]
    # Of the same day in the order of the seats.
    to_fill = sorted(_to_fill(seats, today), key=lambda entry: entry.day)
    return CouncilBoard(council, rows, _sentences(council, seats, today), to_fill, f"terms-of-{council.pk}")


def _row(seat: Seat, today: date) -> SeatRow:
    ahead: list[Membership] = seat.ahead  # type: ignore[attr-defined] # set by queries.for_board
    holder = _holder(seat, today)
    state, tone = _state(seat, today)
    return SeatRow(
        anchor=f"seat-{seat.pk}",
        label=_("Seat %(number)d") % {"number": seat.number},
        href=reverse("council:seat", args=[seat.pk]),
        kind=str(seat.get_kind_display()),
        holder=holder.shown_name if holder else "",
        until=_("Until %(day)s") % {"day": until_words(_free_from(seat, today) - timedelta(days=1))} if holder else "",
        state=state,
        tone=tone,
        bars=[_bar(term, today) for term in ahead if term.starts_on < _horizon(today)],
    )


def _holder(seat: Seat, today: date) -> Membership | None:
    for term in seat.ahead:  # type: ignore[attr-defined] # set by queries.for_board
        if term.runs_on(today):
            return term  # type: ignore[no-any-return]
    return None


def _free_from(seat: Seat, today: date) -> date:
    """Return the first day from today on at which nobody holds the seat; terms that follow each other are one."""
    day = today
    for term in seat.ahead:  # type: ignore[attr-defined] # set by queries.for_board, the earliest first
        if term.starts_on > day:
            break
        day = term.ends_on + timedelta(days=1)
    return day


def _state(seat: Seat, today: date) -> tuple[str, str]:
    """Return the state of a seat in words, and its tone."""
    holder = _holder(seat, today)
    if holder is None:
        # Translators: said of a seat on a council
        return _("Vacant"), "stop"
    if holder.pause_today:
        # Translators: said of a member of a council
        return _("Paused"), "waiting"
    free_from = _free_from(seat, today)
    for months in ENDING:
        if free_from <= today + relativedelta(months=months) + timedelta(days=1):
            words = ngettext("Ends within %(months)d month", "Ends within %(months)d months", months)
            return words % {"months": months}, "attention"
    # Translators: said of a seat on a council
    return _("Filled"), "good"


def _to_fill(seats: Sequence[Seat], today: date) -> list[ToFill]:
    """Return the seats to look for people for: those that are vacant, and those that will be within half a year."""
    found = []
    for seat in seats:
        day = _free_from(seat, today)
        href = reverse("council:seat", args=[seat.pk])
        words = {"number": seat.number, "kind": seat.get_kind_display(), "day": until_words(day)}
        if day == today:
            found.append(ToFill(day, _("Seat %(number)d (%(kind)s) is vacant now.") % words, href))
        elif day <= today + relativedelta(months=max(ENDING)) + timedelta(days=1) and not _retired_by(seat, day):
            found.append(ToFill(day, _("Seat %(number)d (%(kind)s) is vacant from %(day)s on.") % words, href))
    return found


def _retired_by(seat: Seat, day: date) -> bool:
    return seat.retired_on is not None and seat.retired_on <= day


def _sentences(council: Council, seats: Sequence[Seat], today: date) -> list[str]:
    """Return how who is seated compares with what the council agreed on. Words, and no numbers of people."""
    agreed = council.rules_on(today)
    held = [seat for seat in seats if _holder(seat, today)]
    voting = [seat for seat in seats if seat.votes]
    sentences = []
    if held:
        lived = [seat for seat in held if SeatKind(seat.kind) in LIVED]
        if _share(len(lived), len(held)) >= Decimal(agreed.lived_share):
            sentences.append(_("As many of the seated have lived experience, or care for someone, as was agreed."))
        else:
            sentences.append(
                _("Fewer of the seated than was agreed have lived experience, or care for someone. Seat them next.")
            )
    if voting:
        filled = [seat for seat in voting if _holder(seat, today)]
        if _share(len(filled), len(voting)) >= Decimal(agreed.quorum_share):
            sentences.append(_("Enough voting seats are filled for a quorum."))
        else:
            sentences.append(_("Too few voting seats are filled for a quorum, even if everyone comes."))
    return sentences


def _share(part: int, whole: int) -> Decimal:
    return Decimal(part) / Decimal(whole)


def _horizon(today: date) -> date:
    return today + relativedelta(months=MONTHS_AHEAD)


def _bar(term: Membership, today: date) -> Bar:
    """Return where a term lies in the picture, which begins today; mirrored where one reads from right to left."""
    whole = (_horizon(today) - today).days
    first = max(0, (term.starts_on - today).days)
    last = min(whole, (term.ends_on - today).days + 1)
    x = 100 * first / whole
    width = 100 * (last - first) / whole
    if get_language_bidi():
        x = 100 - x - width
    return Bar(f"{x:.2f}%", f"{width:.2f}%")
