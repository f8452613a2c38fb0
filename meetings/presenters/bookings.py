"""What is printed about bookings: rows with their forms, and the report on where access failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import money
from meetings import forms
from meetings.enums import FailureCause
from meetings.models import AccessBooking, AccessFailure, BookedNeed
from meetings.queries import bookings as queries

# So many quarters are in the picture.
QUARTERS = 8
MONTHS_OF_A_QUARTER = 3


@dataclass(frozen=True, slots=True)
class BookingRow:
    """One booking: for whom, as far as the reader may know, and the form that says what became of it."""

    booking: AccessBooking
    needs: Sequence[BookedNeed]
    form: forms.Status
    cost: str
    # Whether people need it, of whom the reader may not know.
    is_needed: bool


def booking_row(booking: AccessBooking, *, with_words: bool = False) -> BookingRow:
    """Return one booking as a page prints it; `served` are read already."""
    needs = [one for one in booking.served.all() if one.ended_on is None]
    cost = "" if booking.cost is None else money.in_words(booking.cost, booking.currency)
    return BookingRow(booking, needs, forms.status_form(booking, with_words=with_words), cost, bool(needs))


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a picture: `share` is its length in hundredths of the longest, `shown` its number in words."""

    label: str
    value: int
    shown: str
    share: int


@dataclass(frozen=True, slots=True)
class QuarterRow:
    """One quarter of one council: how often access failed, in which way, and how often another way was found."""

    label: str
    total: int
    failed: int
    overridden: int
    missed: int
    solved: int


@dataclass(frozen=True, slots=True)
class CouncilReport:
    """The access failures of one council, by quarter: a picture, and the table that says more."""

    anchor: str
    name: str
    bars: Sequence[Bar]
    rows: Sequence[QuarterRow]
    kinds: Sequence[tuple[str, int]]


Quarter = tuple[int, int]


def report(councils: Iterable[tuple[UUID, str]], failures: Iterable[AccessFailure], today: date) -> list[CouncilReport]:
    """Return the reports of some councils, each with the last quarters, the newest last; also quiet ones."""
    by_council: dict[UUID, list[AccessFailure]] = {}
    for failure in failures:
        by_council.setdefault(failure.council_id, []).append(failure)
    return [_council_report(pk, name, by_council.get(pk, []), today) for pk, name in councils]


def _council_report(pk: UUID, name: str, failures: list[AccessFailure], today: date) -> CouncilReport:
    shown = _last_quarters(today)
    by_quarter: dict[Quarter, list[AccessFailure]] = {}
    for one in failures:
        by_quarter.setdefault(_quarter(one.happened_on), []).append(one)
    rows = [_quarter_row(quarter, by_quarter.get(quarter, [])) for quarter in shown]
    longest = max([row.total for row in rows], default=0) or 1
    bars = [Bar(row.label, row.total, str(row.total), 100 * row.total // longest) for row in rows]
    inside = [one for one in failures if _quarter(one.happened_on) in shown]
    kinds = Counter(queries.label_of(one.kind) for one in inside)
    return CouncilReport(f"council-{pk}", name, bars, rows, kinds.most_common())


def _quarter_row(quarter: Quarter, failures: list[AccessFailure]) -> QuarterRow:
    causes = Counter(one.cause for one in failures)
    return QuarterRow(
        label=_quarter_words(quarter),
        total=len(failures),
        failed=causes[FailureCause.FAILED],
        overridden=causes[FailureCause.OVERRIDDEN],
        missed=causes[FailureCause.MISSED],
        solved=sum(one.solved_on is not None for one in failures),
    )


def _quarter(day: date) -> Quarter:
    return day.year, (day.month - 1) // MONTHS_OF_A_QUARTER


def _last_quarters(today: date) -> list[Quarter]:
    year, number = _quarter(today)
    found = []
    for _back in range(QUARTERS):
        found.append((year, number))
        year, number = (year, number - 1) if number else (year - 1, 3)
    return found[::-1]


def _quarter_words(quarter: Quarter) -> str:
    """Return a quarter by its first and last month: not everybody numbers them."""
    year, number = quarter
    first = date(year, number * MONTHS_OF_A_QUARTER + 1, 1)
    last = date(year, number * MONTHS_OF_A_QUARTER + MONTHS_OF_A_QUARTER, 1)
    # Translators: a quarter of a year, such as "January to March 2027"
    return _("%(first)s to %(last)s") % {"first": date_format(first, "F"), "last": date_format(last, "F Y")}
