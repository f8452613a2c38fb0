"""Meetings that something can still be put before."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from meetings.enums import MeetingStatus
from meetings.models import Meeting


def coming_meetings() -> QuerySet[Meeting]:
    """Return the meetings that are still to be held, the next one first, with what stands on their agendas."""
    open_states = [MeetingStatus.PLANNED, MeetingStatus.INVITED]
    coming = Meeting.objects.filter(day__gte=timezone.localdate(), status__in=open_states)
    return coming.prefetch_related("agenda").order_by("day", "starts")
