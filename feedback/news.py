"""Messages to the person, opened and put into the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from feedback import sealing
from feedback.enums import MessageKind
from feedback.models import Feedback, Message


@dataclass(frozen=True, slots=True)
class News:
    """One entry of the conversation page. `language` is the language of `text`; `foreign` when it is not the reader's.

    `text` has heading, body and where it applies before, after and label; empty when `readable` is False.
    """

    kind: MessageKind
    on: date
    language: str
    foreign: bool
    readable: bool
    draft: bool
    text: dict[str, Any]
    link: str


def _unreadable(message: Message) -> News:
    return News(MessageKind(message.kind), message.written_on, "", foreign=False, readable=False, draft=False,
                text={}, link="")  # fmt: skip


def _read(message: Message, private: bytes, language: str) -> News:
    try:
        news = sealing.open_news(message, private)
        texts, source = news["texts"], news["language"]
        chosen = language if language in texts else source
        text = texts[chosen]
    except (sealing.CannotOpen, KeyError, TypeError):
        return _unreadable(message)
    return News(
        MessageKind(message.kind), message.written_on, chosen, foreign=chosen != language, readable=True,
        draft=bool(text.get("draft")), text=text, link=str(news.get("link", "")),
    )  # fmt: skip


def told(feedback: Feedback, messages: list[Message], wrap_key: bytes, language: str) -> list[News]:
    """Return the conversation for its page. What the person added is listed by day only, without its words."""
    try:
        place = sealing.place_of("feedback", "reply_private", feedback.pk)
        private = sealing.unwrap(feedback.reply_private, wrap_key, place=place)
    except sealing.CannotOpen:
        private = b""
    return [
        News(
            MessageKind.FROM_PERSON, message.written_on, "", foreign=False, readable=True, draft=False, text={}, link=""
        )
        if message.kind == MessageKind.FROM_PERSON
        else (_read(message, private, language) if private else _unreadable(message))
        for message in messages
    ]
