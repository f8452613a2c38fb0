"""Warnings about two meetings in one place at one time."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from core import isolates, moments
from meetings import queries
from meetings.models import Meeting
from meetings.queries.series import in_the_same_room


def room_warnings(meeting: Meeting, reader: User) -> list[str]:
    """Return a sentence about each other meeting in the same place at an overlapping time.

    The title of one that the reader may not know of is not said: then it is named by its time alone.
    """
    others = in_the_same_room(meeting)
    known = set(queries.visible_to(reader).filter(pk__in=[other.pk for other in others]).values_list("pk", flat=True))
    found = []
    for other in others:
        when = moments.span_words(other.starts_at, other.ends_at, other.time_zone)
        title = other.title if other.pk in known else _("a meeting of another council")
        words = {"place": isolates.with_numbers(other.place), "title": isolates.with_numbers(title), "when": when}
        found.append(_("%(place)s is taken at that time: %(title)s, %(when)s.") % words)
    return found
