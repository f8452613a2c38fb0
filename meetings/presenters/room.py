"""What the page of the room shows, to whoever runs the meeting and to everybody else in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.queries import name_of_reader
from core.moments import clock_words
from core.verdicts import Verdict
from council.models import Membership, Recusal
from meetings.enums import AttendanceField, PersonKind, Presence
from meetings.models import ActionItem, AgendaItem, Attendance, AttendanceChange, ItemNote, Meeting, RoomCard, Vote
from meetings.queries import attendance, votes
from meetings.queries.attendance import Quorum
from meetings.rules import room as rules


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is expected or has come. `row` is None for whoever has not come."""

    name: str
    term: Membership | None
    row: Attendance | None
    came: str
    left: str
    votes: bool

    @property
    def kind(self) -> str:
        """Return as what somebody without a seat came; empty where that is said instead of a name."""
        if self.row is None or self.term is not None or not self.row.name:
            return ""
        return str(PersonKind(self.row.kind).label)

    @property
    def can_leave(self) -> bool:
        """Return whether one press says that they have left; of a meeting that was held, it is a correction."""
        return self.is_here and self.row is not None and not self.row.meeting.is_held

    @property
    def can_come(self) -> bool:
        """Return whether one press says that they have come, or come back."""
        if self.term is None or self.is_here:
            return False
        return self.row is None or not self.row.meeting.is_held

    @property
    def is_here(self) -> bool:
        """Return whether they are at the meeting now."""
        return self.row is not None and self.row.is_here


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction in words."""

    name: str
    what: str
    before: str
    after: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """Who stepped back from what."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An agenda item in the room."""

    item: AgendaItem
    note: ItemNote | None
    has_stepped_back: bool


@dataclass(frozen=True, slots=True)
class VoteRow:
    """A vote in the room, with how many have voted, and whether its reader can."""

    vote: Vote
    voted: int
    may_vote: Verdict


@dataclass(frozen=True, slots=True)
class Room:
    """Everything on the page of the room."""

    quorum: Quorum
    people: Sequence[Person]
    others: Sequence[Person]
    items: Sequence[ItemRow]
    removed: Sequence[ItemNote]
    votes: Sequence[VoteRow]
    steps: Sequence[Step]
    actions: Sequence[ActionItem]
    cards: Sequence[RoomCard]
    own_cards: Sequence[RoomCard]
    may_run: Verdict
    may_open_vote: Verdict
    may_take_notes: Verdict
    may_raise: Verdict

    @property
    def here(self) -> str:
        """Return how many people are there, and how many of them without a seat, in words."""
        members = sum(person.is_here for person in self.people)
        others = sum(person.is_here for person in self.others)
        seated = ngettext("%(n)s council member is here.", "%(n)s council members are here.", members) % {"n": members}
        rest = ngettext("%(n)s other person is here.", "%(n)s other people are here.", others) % {"n": others}
        return f"{seated} {rest}"


def room(user: User, meeting: Meeting) -> Room:
    """Return the room of a meeting for its reader."""
    rows = list(attendance.attendances_of(meeting))
    items = [item for item in meeting.agenda.all() if item.is_talk]
    expected = list(attendance.expected(meeting))
    voting = {term.user_id for term in attendance.voting_terms(meeting)}
    on_agenda = {item.pk for item in items}
    written = list(meeting.notes.all())
    notes = {note.item_id: note for note in written}
    recusals = attendance.recusals_at(meeting)
    # For all votes of the meeting at once.
    own = attendance.voting_terms(meeting).filter(user=user).first()
    own_steps = {recusal.subject for recusal in recusals if recusal.interest.user_id == user.pk}
    may_run = rules.may_run_room(user, meeting)
    cards = list(attendance.cards_of(meeting))
    actions = attendance.actions_visible_to(user).filter(meeting=meeting)
    found = votes.votes_visible_to(user).filter(meeting=meeting).prefetch_related("options", "marks")
    return Room(
        quorum=attendance.quorum_of(meeting),
        people=_members(meeting, expected, rows, voting),
        others=[_person(meeting, None, row, voting) for row in rows if row.membership is None],
        items=[ItemRow(item, notes.get(item.pk), item.pk in own_steps) for item in items],
        removed=[note for note in written if note.item_id not in on_agenda],
        votes=[VoteRow(vote, len(vote.marks.all()), rules.may_vote(own, vote)) for vote in found],
        steps=_steps(recusals, expected),
        actions=list(actions),
        # Seen by whoever runs the meeting, and by the one who holds it up.
        cards=cards if may_run else [],
        own_cards=[card for card in cards if card.membership.user_id == user.pk],
        may_run=may_run,
        may_open_vote=rules.may_open_vote(user, meeting),
        may_take_notes=rules.may_take_notes(user, meeting),
        may_raise=rules.may_raise_card(user, meeting),
    )


def _members(
    meeting: Meeting, expected: Sequence[Membership], rows: Sequence[Attendance], voting: set[UUID]
) -> list[Person]:
    by_term = {row.membership_id: row for row in rows if row.membership is not None}
    people = [_person(meeting, term, by_term.pop(term.pk, None), voting) for term in expected]
    # Whoever was there and does not sit on the council any more stays in the list.
    people += [_person(meeting, row.membership, row, voting) for row in by_term.values()]
    return people


def _person(meeting: Meeting, term: Membership | None, row: Attendance | None, voting: set[UUID]) -> Person:
    name = term.listed_name if term is not None else ""
    if row is not None:
        name = row.listed_name
    return Person(
        name=name,
        term=term,
        row=row,
        came=_clock(meeting, row.came_at if row else None),
        left=_clock(meeting, row.left_at if row else None),
        votes=term is not None and term.user_id in voting,
    )


def _clock(meeting: Meeting, moment: datetime | None) -> str:
    if moment is None:
        return ""
    return clock_words(moment.astimezone(meeting.time_zone))


def _steps(recusals: Sequence[Recusal], expected: Sequence[Membership]) -> list[Step]:
    names = {term.user_id: term.shown_name for term in expected}
    return [Step(names.get(recusal.interest.user_id, _("A member")), recusal.title) for recusal in recusals]


def corrections(meeting: Meeting) -> list[Correction]:
    """Return what was corrected about who was there, the newest first, in words."""
    return [_correction(meeting, change) for change in attendance.changes_of(meeting)]


def _correction(meeting: Meeting, change: AttendanceChange) -> Correction:
    name = change.name or _("Someone without a seat")
    if change.membership is not None:
        name = change.membership.listed_name
    by = _("Someone whose account is gone")
    if change.changed_by is not None:
        by = translation.gettext(name_of_reader(change.changed_by))
    what = AttendanceField(change.what)
    return Correction(
        name=name,
        what=str(what.label),
        before=_in_words(meeting, what, change.before),
        after=_in_words(meeting, what, change.after),
        by=by,
        at=change.changed_at,
    )


def _in_words(meeting: Meeting, what: AttendanceField, stored: str) -> str:
    if not stored:
        return ""
    if what in {AttendanceField.CAME, AttendanceField.LEFT}:
        return _clock(meeting, datetime.fromisoformat(stored))
    return str(Presence(stored).label)
