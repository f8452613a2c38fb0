"""Meetings that something can still be put before."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from meetings.enums import MeetingStatus
from meetings.models import Meeting


def coming_meetings() -> list[Meeting]:
    """Return the meetings that are not over where they take place, the next one first, with their agendas."""
    open_states = [MeetingStatus.PLANNED, MeetingStatus.INVITED]
    # Somewhere it is still yesterday; each meeting knows its own clock.
    recent = Meeting.objects.filter(day__gte=timezone.localdate() - timedelta(days=1), status__in=open_states)
    return [meeting for meeting in recent.prefetch_related("agenda").order_by("day", "starts") if not meeting.is_over]
