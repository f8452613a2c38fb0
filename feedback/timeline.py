"""The timeline of a conversation: notices, opened and in the reader's language, and what happens next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from feedback import sealing
from feedback.content import Answers, NoticeText
from feedback.enums import MessageKind, Status
from feedback.models import Feedback, Message, Step

WAITING = frozenset({Status.RECEIVED, Status.ACKNOWLEDGED, Status.BEING_READ, Status.WITH_COUNCIL})
DONE = frozenset({Status.OUTCOME_SENT, Status.CLOSED})


@dataclass(frozen=True, slots=True)
class Entry:
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
    text: NoticeText = field(default_factory=NoticeText)
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
class NextStep:
    """What happens next, in whole sentences. `late` when a promise is broken."""

    sentences: list[str]
    late: bool = False


def _without_words(message: Message, *, readable: bool) -> Entry:
    is_deleted = not message.sealed
    kind = MessageKind(message.kind)
    return Entry(message.pk, kind, message.written_on, readable=readable or is_deleted, gone=is_deleted)


def _read(message: Message, private: bytes, language: str, asks: str) -> Entry:
    try:
        notice = sealing.open_notice(message, private)
        texts = notice["texts"]
        chosen = notice["language"]
        if language in texts:
            chosen = language
        text = texts[chosen]
    except (sealing.DecryptionError, KeyError, TypeError, ValueError):
        # Said to be unreadable, and never replaced by something else.
        return _without_words(message, readable=False)
    return Entry(
        id=message.pk,
        kind=MessageKind(message.kind),
        on=message.written_on,
        language=chosen,
        foreign=text.get("body_language", chosen) != language,
        draft=bool(text.get("draft")),
        text=text,
        link=str(notice.get("link", "")),
        asks=asks,
        answers=bool(notice.get("answers")),
        about=str(notice.get("about", "")),
        others_from=_day(notice.get("others_from", "")),
    )


def _day(text: str) -> date | None:
    if not text:
        return None
    return date.fromisoformat(text)


def _asks(messages: list[Message]) -> Callable[[Message], str]:
    """Return what the person can say to a message; to a version only while no newer one replaces it."""
    versions = [message.pk for message in messages if message.kind == MessageKind.SHAREABLE]

    def asked(message: Message) -> str:
        if message.kind == MessageKind.CHANGE:
            return "different"
        # An earlier version is replaced: to say "change it" of that one would hold back the one that answers it.
        return "fitting" if message.pk in versions[-1:] else ""

    return asked


def _private(feedback: Feedback, wrap_key: bytes) -> bytes:
    """Return the private half of a conversation's pair, or raise `DecryptionError`."""
    associated_data = sealing.cell("feedback", "reply_private", feedback.pk)
    return sealing.unwrap(feedback.reply_private, wrap_key, associated_data=associated_data)


def entries(feedback: Feedback, messages: list[Message], wrap_key: bytes, language: str) -> list[Entry]:
    """Return the conversation for its page. What the person added is listed by day only, without its words.

    A notice that was sent again, when its translation was there, is shown once.
    """
    try:
        private = _private(feedback, wrap_key)
    except sealing.DecryptionError:
        # Every message is then shown as unreadable; where it is and what happens next can still be read.
        private = b""
    asks = _asks(messages)
    everything = []
    for message in messages:
        # Sealed to staff: the code that is held here cannot open it.
        if message.kind == MessageKind.FROM_PERSON:
            everything.append(_without_words(message, readable=True))
        else:
            everything.append(_read(message, private, language, asks(message)))
    # Later ones replace earlier ones about the same thing.
    newest = {entry.about: entry for entry in everything if entry.about}
    return [entry for entry in everything if newest.get(entry.about, entry) is entry]


def own_words(feedback: Feedback, wrap_key: bytes) -> Answers:
    """Return what the person said first, part by part, where they asked for it; nothing where it cannot be opened."""
    if not feedback.own_words:
        return {}
    try:
        cell = sealing.cell("feedback", "own_words", feedback.pk)
        opened = sealing.unseal(feedback.own_words, _private(feedback, wrap_key), associated_data=cell)
        return sealing.unpack(opened, block=sealing.CONTENT_BLOCK)
    except sealing.DecryptionError:
        return {}


def next_step(feedback: Feedback, entries: list[Entry], steps: list[Step], today: date) -> NextStep:
    """Return what happens next and by when; a promise that is broken is said to be broken."""
    status = Status(feedback.status)
    now = []
    if status in _NOW:
        now.append(_NOW[status]())
    if status not in WAITING:
        return NextStep(now)
    if _is_answered(entries, steps):
        return NextStep([*now, _("You have our answer already. When there is more to say, you read it here.")])
    day = {"day": date_format(feedback.answer_by)}
    # A broken promise is said before anybody has to look for it.
    if feedback.answer_by < today:
        late = _("We promised to answer by %(day)s. We are late, and we are sorry. It is not because of you.") % day
        kept = _("Someone still has to answer, and is reminded of it every working day. You need not do anything.")
        return NextStep([*now, late, kept], late=True)
    return NextStep([*now, _("We answer by %(day)s. Come back from then; the answer might be here earlier.") % day])


# Called when it is shown: translated any earlier, it would be in one language for everybody.
_NOW: dict[Status, Callable[[], str]] = {
    Status.RECEIVED: lambda: _("It is stored safely. Next, someone reads it."),
    Status.ACKNOWLEDGED: lambda: _("Someone has seen that it is there. Next, they read it."),
    Status.BEING_READ: lambda: _("Someone is reading it. Next, they answer you."),
    Status.WITH_COUNCIL: lambda: _("The council talks about it. It is made of people who know services from inside."),
    Status.DECIDED: lambda: _("A decision was made. You read it below. If something changes, we say it here."),
    Status.OUTCOME_SENT: lambda: _("You have our answer. If something changes because of it, you read it here."),
    Status.CLOSED: lambda: _("This is finished. If you add something, someone reads it and we answer again."),
}


def _is_answered(entries: list[Entry], steps: list[Step]) -> bool:
    """Return whether the promise that runs now is kept: an answer after the day on which it was taken up again."""
    taken_up = [now.taken_on for before, now in pairwise(steps) if before.status in DONE]
    answers = [entry.on for entry in entries if entry.answers]
    return bool(answers) and (not taken_up or answers[-1] > taken_up[-1])
