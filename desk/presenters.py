"""How a case is told apart from others on a list: its note or first words, and what is due next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from desk.enums import OPEN, UNREAD, CaseStatus
from desk.models import Case
from desk.promises import Promise

# Of a version, on a row: enough to tell it from the next one.
FIRST_WORDS = 12
AT_HAND = UNREAD | {CaseStatus.BEING_READ}
PROMISE_TONES = {"late": "stop", "soon": "attention", "waiting": "waiting", "kept": "good", "answered_late": "neutral"}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as lists print it. `language` is that of the title where a person wrote it, else empty."""

    case: Case
    title: str
    language: str
    # Whether the title is about what was said: a note, words or topics.
    is_described: bool

    @classmethod
    def of(cls, case: Case) -> CaseRow:
        """Return the row of a case that came from `queries.cases.at_desk`."""
        is_hidden = bool(getattr(case, "is_kept_from", True))
        if is_hidden:
            return cls(case, _("Restricted"), "", is_described=False)
        if case.content_note:
            # Before the first words: somebody may not want to read those just now.
            return cls(case, case.content_note, "", is_described=True)
        if case.is_shared:
            words = Truncator(case.shareable).words(FIRST_WORDS)
            return cls(case, words, case.shareable_language, is_described=True)
        return cls(case, _untitled(case), "", is_described=bool(case.topics))

    @property
    def full_title(self) -> str:
        """Return the title, with the reference where it alone would not tell the case from others of its day."""
        if self.is_described:
            return self.title
        return _("%(title)s (%(reference)s)") % {"title": self.title, "reference": self.case}

    @property
    def promise(self) -> Promise | None:
        """Return what is promised next."""
        return self.case.promise

    @property
    def tone(self) -> str:
        """Return the tone of the promise for a tag."""
        return PROMISE_TONES.get(self.promise.state, "neutral") if self.promise else "neutral"

    @property
    def due_on(self) -> date | None:
        """Return the day of the next promise that is still open."""
        if self.case.status not in OPEN or self.case.answered_on:
            return None
        return self.case.answer_by if self.case.acknowledged_on else self.case.acknowledge_by

    @property
    def is_late(self) -> bool:
        """Return whether the next promise is overdue."""
        return self.due_on is not None and self.promise is not None and self.promise.state == "late"

    @property
    def is_soon(self) -> bool:
        """Return whether the next promise is due soon."""
        return self.due_on is not None and self.promise is not None and self.promise.state == "soon"

    @property
    def state_label(self) -> str:
        """Return where it is, unless it is simply being worked on at the desk."""
        if self.case.status in AT_HAND:
            return ""
        return str(CaseStatus(self.case.status).label)

    @property
    def key(self) -> str:
        """Return what tells its elements on a page apart from those of other rows."""
        return str(self.case.pk)

    @property
    def has_additions(self) -> bool:
        """Return whether the person has added something that nobody has opened."""
        return bool(getattr(self.case, "unread", 0)) and not self.case.is_erased


def _untitled(case: Case) -> str:
    """Return what tells a case apart before anybody wrote about it: its topics, or its day and reference."""
    if case.topics:
        return "; ".join(case.topic_labels)
    return _("Received on %(day)s") % {"day": date_format(case.received_on)}
