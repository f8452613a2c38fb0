"""What is sealed at the door, described once for those who write it and those who open it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NotRequired, TypedDict

from feedback.enums import CONSENTS, Channel

# A text, a flag, or the names of several answers; empty where a question was left out.
Answer = str | bool | list[str]
# By names of the questions in `feedback.steps`.
Answers = dict[str, Answer]
# The person's own account. They can read it again with their code, if they asked for it.
NARRATIVE = ("text", "helped", "better")
# Whom the words are kept from: a coordinator chooses who reads them.
KEEP_FROM = "keep_from"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FeedbackContent:
    """Everything that somebody sends. No answer is required, but there is something to read, to see or to hear.

    `files` are numbers of files that wait to be sent, `reread` says whether the person wants to read their words again
    with their code.
    """

    answers: Answers
    channel: str = Channel.WEB
    language: str = "en"
    files: list[str] = field(default_factory=list)
    reread: bool = False

    @property
    def consents(self) -> dict[str, bool]:
        """Return who may read a version without names. These are columns, because staff's side must find them."""
        return {name: bool(self.answers.get(name)) for name in CONSENTS}

    @property
    def is_restricted(self) -> bool:
        """Return whether somebody was named who is not to read it."""
        return bool(self.answers.get(KEEP_FROM))

    @property
    def sealed(self) -> dict[str, Answer]:
        """Return what is sealed together to staff: everything that has no column of its own."""
        answers = {name: answer for name, answer in self.answers.items() if name not in CONSENTS}
        # The channel too: beside a list of telephone calls it would lead to somebody (ADR 18).
        return {**answers, "channel": str(self.channel), "language": self.language}

    @property
    def own_words(self) -> dict[str, Answer]:
        """Return the person's own account, part by part."""
        return {name: self.answers[name] for name in NARRATIVE if self.answers.get(name)}


class Addition(TypedDict):
    """What somebody adds later. `about` is the number of the message that `different` or `fitting` answers."""

    text: str
    language: str
    about: NotRequired[str]
    different: NotRequired[str]
    fitting: NotRequired[str]


class ContactDetails(TypedDict):
    """Where to say that an answer is ready, and for which feedback."""

    feedback: str
    address: str
    language: str


class NoticeText(TypedDict, total=False):
    """A notice in one language. `body_language` differs where the body is not translated yet."""

    heading: str
    body: str
    body_language: str
    label: str
    before: str
    after: str
    draft: bool


class Notice(TypedDict):
    """What staff's side tells the holder of a receipt: `texts` by language, `language` the one they were written in.

    `about` names what is told, where it may be told again in another language. `link` is an address on the members'
    site, `answers` whether this is the answer that was promised, `others_from` the ISO day from which others read it.
    """

    language: str
    texts: dict[str, NoticeText]
    about: NotRequired[str]
    link: NotRequired[str]
    answers: NotRequired[bool]
    others_from: NotRequired[str]
