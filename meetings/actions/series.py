"""Plan several meetings in one go; change or cancel one of them and all that follow."""

from __future__ import annotations

from datetime import date
from typing import Any, Unpack, cast

from django.db import transaction

from accounts import audit
from accounts.models import User
from core.verdicts import Conflict
from council.models import Council
from meetings import rules
from meetings.actions.inviting import invite_everybody
from meetings.actions.planning import Details, cancel, change, changed_fields
from meetings.enums import Repeat
from meetings.models import Meeting, MeetingSeries
from meetings.queries.series import following
from meetings.rules import series as dates

# These move with the day of each meeting; the second of two equal times is on one day only.
COUNTED_BY_DAYS = frozenset({"day", "access_deadline", "closes_on", "fold"})


@transaction.atomic
def plan_series(
    *, council: Council, repeat: Repeat, repeat_until: date, by: User, **details: Unpack[Details]
) -> MeetingSeries:
    """Plan a meeting and those that come after it; each is one of its own, at the same wall time. Nobody is told."""
    rules.may_plan_for(by, council).enforce()
    days = dates.days(details["day"], repeat, repeat_until)
    dates.is_fit(details["day"], repeat_until, days).enforce()
    dates.all_happen(days, details["starts"], details["time_zone"]).enforce()
    series = MeetingSeries.objects.create(
        council=council,
        title=details["title"],
        language=details["language"],
        repeat=repeat,
        repeat_until=repeat_until,
    )
    for day in days:
        Meeting.objects.create(council=council, series=series, series_day=day, **on_day(details, day))
    audit.record("planned a series of meetings", series, by=by, meetings=len(days), repeat=str(repeat.value))
    return series


def on_day(details: Details, day: date) -> Details:
    """Return the details of a meeting moved to another day: what people have to do before it moves with it."""
    moved = details.copy()
    moved["day"] = day
    moved["access_deadline"] = details["access_deadline"] + (day - details["day"])
    if closes_on := details.get("closes_on"):
        moved["closes_on"] = closes_on + (day - details["day"])
    if day != details["day"]:
        # Where the time comes twice on one day, it does not on the others; there the first is meant.
        moved["fold"] = 0
    return moved


@transaction.atomic
def change_following(*, meeting: Meeting, by: User, is_small: bool = False, **details: Unpack[Details]) -> int:
    """Change a meeting of a series and all that follow; returns how many were changed.

    What a later one has in common with this one becomes the same again; what was arranged for one alone stays. With a
    new day the later ones follow by the rule of the series, but for those that were moved alone. Raises Conflict where
    the meeting was changed since the page was opened.
    """
    series = meeting.series
    if series is None:
        raise Conflict
    # Read before anything is changed.
    first = Meeting.objects.get(pk=meeting.pk)
    open_ones = {one.pk for one in following(meeting)}
    slots = list(series.meetings.filter(series_day__gte=meeting.series_day).order_by("series_day"))
    days = [slot.series_day or slot.day for slot in slots]
    if details["day"] != first.day:
        days = dates.next_days(details["day"], Repeat(series.repeat), len(slots))
    earlier = series.meetings.filter(series_day__lt=meeting.series_day)
    dates.are_free(days, {one.series_day or one.day for one in earlier}).enforce()
    # All of them step aside first: one takes the day of the next, and a day is there once.
    series.meetings.filter(pk__in=[slot.pk for slot in slots]).update(series=None)
    count = 0
    for slot, day in zip(slots, days, strict=True):
        if slot.pk == meeting.pk:
            count += _change(meeting, details, by=by, is_small=is_small)
        elif slot.pk in open_ones:
            count += _change(slot, _wanted(slot, first, details, day), by=by, is_small=is_small)
    for slot, day in zip(slots, days, strict=True):
        Meeting.objects.filter(pk=slot.pk).update(series=series, series_day=day)
    audit.record("changed meetings that follow", series, by=by, meetings=count)
    meeting.refresh_from_db()
    return count


def _change(meeting: Meeting, details: Details, *, by: User, is_small: bool) -> bool:
    """Change a meeting; returns whether that changed anything."""
    has_changed = bool(changed_fields(meeting, details))
    change(meeting=meeting, by=by, is_small=is_small, **details)
    return has_changed


def _wanted(other: Meeting, first: Meeting, details: Details, day: date) -> Details:
    """Return what a later meeting becomes when the first one, as it was in `first`, becomes `details`."""
    own: dict[str, Any] = {name: getattr(other, name) for name in details}
    wanted: dict[str, Any] = {**on_day(cast("Details", own), other.day if other.is_moved_alone else day)}
    for name in changed_fields(first, details) - COUNTED_BY_DAYS:
        if str(getattr(other, name)) == str(getattr(first, name)):
            wanted[name] = cast("dict[str, Any]", details)[name]
    if details["day"] - details["access_deadline"] != first.day - first.access_deadline:
        wanted["access_deadline"] = wanted["day"] - (details["day"] - details["access_deadline"])
    closes_on = details.get("closes_on")
    if closes_on and first.closes_on and closes_on - details["day"] != first.closes_on - first.day:
        wanted["closes_on"] = wanted["day"] + (closes_on - details["day"])
    return cast("Details", wanted)


@transaction.atomic
def cancel_following(*, meeting: Meeting, by: User) -> int:
    """Cancel a meeting of a series and all that follow; returns how many."""
    rules.may_cancel(by, meeting).enforce()
    meetings = following(meeting)
    for one in meetings:
        cancel(meeting=one, by=by)
    audit.record("cancelled meetings that follow", meeting.series or meeting, by=by, meetings=len(meetings))
    meeting.refresh_from_db()
    return len(meetings)


@transaction.atomic
def invite_to_following(*, meeting: Meeting, by: User) -> int:
    """Invite everybody to a meeting of a series and to all that follow; returns how many invitations that made."""
    rules.may_invite(by, meeting).enforce()
    return sum(len(invite_everybody(meeting=one, by=by)) for one in following(meeting))
