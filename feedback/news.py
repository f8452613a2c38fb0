"""Messages to the person, opened and put into the reader's language, and what happens next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from feedback import sealing
from feedback.enums import MessageKind, Status
from feedback.models import Feedback, Message, Step

WAITING = frozenset({Status.RECEIVED, Status.ACKNOWLEDGED, Status.BEING_READ, Status.WITH_COUNCIL})
DONE = frozenset({Status.TOLD_BACK, Status.CLOSED})


@dataclass(frozen=True, slots=True)
class News:
    """One entry of the conversation page. `language` is the language of `text`; `foreign` when it is not the reader's.

    `text` has heading, body and where it applies before, after and label; empty when `readable` is False, and when it
    is `gone` because its time was over. `asks` is what the person can say to it: "different" to a change, "fitting" to
    the newest version others may read. `answers` when it is the answer that was promised. `about` names what
    is told, where it may be told once more in another language. `others_from` is the day from which others read it.
    """

    id: UUID
    kind: MessageKind
    on: date
    language: str = ""
    foreign: bool = False
    readable: bool = True
    gone: bool = False
    draft: bool = False
    text: dict[str, Any] = field(default_factory=dict)
    link: str = ""
    asks: str = ""
    answers: bool = False
    about: str = ""
    others_from: date | None = None

    @property
    def is_own(self) -> bool:
        """Return whether the person added it, and its time is not over."""
        return self.kind == MessageKind.FROM_PERSON and not self.gone

    @property
    def is_version(self) -> bool:
        """Return whether it is a version others may read."""
        return self.kind == MessageKind.SHAREABLE


@dataclass(frozen=True, slots=True)
class Next:
    """What happens next, in whole sentences. `late` when a promise is broken."""

    sentences: list[str]
    late: bool = False


def _without_words(message: Message, *, readable: bool) -> News:
    gone, kind = not message.sealed, MessageKind(message.kind)
    return News(message.pk, kind, message.written_on, readable=readable or gone, gone=gone, text={})


def _read(message: Message, private: bytes, language: str, asks: str) -> News:
    try:
        news = sealing.open_news(message, private)
        texts, source = news["texts"], news["language"]
        chosen = language if language in texts else source
        text = texts[chosen]
    except (sealing.CannotOpen, KeyError, TypeError, ValueError):
        return _without_words(message, readable=False)
    return News(
        message.pk, MessageKind(message.kind), message.written_on, chosen,
        foreign=text.get("body_language", chosen) != language,
        draft=bool(text.get("draft")), text=text, link=str(news.get("link", "")), asks=asks,
        answers=bool(news.get("answers")), about=str(news.get("about", "")),
        others_from=date.fromisoformat(news["from"]) if "from" in news else None,
    )  # fmt: skip


def _asks(messages: list[Message]) -> Callable[[Message], str]:
    """Return what the person can say to a message; to a version only while no newer one replaces it."""
    versions = [message.pk for message in messages if message.kind == MessageKind.SHAREABLE]

    def asked(message: Message) -> str:
        if message.kind == MessageKind.CHANGE:
            return "different"
        return "fitting" if message.pk in versions[-1:] else ""

    return asked


def _private(feedback: Feedback, wrap_key: bytes) -> bytes:
    """Return the private half of a conversation's pair, or raise `CannotOpen`."""
    place = sealing.place_of("feedback", "reply_private", feedback.pk)
    return sealing.unwrap(feedback.reply_private, wrap_key, place=place)


def told(feedback: Feedback, messages: list[Message], wrap_key: bytes, language: str) -> list[News]:
    """Return the conversation for its page. What the person added is listed by day only, without its words.

    What was told once more, when its translation was there, is shown once.
    """
    try:
        private = _private(feedback, wrap_key)
    except sealing.CannotOpen:
        private = b""
    asks = _asks(messages)
    entries = [
        _without_words(message, readable=True)
        if message.kind == MessageKind.FROM_PERSON
        else _read(message, private, language, asks(message))
        for message in messages
    ]
    newest = {entry.about: entry for entry in entries if entry.about}
    return [entry for entry in entries if newest.get(entry.about, entry) is entry]


def own_words(feedback: Feedback, wrap_key: bytes) -> dict[str, str]:
    """Return what the person said first, part by part, where they asked for it; nothing where it cannot be opened."""
    if not feedback.own_words:
        return {}
    try:
        place = sealing.place_of("feedback", "own_words", feedback.pk)
        opened = sealing.unseal(feedback.own_words, _private(feedback, wrap_key), place=place)
        return sealing.unpadded(opened, block=sealing.WORDS_BLOCK)
    except sealing.CannotOpen:
        return {}


def next_step(feedback: Feedback, told: list[News], steps: list[Step], today: date) -> Next:
    """Return what happens next and by when; a promise that is broken is said to be broken."""
    status = Status(feedback.status)
    now = [_NOW[status]()] if status in _NOW else []
    if status not in WAITING:
        return Next(now)
    if _is_answered(told, steps):
        return Next([*now, _("You have our answer already. When there is more to say, you read it here.")])
    day = {"day": date_format(feedback.answer_by)}
    if feedback.answer_by < today:
        late = _("We promised to answer by %(day)s. We are late, and we are sorry. It is not because of you.") % day
        kept = _("Somebody still has to answer, and is reminded of it every working day. You need not do anything.")
        return Next([*now, late, kept], late=True)
    return Next([*now, _("We answer by %(day)s. Come back from then; the answer may be here earlier.") % day])


_NOW: dict[Status, Callable[[], str]] = {
    Status.RECEIVED: lambda: _("It is stored safely. Next, somebody reads it."),
    Status.ACKNOWLEDGED: lambda: _("Somebody has seen that it is there. Next, they read it."),
    Status.BEING_READ: lambda: _("Somebody is reading it. Next, they answer you."),
    Status.WITH_COUNCIL: lambda: _("The council talks about it. It is made of people who know services from inside."),
    Status.DECIDED: lambda: _("A decision was made. You read it below. If something changes, we say it here."),
    Status.TOLD_BACK: lambda: _("You have our answer. If something changes because of it, you read it here."),
    Status.CLOSED: lambda: _("This is finished. If you add something, somebody reads it and we answer again."),
}


def _is_answered(told: list[News], steps: list[Step]) -> bool:
    """Return whether the promise that runs now is kept: an answer after the day on which it was taken up again."""
    again = [now.taken_on for before, now in pairwise(steps) if before.status in DONE]
    answers = [news.on for news in told if news.answers]
    return bool(answers) and (not again or answers[-1] > again[-1])
