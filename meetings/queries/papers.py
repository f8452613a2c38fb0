"""Papers for each reader: which versions fit, and which are missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from accounts.enums import Need, PaperFormat, Role
from accounts.models import User
from council.models import Membership
from council.queries import coordinated_by, taking_part, with_names
from meetings.enums import MeetingStatus, PaperSlot
from meetings.models import Invitation, Meeting, Paper, PaperRelease, PaperVersion
from meetings.queries import councils_planned_by, invitations_to, still_invited, visible_to
from notifications.queries import language_of

# What reads like the standard paper.
READABLE = frozenset({PaperSlot.STANDARD, PaperSlot.PLAIN, PaperSlot.TRANSLATED})
_BY_FORMAT = {
    PaperFormat.LARGE_PRINT: PaperSlot.LARGE_PRINT,
    PaperFormat.EASY_READ: PaperSlot.EASY_READ,
    PaperFormat.AUDIO: PaperSlot.AUDIO,
}
_BY_NEED = {
    Need.LARGE_PRINT: PaperSlot.LARGE_PRINT,
    Need.EASY_READ: PaperSlot.EASY_READ,
    Need.AUDIO: PaperSlot.AUDIO,
}


@dataclass(frozen=True, slots=True)
class Reader:
    """In which shapes and language somebody reads papers, and what people have to make for them by hand."""

    language: str
    slots: tuple[PaperSlot, ...] = (PaperSlot.STANDARD,)
    braille: bool = False
    on_paper: bool = False

    @property
    def is_large(self) -> bool:
        """Return whether they read large letters."""
        return PaperSlot.LARGE_PRINT in self.slots


@dataclass(frozen=True, slots=True)
class Choice:
    """The version of a paper that somebody is given; `fits` says whether it is what they read."""

    version: PaperVersion
    fits: bool


@dataclass(slots=True)
class Gap:
    """A version that is not there, and the people who wait for it."""

    paper: Paper
    slot: PaperSlot
    language: str
    people: list[Membership] = field(default_factory=list)


def reader_of(person: User) -> Reader:
    """Return how somebody reads papers: by what they said about papers, and by what they need to take part."""
    contact = getattr(person, "contact", None)
    wanted = PaperFormat(contact.paper_format) if contact else PaperFormat.STANDARD
    needs = {Need(need.kind) for need in person.access_needs.all()}
    slots = {_BY_NEED[need] for need in needs if need in _BY_NEED}
    if wanted in _BY_FORMAT:
        slots.add(_BY_FORMAT[wanted])
    return Reader(
        language=language_of(person),
        slots=tuple(slot for slot in PaperSlot if slot in slots) or (PaperSlot.STANDARD,),
        braille=wanted == PaperFormat.BRAILLE or Need.BRAILLE in needs,
        on_paper=wanted == PaperFormat.ON_PAPER,
    )


def fits(version: PaperVersion, slot: PaperSlot, language: str) -> bool:
    """Return whether a version is what somebody reads who wants a shape and a language."""
    if version.language != language:
        return False
    if slot == PaperSlot.STANDARD:
        return version.slot in READABLE
    # Words are printed in large letters by the page itself.
    if slot == PaperSlot.LARGE_PRINT and version.slot in READABLE:
        return bool(version.words) and not version.media_type
    return version.slot == slot


def best(versions: Iterable[PaperVersion], slot: PaperSlot, language: str) -> Choice | None:
    """Return the version that comes nearest to what somebody reads, or None where a paper has none yet."""
    ranked = sorted(versions, key=lambda version: _distance(version, slot, language))
    if not ranked:
        return None
    return Choice(ranked[0], fits(ranked[0], slot, language))


def _distance(version: PaperVersion, slot: PaperSlot, language: str) -> tuple[bool, bool, bool, bool]:
    """Return how far a version is from what somebody reads: the language counts more than the shape."""
    # Of two that fit, the one made for it: large print before words that are printed in large letters.
    return (
        not fits(version, slot, language),
        version.language != language,
        version.slot != slot,
        version.slot not in READABLE,
    )


def titles_of(meeting: Meeting) -> list[Paper]:
    """Return the papers of a meeting in the order of its agenda, those of the whole meeting first."""
    papers = Paper.objects.filter(meeting=meeting).select_related("item")
    return sorted(papers, key=lambda paper: paper.item.position if paper.item else -1)


def papers_of(meeting: Meeting, *, files: bool = False) -> list[Paper]:
    """Return the papers of a meeting in order, with their versions; with `files` also what those hold."""
    papers = titles_of(meeting)
    versions = PaperVersion.objects.all()
    if not files:
        # Megabytes that a list does not print.
        versions = versions.defer("content")
    prefetch_related_objects(papers, Prefetch("versions", versions))
    return papers


def are_out(meeting: Meeting) -> bool:
    """Return whether people were told that the papers of a meeting are ready."""
    return PaperRelease.objects.filter(meeting=meeting).exists()


def papers_visible_to(user: User) -> QuerySet[Paper]:
    """Return the papers a person may read: planners at once, others once they are ready."""
    told = PaperRelease.objects.filter(meeting=OuterRef("meeting"))
    planned = Q(meeting__council__in=councils_planned_by(user).values("pk"))
    papers = Paper.objects.filter(planned | Q(Exists(told), meeting__in=visible_to(user).values("pk")))
    return papers.select_related("meeting__council", "item")


def versions_visible_to(user: User) -> QuerySet[PaperVersion]:
    """Return the versions of the papers a person may read."""
    return PaperVersion.objects.filter(paper__in=papers_visible_to(user).values("pk")).select_related("paper__meeting")


def readers(meeting: Meeting) -> list[Membership]:
    """Return who reads the papers of a meeting: everybody invited, or whoever would be invited today; each once."""
    if meeting.status == MeetingStatus.PLANNED:
        terms = taking_part(meeting.day).filter(seat__council=meeting.council_id)
    else:
        invited = still_invited().filter(meeting=meeting).values("membership")
        terms = with_names(Membership.objects.filter(pk__in=invited))
    related = terms.select_related("seat", "user__chosen_name", "user__contact")
    found: dict[UUID, Membership] = {}
    for term in related.prefetch_related("user__access_needs").order_by("seat__number", "pk"):
        found.setdefault(term.user_id, term)
    return list(found.values())


def gaps(papers: Sequence[Paper], terms: Sequence[Membership]) -> list[Gap]:
    """Return the versions that are missing, paper by paper, each with the people who wait for it."""
    found: dict[tuple[UUID, PaperSlot, str], Gap] = {}
    for term in terms:
        reader = reader_of(term.user)
        for paper in papers:
            versions = list(paper.versions.all())
            for slot in reader.slots:
                if any(fits(version, slot, reader.language) for version in versions):
                    continue
                wanted = _missing(slot, reader.language, paper)
                key = (paper.pk, wanted, reader.language)
                gap = found.setdefault(key, Gap(paper, wanted, reader.language))
                gap.people.append(term)
    return list(found.values())


def _missing(slot: PaperSlot, language: str, paper: Paper) -> PaperSlot:
    """Return the shape to make: what is only in another language is to be translated."""
    if slot == PaperSlot.STANDARD and language != paper.language:
        return PaperSlot.TRANSLATED
    return slot


def made_by_hand(terms: Iterable[Membership]) -> list[tuple[Membership, Reader]]:
    """Return the people for whom papers are printed or embossed and posted."""
    found = []
    for term in terms:
        reader = reader_of(term.user)
        if reader.braille or reader.on_paper:
            found.append((term, reader))
    return found


def knows_formats(user: User, meeting: Meeting) -> bool:
    """Return whether somebody may know who reads what: coordinators of the council. A chair is a fellow member."""
    return user.has_role(Role.COORDINATOR) or coordinated_by(user).filter(pk=meeting.council_id).exists()


def invitations_for_packs(user: User) -> QuerySet[Invitation]:
    """Return the invitations of people for whom somebody may open their own pack, to print it."""
    councils = coordinated_by(user).values("pk")
    found = still_invited().filter(meeting__council__in=councils)
    return found.select_related("meeting__council", "membership__user__contact", "membership__user__chosen_name")


def to_tell_of_papers(meeting: Meeting) -> QuerySet[Invitation]:
    """Return the invitations of people who are told that papers are ready."""
    invited = invitations_to(meeting).filter(pk__in=still_invited().values("pk"))
    return invited.select_related("membership__user__contact").prefetch_related("membership__user__access_needs")
