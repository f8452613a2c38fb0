"""Quiet hours are wall times in the person's zone, across midnight and when clocks change."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from notifications.models import Preference

LONDON, CAIRO = ZoneInfo("Europe/London"), ZoneInfo("Africa/Cairo")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def preference(quiet_from: str = "20:00", quiet_until: str = "08:00") -> Preference:
    return Preference(quiet_from=time.fromisoformat(quiet_from), quiet_until=time.fromisoformat(quiet_until))


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2027-01-12T19:59", None),
        ("2027-01-12T20:00", "2027-01-13T08:00"),
        ("2027-01-12T23:30", "2027-01-13T08:00"),
        ("2027-01-13T00:00", "2027-01-13T08:00"),
        ("2027-01-13T07:59", "2027-01-13T08:00"),
        ("2027-01-13T08:00", None),
    ],
)
def test_quiet_hours_go_across_midnight(now: str, end: str | None) -> None:
    assert preference().quiet_end(at(now), LONDON) == (at(end) if end else None)


def test_quiet_hours_follow_the_zone_of_the_person() -> None:
    assert preference().quiet_end(at("2027-01-12T18:30"), LONDON) is None
    assert preference().quiet_end(at("2027-01-12T18:30"), CAIRO) == at("2027-01-13T06:00")


def test_quiet_hours_within_a_day_end_on_that_day() -> None:
    assert preference("12:00", "14:00").quiet_end(at("2027-01-12T12:30"), LONDON) == at("2027-01-12T14:00")


def test_quiet_hours_from_and_until_the_same_time_are_none() -> None:
    assert preference("08:00", "08:00").quiet_end(at("2027-01-12T08:00"), LONDON) is None


def test_quiet_hours_end_an_hour_earlier_when_clocks_go_forward() -> None:
    assert preference().quiet_end(at("2027-03-27T23:00"), LONDON) == at("2027-03-28T07:00")


def test_quiet_hours_end_an_hour_later_when_clocks_go_back() -> None:
    assert preference().quiet_end(at("2027-10-30T22:00"), LONDON) == at("2027-10-31T08:00")


@pytest.mark.parametrize("night", ["2027-03-28", "2027-10-31"])
@pytest.mark.parametrize("ends", ["01:00", "01:30", "02:00"])
def test_quiet_hours_always_end_later_than_now(night: str, ends: str) -> None:
    wishes = preference("22:00", ends)
    for minute in range(0, 180, 5):
        now = at(f"{night}T{minute // 60:02}:{minute % 60:02}")
        end = wishes.quiet_end(now, LONDON)
        assert end is None or (end > now and wishes.quiet_end(end, LONDON) is None), now
