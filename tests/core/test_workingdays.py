"""Promises are counted in working days of the region."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.workingdays import add_working_days, is_working_day, working_days_between


@pytest.mark.parametrize(
    ("start", "days", "region", "end"),
    [
        (date(2026, 11, 23), 3, "GB-ENG", date(2026, 11, 26)),  # a Monday
        (date(2026, 11, 20), 1, "GB-ENG", date(2026, 11, 23)),  # over a weekend
        (date(2026, 12, 24), 1, "GB-ENG", date(2026, 12, 29)),  # Christmas on a Friday, Boxing Day given on Monday
        (date(2026, 12, 31), 1, "GB-SCT", date(2027, 1, 5)),  # Scotland rests on the second of January too
        (date(2026, 11, 25), 1, "US", date(2026, 11, 27)),  # Thanksgiving
        (date(2026, 11, 22), 0, "AU", date(2026, 11, 22)),
    ],
)
def test_working_days_are_added_by_region(start: date, days: int, region: str, end: date) -> None:
    assert add_working_days(start, days, region) == end


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(1, 60))
def test_counting_back_gives_the_days_that_were_added(start: date, days: int) -> None:
    end = add_working_days(start, days, "GB-ENG")
    assert is_working_day(end, "GB-ENG")
    assert working_days_between(start, end, "GB-ENG") == days
    assert working_days_between(end, start, "GB-ENG") == -days
