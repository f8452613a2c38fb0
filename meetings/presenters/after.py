"""What is printed of the answers after meetings: shares in words, each with its picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.moments import day_words
from meetings.enums import AfterQuestion, AfterShown
from meetings.models import AfterQuestions, AfterShare
from meetings.presenters.bookings import Bar

QUARTER = 25  # hundredths


@dataclass(frozen=True, slots=True)
class QuestionPicture:
    """The answers to one question; without bars where too few people answered it."""

    anchor: str
    label: str
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class CouncilYear:
    """The answers after the meetings of one council: a picture of each question, one bar for each meeting."""

    anchor: str
    name: str
    questions: Sequence[QuestionPicture]
    meetings: Sequence[AfterQuestions]


def share_words(quarters: int) -> str:
    """Return a share in words: one person is never told from nobody."""
    words = {
        0: pgettext("share of people", "Few or nobody"),
        1: pgettext("share of people", "About a quarter"),
        2: pgettext("share of people", "About half"),
        3: pgettext("share of people", "About three quarters"),
    }
    return words.get(quarters, pgettext("share of people", "All or nearly all"))


def _bar(label: str, quarters: int) -> Bar:
    return Bar(label, quarters, share_words(quarters), quarters * QUARTER)


def result(questions: AfterQuestions) -> list[QuestionPicture]:
    """Return the pictures of one meeting, a question each."""
    by_question: dict[str, list[AfterShare]] = {}
    for share in questions.shares.all():
        by_question.setdefault(share.question, []).append(share)
    pictures = []
    for question in AfterQuestion:
        found = by_question.get(question.value, [])
        bars = [_bar(str(AfterShown(share.answer).label), share.quarters) for share in found]
        pictures.append(QuestionPicture(f"after-{question.value}", str(question.label), bars))
    return pictures


def year(results: Iterable[AfterQuestions]) -> list[CouncilYear]:
    """Return what a year came to, council by council: how many said yes after each meeting, the newest last."""
    by_council: dict[UUID, list[AfterQuestions]] = {}
    for one in results:
        by_council.setdefault(one.meeting.council_id, []).insert(0, one)
    return [_council_year(pk, found) for pk, found in by_council.items()]


def _council_year(pk: UUID, found: list[AfterQuestions]) -> CouncilYear:
    pictures = []
    for question in AfterQuestion:
        bars = [_bar(_meeting_label(one), quarters) for one in found if (quarters := _yes(one, question)) is not None]
        pictures.append(QuestionPicture(f"year-{pk}-{question.value}", str(question.label), bars))
    return CouncilYear(f"council-{pk}", found[0].meeting.council.name, pictures, found[::-1])


def _meeting_label(one: AfterQuestions) -> str:
    return _("%(meeting)s, %(day)s") % {"meeting": one.meeting.title, "day": day_words(one.meeting.day)}


def _yes(one: AfterQuestions, question: AfterQuestion) -> int | None:
    """Return how many said yes, in quarters, or None where too few people answered the question."""
    found = {share.answer: share.quarters for share in one.shares.all() if share.question == question}
    if not found:
        return None
    # Shown together with "partly" only where one or nobody said yes.
    return found.get(AfterShown.YES, 0)
