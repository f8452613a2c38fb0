"""Attack 12: small cells. Subtracting two filters, two tables or two days of a page never isolates fewer than five."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.enums import COUNCIL, STAFF, Role
from core.suppression import STEP, Table, rounded, suppress
from desk.enums import CaseStatus
from tests.api.factories import ItemFactory
from tests.rig import pages
from tests.tracker.factories import person

FEWEST = 5
# The council's, and that of staff.
THRESHOLDS = st.integers(5, 12)
COUNTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 40), min_size=1)
# One population as rows: where it is, and in which language.
ROWS = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")), max_size=80)
FILTERS = ["status=closed", "language=ar", "status=closed&language=ar", "since=2026-01-01", "until=2026-02-01", "q=1"]


def shown(counts: dict[str, int], threshold: int) -> Table:
    return rounded(suppress(counts, threshold), threshold)


def numbers(table: Table) -> dict[str, int]:
    """Return every number that a reader of the table sees.

    But for its total, which tells nothing that they could not add up themselves.
    """
    seen = {label: value for label, value in table.counts.items() if value is not None}
    assert table.total in {None, sum(seen.values())}
    return seen


def differences(one: Table, other: Table) -> set[int]:
    """Return how far the same number of two tables is apart."""
    before, after = numbers(one), numbers(other)
    return {abs(before[label] - after[label]) for label in before.keys() & after.keys()}


def counted(rows: list[tuple[str, str]], column: int, keys: str) -> dict[str, int]:
    return {key: sum(row[column] == key for row in rows) for key in keys}


@given(COUNTS, COUNTS, THRESHOLDS)
def test_two_days_of_one_table_differ_by_nothing_or_by_many(
    before: dict[str, int], joined: dict[str, int], threshold: int
) -> None:
    after = {label: count + joined.get(label, 0) % FEWEST for label, count in before.items()}
    isolated = differences(shown(before, threshold), shown(after, threshold)) & set(range(1, FEWEST))
    assert isolated == set()


@given(ROWS, st.sets(st.sampled_from("abcd")), st.sets(st.sampled_from("abcd")), THRESHOLDS)
def test_two_filters_over_one_population_differ_by_nothing_or_by_many(
    rows: list[tuple[str, str]], one: set[str], other: set[str], threshold: int
) -> None:
    tables = []
    for kept in (one, other, one | other, set("abcd")):
        narrowed = [row for row in rows if row[0] in kept]
        tables.append(shown(counted(narrowed, 1, "wxyz"), threshold))
    for first, second in combinations(tables, 2):
        assert differences(first, second) & set(range(1, FEWEST)) == set()


@given(COUNTS, THRESHOLDS)
def test_a_shown_number_could_be_any_of_five_and_the_page_would_be_the_same(
    counts: dict[str, int], threshold: int
) -> None:
    """Whatever one subtracts from it is uncertain by as much: also with this module in hand."""
    table = shown(counts, threshold)
    for label, value in table.counts.items():
        for could_be in range(value, value + STEP) if value else ():
            assert shown({**counts, label: could_be}, threshold) == table


@given(COUNTS, THRESHOLDS)
def test_nothing_small_is_shown(counts: dict[str, int], threshold: int) -> None:
    table = shown(counts, threshold)
    assert [value for value in numbers(table).values() if 0 < value < threshold] == []
    true = {label: value for label, value in table.counts.items() if value is not None}
    assert all(0 <= counts[label] - value < STEP for label, value in true.items())


def read(client: Client, query: str = "") -> str:
    return pages.get(client, f"/insights/{query}").text("main")


def populations() -> Iterator[None]:
    """Add synthetic feedback piece by piece, in groups of every size near the thresholds."""
    for number in range(13):
        ItemFactory(status=CaseStatus.CLOSED, language="ar")
        ItemFactory(status=CaseStatus.BEING_READ, language="es")
        if number % 3 == 0:
            ItemFactory(status=CaseStatus.RECEIVED, language="en")
        yield


def counts_on(page: str) -> list[int]:
    """Return the numbers of the part about what people said, in their order on the page."""
    part = page.partition("What people told us")[2].partition("What was decided")[0]
    return [int(word) for word in part.split() if word.isdigit()]


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE])
def test_no_two_days_of_the_page_isolate_anybody(client: Client, role: Role) -> None:
    client.force_login(person(role))
    seen: set[int] = set()
    for _day in populations():
        seen |= set(counts_on(read(client)))
    # Every number that was ever shown: none is small, and no two are apart by few.
    apart = {abs(one - other) for one, other in combinations(seen - {0}, 2)}
    assert seen - {0}
    assert min(seen - {0}) >= FEWEST
    assert apart & set(range(1, FEWEST)) == set()


@pytest.mark.django_db
def test_no_address_of_the_page_narrows_it(client: Client) -> None:
    client.force_login(person(Role.MEMBER))
    for _day in populations():
        pass
    page = read(client)
    assert {query: read(client, f"?{query}") == page for query in FILTERS} == dict.fromkeys(FILTERS, True)


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(set(Role) - COUNCIL - STAFF))
def test_nobody_else_counts_anything(client: Client, role: Role) -> None:
    client.force_login(person(role))
    pages.get(client, "/insights/", status=404)
