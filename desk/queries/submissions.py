"""What was opened, in plain words. It comes from the door, which may be taken over: nothing in it is believed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from desk.models import Case
from feedback import steps
from feedback.enums import Channel, Different, Fitting, MessageKind
from feedback.models import Message
from feedback.steps import Question

Words = dict[str, Any]


def _label(choices: type[TextChoices], value: object) -> str:
    if not value or value not in choices.values:
        return ""
    return str(choices(value).label)


def _text(words: Words, name: str) -> str:
    value = words.get(name, "")
    return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Submission:
    """A submission as a reader sees it, once it was opened.

    `facts` are (term, value, is it in the person's own words), `ratings` (sentence, degree).
    """

    text: str
    helped: str
    better: str
    language: str
    keep_from: str
    watched: bool
    notes: list[str] = field(default_factory=list)
    ratings: list[tuple[str, str]] = field(default_factory=list)
    facts: list[tuple[str, str, bool]] = field(default_factory=list)

    @property
    def warning(self) -> str:
        """Return what a reader should know before they read, in one line."""
        return "; ".join(self.notes)


def _facts(words: Words) -> list[tuple[str, str, bool]]:
    """Return the answers that are listed with their terms; the others have a place of their own on the page."""
    ratings = steps.BY_NAME["ratings"].questions
    facts = []
    for question in steps.QUESTIONS.values():
        if not question.staff_heading or question in ratings:
            continue
        answer = _answer(question, words)
        if answer:
            facts.append((str(question.staff_heading), answer, question.is_own_words))
    channel = _label(Channel, words.get("channel"))
    if channel:
        facts.append((_("How it came in"), channel, False))
    return facts


def _ratings(words: Words) -> list[tuple[str, str]]:
    ratings = []
    for question in steps.BY_NAME["ratings"].questions:
        answer = _answer(question, words)
        if answer:
            ratings.append((str(question.staff_heading), answer))
    return ratings


def _answer(question: Question, words: Words) -> str:
    return question.in_words(words.get(question.name), get_language() or "en", unlisted=True)


def of(words: Words) -> Submission:
    """Return opened words as a reader needs them."""
    return Submission(
        text=_text(words, "text"),
        helped=_text(words, "helped"),
        better=_text(words, "better"),
        language=_text(words, "language"),
        keep_from=_text(words, "keep_from"),
        # Not merely something true: from a door that was taken over it could be anything.
        watched=words.get("watched") is True,
        notes=steps.QUESTIONS["notes"].labels(words.get("notes")),
        ratings=_ratings(words),
        facts=_facts(words),
    )


@dataclass(frozen=True, slots=True)
class Added:
    """What a person added later. `fitting` is their answer to the version of `asked_on`, `different` to a change.

    `is_stop` when they want nobody to see it; `is_old` when a newer version replaces the one they answered.
    """

    on: date
    is_readable: bool
    text: str
    language: str
    fitting: str = ""
    different: str = ""
    asked_on: date | None = None
    is_stop: bool = False
    is_old: bool = False


def additions(case: Case, opened: list[tuple[Words, date]]) -> list[Added]:
    """Return what was added, as a reader needs it; `opened` are (words, day), without words where unreadable."""
    kinds = [MessageKind.SHAREABLE, MessageKind.CHANGE]
    questions = Message.objects.filter(feedback=case.feedback_id, kind__in=kinds).defer("sealed").order_by("position")
    by_id = {}
    newest_version = None
    for message in questions:
        by_id[str(message.pk)] = message
        if message.kind == MessageKind.SHAREABLE:
            newest_version = message
    additions = []
    for words, on in opened:
        # What the person says it is about comes from the door: a message of another case is not in the table.
        additions.append(_added(words, on, by_id.get(_text(words, "about")), newest_version))
    return additions


def _added(words: Words, on: date, about: Message | None, newest_version: Message | None) -> Added:
    added = Added(on=on, is_readable=bool(words), text=_text(words, "text"), language=_text(words, "language"))
    if about is None:
        return added
    if about.kind == MessageKind.CHANGE:
        return replace(added, asked_on=about.written_on, different=_label(Different, words.get("different")))
    fitting = _label(Fitting, words.get("fitting"))
    return replace(
        added,
        asked_on=about.written_on,
        fitting=fitting,
        is_stop=words.get("fitting") == Fitting.STOP,
        is_old=bool(fitting) and about != newest_version,
    )
