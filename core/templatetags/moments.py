"""Days and times in words for templates: `{% load moments %}`."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from django import template

from core import moments

register = template.Library()


@register.filter
def in_words(day: date) -> str:
    """Return a day with weekday and month in words."""
    return moments.day_words(day)


@register.filter
def until_words(day: date) -> str:
    """Return a day as it is written after a word such as "until", "by", "from" or "since"."""
    return moments.until_words(day)


@register.filter
def clock(moment: datetime) -> str:
    """Return the time of day of an aware moment, in its own zone."""
    return moments.clock_words(moment)


@register.filter
def zone(value: tzinfo) -> str:
    """Return whose clock it is."""
    return moments.zone_words(value)


@register.filter
def moment(value: datetime, zone: tzinfo) -> str:
    """Return day, time and whose clock it is."""
    return moments.moment_words(value, zone)


@register.simple_tag
def times(start: datetime, end: datetime, own: tzinfo, there: tzinfo) -> moments.Times:
    """Return `own` and `there`: when something is on the reader's clock, and where the place's shows another time."""
    return moments.times(start, end, own=own, there=there)


@register.simple_tag
def start_times(start: datetime, own: tzinfo, there: tzinfo) -> moments.Times:
    """Return `own` and `there` for a beginning alone."""
    return moments.start_times(start, own=own, there=there)


@register.simple_tag
def clock_times(start: datetime, end: datetime, own: tzinfo, there: tzinfo) -> moments.Times:
    """Return `own` and `there` without a day, for a part of something whose day is known."""
    return moments.clock_times(start, end, own=own, there=there)
