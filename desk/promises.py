"""What was promised to the person, in words: working days left, kept, or late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import organisation
from core.workingdays import working_days_between

# From so many working days before its day a promise is shown as due soon.
ANSWER_DUE_SOON_WORKING_DAYS = 3
ACKNOWLEDGEMENT_DUE_SOON_WORKING_DAYS = 1


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise as a sentence, and its `state`: kept, answered_late, late, soon or waiting.

    The component "promise" shows both.
    """

    text: str
    state: str


def to_acknowledge(by: date) -> Promise:
    """Return the promise to say that we have it."""
    left = working_days_between(timezone.localdate(), by, organisation.current().region)
    if by < timezone.localdate():
        # A day that passed on a weekend has cost no working day, and is late all the same.
        days = max(1, -left)
        late = ngettext(
            "Acknowledgement overdue by %(days)d working day.",
            "Acknowledgement overdue by %(days)d working days.",
            days,
        )
        return Promise(late % {"days": days}, "late")
    if left == 0:
        return Promise(_("Acknowledgement due today."), "soon")
    text = ngettext(
        "Acknowledgement due in %(days)d working day.", "Acknowledgement due in %(days)d working days.", left
    )
    return Promise(text % {"days": left}, _state(left, ACKNOWLEDGEMENT_DUE_SOON_WORKING_DAYS))


def to_answer(by: date) -> Promise:
    """Return the promise to answer."""
    left = working_days_between(timezone.localdate(), by, organisation.current().region)
    if by < timezone.localdate():
        days = max(1, -left)
        late = ngettext("Answer overdue by %(days)d working day.", "Answer overdue by %(days)d working days.", days)
        return Promise(late % {"days": days}, "late")
    if left == 0:
        return Promise(_("Answer due today."), "soon")
    text = ngettext("Answer due in %(days)d working day.", "Answer due in %(days)d working days.", left)
    return Promise(text % {"days": left}, _state(left, ANSWER_DUE_SOON_WORKING_DAYS))


def _state(left: int, due_soon: int) -> str:
    return "soon" if left <= due_soon else "waiting"


def answered(on: date, by: date) -> Promise:
    """Return what became of the promise to answer."""
    day = {"day": date_format(on)}
    if on <= by:
        return Promise(_("Answered on %(day)s.") % day, "kept")
    return Promise(_("Answered late, on %(day)s.") % day, "answered_late")
