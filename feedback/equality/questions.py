"""What a question about equality is, and those that are asked in more than one region."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
Answer = tuple[str, Words]
RATHER_NOT: Answer = ("rather_not", _("I would rather not say"))


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `answers` are (name, words); `several` of them may be chosen where it says so."""

    name: str
    words: Words
    answers: tuple[Answer, ...]
    hint: Words = ""
    several: bool = False

    @property
    def choices(self) -> list[Answer]:
        """Return every answer, not saying it the last."""
        return [*self.answers, RATHER_NOT]


@dataclass(frozen=True, slots=True)
class Pack:
    """The questions of a region, in their order. `name` is the region's."""

    name: str
    questions: tuple[Question, ...]


YES: Answer = ("yes", _("Yes"))
NO: Answer = ("no", _("No"))

# Bands instead of a date of birth: people give them more willingly, and they fit the groups of a census.
AGE = Question(
    "age",
    _("How old are you?"),
    (
        ("under_16", _("Under 16")),
        ("16_17", _("16 or 17")),
        ("18_24", _("18 to 24")),
        ("25_34", _("25 to 34")),
        ("35_44", _("35 to 44")),
        ("45_54", _("45 to 54")),
        ("55_64", _("55 to 64")),
        ("65_74", _("65 to 74")),
        ("75_84", _("75 to 84")),
        ("85_up", _("85 or older")),
    ),
)
SEX = Question("sex", _("What is your sex?"), (("female", _("Female")), ("male", _("Male"))))
ORIENTATION = Question(
    "orientation",
    _("Which of these describes your sexual orientation best?"),
    (
        ("heterosexual", _("Heterosexual or straight")),
        ("gay_lesbian", _("Gay or lesbian")),
        ("bisexual", _("Bisexual")),
        ("another", _("I use another word")),
    ),
)
GENDER = Question(
    "gender",
    _("What is your gender?"),
    (
        ("woman", _("Woman or female")),
        ("man", _("Man or male")),
        ("non_binary", _("Non-binary")),
        ("another", _("I use another word")),
    ),
)
DISABILITY = Question("disability", _("Do you have a disability?"), (YES, NO))
