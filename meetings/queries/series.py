"""Reads about meetings that come again, and about those that are in one place at one time."""

from __future__ import annotations

from datetime import UTC, timedelta

from django.db.models import QuerySet

from accounts.models import User
from meetings import queries
from meetings.enums import MeetingKind, MeetingStatus
from meetings.models import Meeting, MeetingSeries

A_DAY = timedelta(days=1)


def series_visible_to(user: User) -> QuerySet[MeetingSeries]:
    """Return the series of which a person may know at least one meeting."""
    visible = queries.visible_to(user).order_by()
    return MeetingSeries.objects.filter(pk__in=visible.values("series")).select_related("council")


def following(meeting: Meeting) -> list[Meeting]:
    """Return a meeting of a series and those after it that can still be changed, in the order of the series."""
    if meeting.series_id is None or meeting.series_day is None:
        return [meeting]
    later = Meeting.objects.filter(series=meeting.series_id, series_day__gte=meeting.series_day)
    open_ones = later.filter(status__in=[MeetingStatus.PLANNED, MeetingStatus.INVITED])
    return [one for one in open_ones.select_related("council").order_by("series_day") if not one.is_over]


def in_the_same_room(meeting: Meeting) -> list[Meeting]:
    """Return other meetings, of any council, that are in the same place at an overlapping time; drafts as well."""
    place = _plain(meeting.place)
    if not place or meeting.is_in_writing:
        return []
    # The date of a meeting is one of its own zone, and the end may be on the next day.
    near = Meeting.objects.filter(day__range=(meeting.day - 2 * A_DAY, meeting.day + 2 * A_DAY))
    near = near.exclude(pk=meeting.pk).exclude(status=MeetingStatus.CANCELLED).exclude(kind=MeetingKind.WRITING)
    start, end = meeting.starts_at.astimezone(UTC), meeting.ends_at.astimezone(UTC)
    return [
        other
        for other in near.exclude(place="").select_related("council").order_by("day", "starts", "pk")
        if _plain(other.place) == place and other.starts_at < end and start < other.ends_at
    ]


def _plain(place: str) -> str:
    """Return a place as it is compared: only its letters and digits, all small."""
    return "".join(filter(str.isalnum, place.casefold()))
