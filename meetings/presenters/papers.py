"""A pack: the papers of a meeting as one person reads them, and what is still missing for others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core import language
from council.models import Membership
from meetings.enums import PaperSlot
from meetings.models import Meeting, Paper, PaperVersion
from meetings.queries import papers as queries
from meetings.queries.papers import Gap, Reader
from sanitiser.check import pdf

_PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class PackVersion:
    """A version somebody is given. `remark` says where it is not what they read; `pictures` are its pages in a PDF."""

    version: PaperVersion
    remark: str
    pictures: Sequence[str] = ()

    @property
    def kind(self) -> str:
        """Return what its file is, in words."""
        version = self.version
        if version.is_sound:
            return gettext("Recording")
        if version.media_type == _PDF:
            words = ngettext("PDF, %(n)s page", "PDF, %(n)s pages", version.amount)
            return words % {"n": version.amount}
        return gettext("Picture")


@dataclass(slots=True)
class PackPaper:
    """A paper as somebody reads it."""

    paper: Paper
    versions: list[PackVersion] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """Return its id on a page."""
        return f"paper-{self.paper.pk}"


def pack(papers: Iterable[Paper], reader: Reader) -> list[PackPaper]:
    """Return the papers with the versions that come nearest to what somebody reads."""
    return [_packed(paper, reader) for paper in papers]


def _packed(paper: Paper, reader: Reader) -> PackPaper:
    packed = PackPaper(paper)
    versions = list(paper.versions.all())
    given = set()
    for slot in reader.slots:
        choice = queries.best(versions, slot, reader.language)
        if choice is None or choice.version.pk in given:
            continue
        given.add(choice.version.pk)
        remark = "" if choice.fits else _remark(slot, reader)
        packed.versions.append(PackVersion(choice.version, remark))
    return packed


def _remark(slot: PaperSlot, reader: Reader) -> str:
    if slot == PaperSlot.STANDARD:
        return gettext("This paper is not there in your language yet.")
    shape = {"shape": PaperSlot(slot).label, "language": language.name_of(reader.language)}
    return gettext("You asked for this: %(shape)s, %(language)s. It is not there yet.") % shape


def with_pictures(packed: Iterable[PackPaper]) -> tuple[list[PackPaper], dict[str, bytes]]:
    """Return a pack whose files can be shown in a PDF, and the pictures by their names."""
    pictures: dict[str, bytes] = {}
    shown = []
    for entry in packed:
        versions = [_with_pictures(given, pictures) for given in entry.versions]
        shown.append(PackPaper(entry.paper, versions))
    return shown, pictures


def _with_pictures(given: PackVersion, pictures: dict[str, bytes]) -> PackVersion:
    version = given.version
    # Where the words are there, the pictures of the same words would say it twice.
    if version.words or not version.media_type or version.is_sound:
        return given
    content = bytes(version.content)
    pages = pdf.pictures(content) if version.media_type == _PDF else [content]
    names = []
    for number, page in enumerate(pages, start=1):
        name = f"{version.pk}-{number}"
        pictures[name] = page
        names.append(name)
    return PackVersion(version, given.remark, names)


@dataclass(frozen=True, slots=True)
class GapRow:
    """A version that is missing: of which paper, in which shape and language, and for whom."""

    paper: Paper
    slot: str
    shape: str | Promise
    language: str
    names: Sequence[str]


def gap_rows(found: Sequence[Gap], *, names: bool) -> list[GapRow]:
    """Return what is missing; with `names` also for whom, which only coordinators may know."""
    rows = []
    for gap in found:
        people = [term.shown_name for term in gap.people] if names else []
        rows.append(GapRow(gap.paper, gap.slot.value, PaperSlot(gap.slot).label, gap.language, people))
    return rows


@dataclass(frozen=True, slots=True)
class ByHand:
    """Somebody who gets papers by post: printed, or in braille."""

    name: str
    how: str | Promise


def by_hand_rows(terms: Iterable[Membership]) -> list[ByHand]:
    """Return for whom papers are printed or embossed and posted."""
    rows = []
    for term, reader in queries.made_by_hand(terms):
        how = _("In braille") if reader.braille else _("On paper, by post")
        rows.append(ByHand(term.shown_name, how))
    return rows


@dataclass(frozen=True, slots=True)
class PapersPart:
    """What the page of a meeting says about its papers."""

    papers: Sequence[Paper]
    are_out: bool
    # What planners read on the page of the meeting while there is time, or none is left.
    warning: str | Promise = ""


def part(meeting: Meeting, warning: str | Promise, *, plans: bool) -> PapersPart:
    """Return the papers that somebody may know of, and the warning where they plan the meeting."""
    out = queries.are_out(meeting)
    papers = queries.titles_of(meeting) if plans or out else []
    return PapersPart(papers, out, warning if plans and not out else "")
