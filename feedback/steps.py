"""The steps of the form and every question it asks: the one list that everything else follows.

What somebody is asked is declared here once. The pages of the form, what they see again before they send it, what
staff read, what staff type in for somebody, the paper form and what is sealed all walk this list. To add a question,
add a field to a form and a `Question` to its step; `tests/feedback/test_steps.py` and
`tests/desk/test_every_question.py` look for it in all those places.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feedback import forms, queries
from feedback.content import Answer, Answers
from feedback.enums import CONSENTS, About, ContentNote, Degree, Face, Rating, Relation
from feedback.form_state import FormState
from feedback.forms.fields import NoReceiptForm

Text = str | Promise


class Kind(Enum):
    """How a question is answered."""

    NARRATIVE = "narrative"
    LINE = "line"
    CHOICE = "choice"
    CHOICES = "choices"
    FLAG = "flag"
    PLACE = "place"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question; its field in the form of its step has the same `name`, and so has the answer that is sealed.

    `heading` stands above the answer before it is sent. `staff_heading` stands above it when staff open it; without
    one, the page for staff has a place of its own for it. `label` stands for a flag that is set, `choices` are the
    fixed answers. With an answer that is `enough` there is something to send. On paper, `paper_heading` and
    `paper_hint` replace the label and the hint of the field; `off_paper` says why it is not asked there. One that
    `is_continued` shares the heading of the question before it.
    """

    name: str
    kind: Kind
    heading: Text
    staff_heading: Text = ""
    label: Text = ""
    choices: type[TextChoices] | None = None
    enough: bool = False
    paper_heading: Text = ""
    paper_hint: Text = ""
    off_paper: str = ""
    is_continued: bool = False

    @property
    def empty(self) -> Answer:
        """Return the answer of somebody who left it out."""
        if self.kind is Kind.CHOICES:
            return []
        return False if self.is_flag else ""

    @property
    def is_flag(self) -> bool:
        """Return whether it is answered by yes or no."""
        return self.kind in {Kind.FLAG, Kind.CONSENT}

    @property
    def is_own_words(self) -> bool:
        """Return whether the answer is in the person's own words."""
        return self.kind in {Kind.NARRATIVE, Kind.LINE}

    def in_words(self, answer: object, language: str, *, unlisted: bool = False) -> str:
        """Return an answer as a reader needs it, and nothing for what is no answer to this question.

        `answer` may come from a door that was taken over. `unlisted` also names a place that is offered no more.
        """
        if self.is_flag and answer is True:
            return str(self.label)
        if self.kind is Kind.CHOICES:
            return "; ".join(self.labels(answer))
        if self.kind is Kind.CHOICE:
            return self._label(answer)
        # What is left is a text; anything else was not written by a form of ours.
        if self.is_flag or not isinstance(answer, str):
            return ""
        if self.kind is Kind.PLACE:
            return queries.place_named(answer, language, unlisted=unlisted)
        return answer

    def _label(self, answer: object) -> str:
        # The empty choice of some questions ("I would rather not say") is no answer, and is not shown as one.
        if self.choices is None or not isinstance(answer, str) or not answer:
            return ""
        if answer not in self.choices.values:
            return ""
        return str(self.choices(answer).label)

    def labels(self, answer: object) -> list[str]:
        """Return the labels of several answers, without what is no answer to this question."""
        if not isinstance(answer, list):
            return []
        return list(filter(None, map(self._label, answer)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One page of the form. `next` is the step or page that follows, `lead` stands under the title.

    A step with a `mode` belongs to a form that leads through its pages one after another; it may ask again, in other
    words, what a plain step asks. A step without `questions` of its own asks those its form has fields for. One
    without a `form` has a page of its own in the views.
    """

    name: str
    title: Text
    next: str
    lead: Text = ""
    form: type[NoReceiptForm] | None = None
    questions: tuple[Question, ...] = ()
    mode: str = ""
    template: str = "step"
    # Whether to point out an e-mail address or a long number in what was typed here.
    looks_for_identifiers: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names of what is asked here."""
        return tuple(self.form.base_fields) if self.form else ()

    def is_filled(self, state: FormState) -> bool:
        """Return whether something was said here."""
        return any(state.answers.get(name) for name in self.fields)


CAN_BE_EMPTY = _("You can leave this empty and go on.")
CAN_CHANGE = _("You can change this later with your code.")
# Two sheets to hand in and one to keep: printed on both sides, what is kept comes off by itself.
SHORT = "the paper form has two sheets to hand in, and they are full"
WORDS = "words"
READERS = "readers"
FILES = "files"
# Pages that are no steps: what was said and a little more, the same in a form of several pages, the last one.
HUB, CHECK, CODE = "hub", "check", "code"


def _rating(item: Rating) -> Question:
    return Question(
        name=item.value,
        kind=Kind.CHOICE,
        heading=item.label,
        staff_heading=item.label,
        choices=Degree,
        enough=True,
        off_paper=SHORT,
    )


def _consent(name: str) -> Question:
    label = forms.Readers.base_fields[name].label
    return Question(name=name, kind=Kind.CONSENT, heading=_("Who can read it"), label=label or "")


STEPS = (
    Step(
        name=WORDS,
        title=_("Tell us what happened"),
        form=forms.WhatHappened,
        next="hub",
        template="words",
        looks_for_identifiers=True,
        questions=(
            Question(name="text", kind=Kind.NARRATIVE, heading=_("What happened"), enough=True),
            Question(name="helped", kind=Kind.NARRATIVE, heading=_("What helped"), enough=True),
            Question(name="better", kind=Kind.NARRATIVE, heading=_("What would make it better"), enough=True),
        ),
    ),
    Step(
        name="face",
        title=_("How was it?"),
        lead=_("Choose a face."),
        form=forms.Faces,
        mode="faces",
        next=FILES,
        questions=(
            Question(
                name="face",
                kind=Kind.CHOICE,
                heading=_("How it was"),
                staff_heading=_("How it was, from five faces"),
                choices=Face,
                enough=True,
                off_paper="the faces are for people who do not write",
            ),
        ),
    ),
    Step(name=FILES, title=_("A recording, a picture or a document"), mode="faces", next=CHECK),
    Step(
        name="place",
        title=_("Where it was"),
        lead=CAN_BE_EMPTY,
        form=forms.Place,
        next="hub",
        questions=(
            Question(
                name="place_id",
                kind=Kind.PLACE,
                heading=_("Where it was"),
                staff_heading=_("Where it was"),
                paper_heading=_("Where was it?"),
            ),
            Question(
                name="place",
                kind=Kind.LINE,
                is_continued=True,
                heading=_("Where it was"),
                staff_heading=_("Where it was, in their words"),
            ),
        ),
    ),
    Step(
        name="about",
        title=_("Who you are"),
        lead=CAN_BE_EMPTY,
        form=forms.Speaker,
        next="hub",
        questions=(
            Question(
                name="about",
                kind=Kind.CHOICE,
                heading=_("Who you are"),
                staff_heading=_("Who is speaking"),
                choices=About,
            ),
            Question(
                name="relation",
                kind=Kind.CHOICE,
                heading=_("Who you speak for"),
                staff_heading=_("Who they speak for"),
                choices=Relation,
            ),
            Question(
                name="watched",
                kind=Kind.FLAG,
                heading=_("Who was there"),
                label=forms.Speaker.base_fields["watched"].label or "",
            ),
        ),
    ),
    Step(
        name="ratings",
        title=_("How was it? Three quick questions"),
        lead=_("You can leave out any of them."),
        form=forms.Ratings,
        next="hub",
        questions=tuple(map(_rating, Rating)),
    ),
    Step(
        name=READERS,
        title=_("Who can read it"),
        lead=_(
            "A small trained team reads what you wrote. Nobody else does unless you say so here. You can change"
            " your choice later with your code."
        ),
        form=forms.Readers,
        next="hub",
        questions=(
            *map(_consent, CONSENTS),
            Question(
                name="keep_from",
                kind=Kind.LINE,
                heading=_("Who must not read it"),
                paper_hint=_("Say who. A coordinator reads this line first and chooses someone else to read the rest."),
            ),
        ),
    ),
    Step(
        name="notes",
        title=_("Warn the reader"),
        lead=_("Some things are hard to read. You can say so here first."),
        form=forms.Notes,
        next="hub",
        questions=(
            Question(
                name="notes",
                kind=Kind.CHOICES,
                heading=_("Warn the reader"),
                choices=ContentNote,
                off_paper=SHORT,
            ),
        ),
    ),
    Step(
        name="text",
        title=_("What happened?"),
        lead=CAN_BE_EMPTY,
        form=forms.OneText,
        mode="easy",
        next="helped",
        looks_for_identifiers=True,
    ),
    Step(
        name="helped",
        title=_("What was good?"),
        lead=CAN_BE_EMPTY,
        form=forms.OneHelped,
        mode="easy",
        next="better",
        looks_for_identifiers=True,
    ),
    Step(
        name="better",
        title=_("What should change?"),
        lead=CAN_BE_EMPTY,
        form=forms.OneBetter,
        mode="easy",
        next="keep_from",
        looks_for_identifiers=True,
    ),
    Step(
        name="keep_from",
        title=_("Who must not read it?"),
        lead=CAN_BE_EMPTY,
        form=forms.OneKeepFrom,
        mode="easy",
        next="council",
        looks_for_identifiers=True,
    ),
    Step(
        name="council",
        title=_("May the council read it?"),
        lead=CAN_CHANGE,
        form=forms.OneCouncil,
        mode="easy",
        next="public",
    ),
    Step(
        name="public",
        title=_("May everyone read it?"),
        lead=CAN_CHANGE,
        form=forms.OnePublic,
        mode="easy",
        next=CHECK,
    ),
)
# Derived from the list, in its order, so that nobody has to walk it to find one step or question.
BY_NAME = MappingProxyType({step.name: step for step in STEPS})
QUESTIONS = MappingProxyType({question.name: question for step in STEPS for question in step.questions})
# The overview offers these: each may be opened, none has to be. Who can read it is asked on the overview itself.
OFFERED = tuple(step for step in STEPS if not step.mode and step.name not in {WORDS, READERS})
# The modes that lead through their steps one after another, each with its first step.
FIRST_STEPS = MappingProxyType({"easy": "text", "faces": "face"})


def sequence(mode: str) -> tuple[str, ...]:
    """Return the names of the steps that a mode leads through; none for the plain form."""
    return tuple(_sequence(mode))


def _sequence(mode: str) -> Iterator[str]:
    name = FIRST_STEPS.get(mode, "")
    # What is a page and no step ends it.
    while name in BY_NAME:
        yield name
        name = BY_NAME[name].next


def after(mode: str, name: str) -> str:
    """Return what comes after a step: the next of its sequence, "check" at its end, the overview without one."""
    return BY_NAME[name].next if name in sequence(mode) else HUB


def before(mode: str, name: str) -> str:
    """Return what comes before a step, "check" or "code", the other way round; "start" before the first."""
    pages = _pages(mode)
    if HUB in pages or name not in pages:
        return HUB
    return ("start", *pages)[pages.index(name)]


def _pages(mode: str) -> tuple[str, ...]:
    guided = sequence(mode)
    return (*guided, CHECK, CODE) if guided else (WORDS, HUB, CODE)


def progress(mode: str, name: str) -> dict[str, int]:
    """Return which page of the form this is, and of how many; the last is the one with the code."""
    pages = _pages(mode)
    # What is opened from the overview, and leads back to it, counts as one with it.
    here = name if name in pages else HUB
    return {"current": pages.index(here) + 1, "total": len(pages)}


def changed_at(mode: str, question: str) -> str:
    """Return the step where a question is asked in a mode; "" where it is not asked."""
    names = sequence(mode) or tuple(step.name for step in STEPS if not step.mode)
    return next((name for name in names if question in BY_NAME[name].fields), "")


def says_something(state: FormState) -> bool:
    """Return whether there is anything to send: a word, a rating, a face or a file."""
    for question in QUESTIONS.values():
        if question.enough and state.answers.get(question.name):
            return True
    return bool(state.files)


def complete(answers: Answers) -> Answers:
    """Return an answer to every question, the empty one where it was left out, and nothing else."""
    return {name: answers.get(name) or question.empty for name, question in QUESTIONS.items()}
