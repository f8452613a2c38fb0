"""Minutes as somebody reads them: in their language, without the names that may not be said; and what changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queries import name_of_reader
from core.verdicts import Verdict
from council.enums import Audience
from meetings.models import Invitation, Meeting, Minutes, MinutesCorrection, MinutesText, MinutesVersion
from meetings.models.minutes import PARTS
from meetings.queries import minutes as queries
from meetings.queries.draft_minutes import Words
from meetings.queries.names import Known, instead_of_names
from meetings.rules import minutes as rules
from notifications.queries import language_of

HEADINGS = {
    "people": pgettext_lazy("minutes", "Who was there"),
    "text": _("What we talked about and decided"),
    "to_do": _("What is to be done"),
}
# A word goes with the space before it: spaces alone are alike in all texts, and comparing each with each takes minutes.
_WORDS = re.compile(r"\s*\w+|\s*[^\w\s]|\s+")
# Of more lines than that, and of more words in one place or on one page, it is only shown what was and what is: a text
# can be made so that comparing it word by word takes hours.
MOST_LINES = 2000
MOST_WORDS = 2000
MOST_WORDS_ON_A_PAGE = 10_000


@dataclass(slots=True)
class Block:
    """A heading, a list or a paragraph."""

    kind: str
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of minutes."""

    name: str
    # In the language of the words, not of the page.
    heading: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Said:
    """The words of minutes in one language, and how far they can be trusted; `templates/translations/trust.html`."""

    language: str
    sections: Sequence[Section]
    is_foreign: bool = False
    is_draft: bool = False

    @property
    def direction(self) -> str:
        """Return in which direction it is read."""
        return "rtl" if get_language_info(self.language)["bidi"] else "ltr"


def in_language(minutes: Minutes, language: str, audience: Audience = Audience.MINUTES) -> Said:
    """Return minutes in a language, or in their own where they are not translated into it."""
    version = queries.current(minutes)
    text = None
    if language != minutes.language:
        text = queries.translation_of(minutes, language)
    chosen: MinutesVersion | MinutesText = text or version
    spoken = text.language if text is not None else minutes.language
    with translation.override(spoken):
        known = instead_of_names(minutes.meeting, audience, minutes)
        sections = _sections(chosen, known)
    return Said(spoken, sections, is_foreign=spoken != language, is_draft=text is not None and text.is_draft)


def _sections(text: MinutesVersion | MinutesText, known: Known) -> list[Section]:
    found = []
    for part in PARTS:
        words = known.in_text(getattr(text, part))
        if words.strip():
            found.append(Section(part, str(HEADINGS[part]), blocks(words)))
    return found


def blocks(text: str) -> list[Block]:
    """Return a text as headings, lists and paragraphs."""
    found: list[Block] = []
    is_open = False
    for line in text.splitlines():
        words = line.strip()
        kind = _kind_of(words)
        if not words:
            is_open = False
            continue
        if kind == "heading" or not is_open or found[-1].kind != kind:
            found.append(Block(kind))
        found[-1].lines.append(_without_mark(words, kind))
        is_open = kind != "heading"
    return [block for block in found if any(block.lines)]


def _without_mark(words: str, kind: str) -> str:
    if kind == "heading":
        return words.lstrip("#").strip()
    if kind == "list":
        return words.removeprefix("-").strip()
    return words


def _kind_of(words: str) -> str:
    if words.startswith("#"):
        return "heading"
    if words == "-" or words.startswith("- "):
        return "list"
    return "paragraph"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that are in both versions ("same"), in the earlier one alone ("out") or in the later one alone ("in")."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version on the list: by whom it was saved, and what it says about itself."""

    number: int
    made_at: datetime
    by: str
    what_changed: str


def version_rows(minutes: Minutes, versions: Sequence[MinutesVersion]) -> list[VersionRow]:
    """Return the versions as a list shows them."""
    known = instead_of_names(minutes.meeting, Audience.MINUTES, minutes)
    return [
        VersionRow(version.number, version.made_at, _author(version), known.in_text(version.what_changed))
        for version in versions
    ]


