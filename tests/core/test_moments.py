"""Times in words: the reader's clock first, the place's where it shows another time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core import moments
from core.moments import Times

LONDON = ZoneInfo("Europe/London")
RIYADH = ZoneInfo("Asia/Riyadh")
SYDNEY = ZoneInfo("Australia/Sydney")
NEW_YORK = ZoneInfo("America/New_York")


def test_times_are_the_readers_first_then_those_of_the_place() -> None:
    # The Thursday before clocks change in London; in New York they have changed already.
    start = datetime(2027, 3, 25, 10, tzinfo=LONDON)
    end = start + timedelta(minutes=90)
    there = "Thursday 25 March 2027, 10 a.m. to 11:30 a.m., United Kingdom time"
    assert moments.times(start, end, own=NEW_YORK, there=LONDON) == Times(
        "Thursday 25 March 2027, 6 a.m. to 7:30 a.m., Eastern time, United States", there
    )
    assert moments.times(start, end, own=RIYADH, there=LONDON) == Times(
        "Thursday 25 March 2027, 1 p.m. to 2:30 p.m., Saudi Arabian time", there
    )
    assert moments.times(start, end, own=SYDNEY, there=LONDON) == Times(
        "Thursday 25 March 2027, 9 p.m. to 10:30 p.m., Sydney time", there
    )


def test_place_is_left_out_where_both_clocks_show_the_same() -> None:
    start = datetime(2027, 3, 25, 10, tzinfo=LONDON)
    lisbon = ZoneInfo("Europe/Lisbon")
    found = moments.times(start, start + timedelta(hours=1), own=lisbon, there=LONDON)
    assert found == Times(
        "Thursday 25 March 2027, 10 a.m. to 11 a.m., Lisbon time".replace("Lisbon", "\u2068Lisbon\u2069")
    )


def test_end_on_the_next_day_says_on_which() -> None:
    start = datetime(2027, 3, 25, 22, 30, tzinfo=LONDON)
    found = moments.times(start, start + timedelta(hours=2), own=RIYADH, there=LONDON)
    assert found.own == "Friday 26 March 2027, 1:30 a.m. to 3:30 a.m., Saudi Arabian time"
    assert found.there == (
        "Thursday 25 March 2027 at 10:30 p.m. to Friday 26 March 2027 at 12:30 a.m., United Kingdom time"
    )


@pytest.mark.parametrize(("fold", "words"), [(0, "before"), (1, "after")])
def test_hour_that_comes_twice_says_which_one(fold: int, words: str) -> None:
    moment = datetime(2027, 10, 31, 1, 30, tzinfo=LONDON, fold=fold)
    assert moments.is_ambiguous(moment)
    assert moments.clock_words(moment) == f"1:30 a.m. ({words} the clocks go back)"
    assert moments.moment_words(moment.astimezone(UTC), LONDON) == (
        f"Sunday 31 October 2027 at 1:30 a.m. ({words} the clocks go back), United Kingdom time"
    )


@pytest.mark.parametrize("hour", [0, 3])
def test_other_hours_of_that_night_come_once(hour: int) -> None:
    assert not moments.is_ambiguous(datetime(2027, 10, 31, hour, 30, tzinfo=LONDON))


def test_skipped_time_happens_never_and_not_twice() -> None:
    skipped = datetime(2027, 3, 28, 1, 30, tzinfo=LONDON)
    assert (moments.happens(skipped), moments.is_ambiguous(skipped)) == (False, False)


def test_parts_of_a_meeting_have_the_readers_clock_first() -> None:
    start = datetime(2027, 3, 25, 10, tzinfo=LONDON)
    end = start + timedelta(minutes=20)
    assert moments.clock_times(start, end, own=RIYADH, there=LONDON) == Times(
        "1 p.m. to 1:20 p.m.", "10 a.m. to 10:20 a.m., United Kingdom time"
    )
    assert moments.clock_times(start, end, own=LONDON, there=LONDON) == Times("10 a.m. to 10:20 a.m.")
    assert moments.start_times(start, own=LONDON, there=LONDON).there == ""
