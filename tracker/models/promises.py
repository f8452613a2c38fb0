"""What was promised to the person, in words: working days left, kept, or late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.workingdays import working_days_between

SOON = 3


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise as a sentence. `state` is kept, late, soon or waiting, as the component of that name knows it."""

    text: str
    state: str


def to_acknowledge(by: date) -> Promise:
    """Return the promise to say that we have it."""
    left = working_days_between(timezone.localdate(), by, settings.REGION)
    if by < timezone.localdate():
        days = max(1, -left)
        late = ngettext(
            "We should have said %(days)d working day ago that we have it.",
            "We should have said %(days)d working days ago that we have it.",
            days,
        )
        return Promise(late % {"days": days}, "late")
    if left == 0:
        return Promise(_("Today we should say that we have it."), "soon")
    text = ngettext(
        "%(days)d working day left to say that we have it.", "%(days)d working days left to say that we have it.", left
    )
    return Promise(text % {"days": left}, "soon" if left <= 1 else "waiting")


def to_answer(by: date) -> Promise:
    """Return the promise to answer."""
    left = working_days_between(timezone.localdate(), by, settings.REGION)
    if by < timezone.localdate():
        days = max(1, -left)
        late = ngettext(
            "Our answer was due %(days)d working day ago.", "Our answer was due %(days)d working days ago.", days
        )
        return Promise(late % {"days": days}, "late")
    if left == 0:
        return Promise(_("We promised an answer today."), "soon")
    text = ngettext("%(days)d working day left to answer.", "%(days)d working days left to answer.", left)
    return Promise(text % {"days": left}, "soon" if left <= SOON else "waiting")


def answered(on: date, by: date) -> Promise:
    """Return what became of the promise to answer."""
    day = {"day": date_format(on)}
    if on <= by:
        return Promise(_("Answered on %(day)s.") % day, "kept")
    return Promise(_("Answered on %(day)s, later than promised.") % day, "late")