def _author(version: MinutesVersion) -> str:
    if version.made_by is None:
        return gettext("Someone whose account is gone")
    # In English, as the log keeps it; translated here.
    return translation.gettext(name_of_reader(version.made_by))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One part of minutes in two versions."""

    title: str | Promise
    pieces: Sequence[Piece]


def compared(minutes: Minutes, before: MinutesVersion, after: MinutesVersion) -> list[Comparison]:
    """Return what changed between two versions, part by part, word by word; parts that are the same are left out."""
    with translation.override(minutes.language):
        known = instead_of_names(minutes.meeting, Audience.MINUTES, minutes)
    found = []
    for part in PARTS:
        old, new = (known.in_text(getattr(version, part)) for version in (before, after))
        if old != new:
            found.append(Comparison(HEADINGS[part], pieces(old, new)))
    return found


def pieces(before: str, after: str) -> list[Piece]:
    """Return what two texts share and what they do not, in the order of reading."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if max(len(old), len(new)) > MOST_LINES:
        return _both(before, after)
    found: list[Piece] = []
    left = MOST_WORDS_ON_A_PAGE
    # Line by line first: comparing all words of a long text would take too long.
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(old[a:b])))
            continue
        some_old, some_new = _WORDS.findall("".join(old[a:b])), _WORDS.findall("".join(new[c:d]))
        left -= len(some_old) + len(some_new)
        found += _by_words(some_old, some_new, is_too_long=left < 0)
    return found


def _by_words(old: list[str], new: list[str], *, is_too_long: bool) -> list[Piece]:
    if is_too_long or max(len(old), len(new)) > MOST_WORDS:
        return _both("".join(old), "".join(new))
    found: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(old[a:b])))
        else:
            found += _both("".join(old[a:b]), "".join(new[c:d]))
    return found


def _both(before: str, after: str) -> list[Piece]:
    return [piece for piece in (Piece("out", before), Piece("in", after)) if piece.words]


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """What was asked, and whether the reader may answer it."""

    correction: MinutesCorrection
    may_answer: Verdict


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on the page of minutes, for its reader."""

    minutes: Minutes
    said: Said
    corrections: Sequence[CorrectionRow]
    to_print_for: Sequence[Invitation]
    keeps: bool
    may_write: Verdict
    may_send: Verdict
    may_ask: Verdict
    may_approve: Verdict
    may_publish: Verdict
    may_unpublish: Verdict
    plans: bool


def page(user: User, minutes: Minutes, language: str, *, plans: bool) -> Page:
    """Return the page of minutes for its reader."""
    asked = queries.corrections_visible_to(user).filter(minutes=minutes)
    return Page(
        minutes=minutes,
        said=in_language(minutes, language),
        corrections=_rows(user, asked),
        to_print_for=list(queries.invitations_to_print_for(user, minutes)) if plans else [],
        keeps=queries.keeps(user, minutes.meeting),
        may_write=rules.may_write(user, minutes),
        may_send=rules.may_send(user, minutes),
        may_ask=rules.may_ask(user, minutes),
        may_approve=rules.may_approve(user, minutes),
        may_publish=rules.may_publish(user, minutes),
        may_unpublish=rules.may_unpublish(user, minutes),
        plans=plans,
    )


def _rows(user: User, asked: Iterable[MinutesCorrection]) -> list[CorrectionRow]:
    # Of one meeting: whether somebody may answer differs only between their own wish and those of others.
    verdicts: dict[bool, Verdict] = {}
    rows = []
    for one in asked:
        is_own = one.membership.user_id == user.pk
        if is_own not in verdicts:
            verdicts[is_own] = rules.may_answer_correction(user, one)
        rows.append(CorrectionRow(one, verdicts[is_own]))
    return rows


def fresh_parts(fresh: Words, version: MinutesVersion) -> list[tuple[str | Promise, str]]:
    """Return the parts that would be made now where they differ from what is written."""
    found: list[tuple[str | Promise, str]] = []
    for part in PARTS:
        words = getattr(fresh, part)
        if words != getattr(version, part):
            found.append((HEADINGS[part], words))
    return found


def readers_in_words(meeting: Meeting) -> tuple[int, int]:
    """Return to how many people minutes go, and in how many languages."""
    people = queries.readers(meeting)
    return len(people), len({language_of(person) for person in people})


@dataclass(frozen=True, slots=True)
class MinutesPart:
    """What the page of a meeting says about its own minutes, and about earlier ones that wait for it."""

    shown: bool
    found: Minutes | None
    to_approve: Sequence[Minutes]


def part(user: User, meeting: Meeting) -> MinutesPart:
    """Return what somebody may know about minutes on the page of a meeting."""
    to_approve = [] if meeting.is_over or meeting.is_cancelled else list(queries.waiting_for_approval(meeting))
    if meeting.is_ahead:
        return MinutesPart(shown=False, found=None, to_approve=to_approve)
    found = queries.minutes_of(meeting)
    if found is not None and not found.is_draft:
        return MinutesPart(shown=True, found=found, to_approve=to_approve)
    return MinutesPart(bool(rules.may_keep(user, meeting)) or _is_kept(user, found), found, to_approve)


def _is_kept(user: User, found: Minutes | None) -> bool:
    return found is not None and queries.keeps(user, found.meeting)
