"""When something is, in the words of a message: on the reader's clock first, then on that of the place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from core import moments


def of(values: Mapping[str, Any], zone: tzinfo) -> dict[str, str]:
    """Return `when`, `when_there` and `when_day` of a message to somebody whose clock is that of `zone`.

    `values["when"]` is an aware time (ISO 8601). Where `when_zone` names the zone of the place, its wall time counts
    and not its offset: should the clocks there be changed by law after the message was queued, it is still right.
    `when_fold` says which one where that time comes twice, `when_minutes` how long it takes; or `when_end` (ISO 8601
    without an offset) is the wall time of its end.
    """
    start = datetime.fromisoformat(values["when"])
    there: tzinfo = zone
    if name := values.get("when_zone"):
        there = ZoneInfo(name)
        start = start.replace(tzinfo=there, fold=values.get("when_fold", 0))
    times = moments.start_times(start, own=zone, there=there)
    if until := values.get("when_end"):
        end = datetime.fromisoformat(until).replace(tzinfo=there)
        times = moments.times(start, end, own=zone, there=there)
    elif minutes := values.get("when_minutes"):
        end = (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(there)
        times = moments.times(start, end, own=zone, there=there)
    return {
        "when": times.own,
        "when_there": times.there,
        "when_day": moments.day_words(start.astimezone(zone)),
    }


def lines(dates: Iterable[Mapping[str, Any]], zone: tzinfo) -> str:
    """Return several moments, one a line; each is given as for `of`."""
    return "\n".join(of(date, zone)["when"] for date in dates)
