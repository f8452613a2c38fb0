"""The first text of minutes, made of everything that was written down about a meeting. It reads and writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.moments import until_words
from council.enums import Audience
from council.models import Membership
from meetings.enums import ActionStatus, OwnerRole, PersonKind, Presence
from meetings.models import ActionItem, AgendaItem, Attendance, ItemNote, Meeting, Vote
from meetings.queries import attendance, votes
from meetings.queries.names import Known, instead_of_names


@dataclass(frozen=True, slots=True)
class Words:
    """The parts of minutes as one person typed them, or as they were made."""

    people: str = ""
    text: str = ""
    to_do: str = ""

    def parts(self) -> list[str]:
        """Return the parts in their order."""
        return [self.people, self.text, self.to_do]


@dataclass(frozen=True, slots=True)
class Group:
    """Some people of one kind: those who want to be named in minutes, and how many do not."""

    names: Sequence[str]
    others: int

    def line(self) -> str:
        """Return them in one line: names first, then how many are not named."""
        parts = list(self.names)
        if self.others:
            unnamed = ngettext("%(n)s member who is not named", "%(n)s members who are not named", self.others)
            parts.append(unnamed % {"n": self.others})
        # Translators: put between the names of people in a list
        return pgettext("between names", ", ").join(parts)


def draft(meeting: Meeting) -> Words:
    """Return the text that the minutes of a meeting begin with, in its language."""
    with translation.override(meeting.language):
        known = instead_of_names(meeting, Audience.MINUTES)
        return Words(
            people="\n".join(_people(meeting)),
            text="\n".join(_talk(meeting, known)).strip(),
            to_do="\n".join(_to_do(meeting, known)),
        )


def _group(terms: Iterable[Membership]) -> Group:
    names = []
    others = 0
    for term in terms:
        if _is_named(term):
            names.append(term.minutes_name)
        else:
            others += 1
    return Group(names, others)


def _is_named(term: Membership) -> bool:
    chosen = getattr(term.user, "chosen_name", None)
    return chosen is not None and chosen.in_minutes


def _heading(words: str) -> str:
    return f"# {words}"


def _people(meeting: Meeting) -> list[str]:
    """Return who was there, members by the names they chose and everybody else as numbers, and who was not."""
    rows = list(attendance.attendances_of(meeting))
    if not rows:
        return [_("Who was there was not written down.")]
    # Without a heading: this part of the minutes has one of the same words.
    lines = []
    for how in Presence:
        there = [row.membership for row in rows if row.membership is not None and row.how == how.value]
        if there:
            lines.append(f"- {how.label}: {_group(there).line()}")
    lines += _without_seat(rows)
    came = {row.membership.user_id for row in rows if row.membership is not None}
    absent = [term for term in attendance.expected(meeting) if term.user_id not in came]
    if absent:
        lines += ["", _heading(_("Who was not there")), f"- {_group(_once(absent)).line()}"]
    return lines


def _once(terms: Iterable[Membership]) -> list[Membership]:
    found: dict[UUID, Membership] = {}
    for term in terms:
        found.setdefault(term.user_id, term)
    return list(found.values())


def _without_seat(rows: Iterable[Attendance]) -> list[str]:
    counts: dict[str, int] = {}
    for row in rows:
        if row.membership is None:
            counts[row.kind] = counts.get(row.kind, 0) + 1
    return [f"- {PersonKind(kind).label}: {n}" for kind, n in sorted(counts.items())]


def _talk(meeting: Meeting, known: Known) -> list[str]:
    """Return what was talked about, item by item without breaks, and what belongs to no item."""
    lines: list[str] = []
    notes = {note.item_id: note for note in meeting.notes.all()}
    items = [item for item in meeting.agenda.all() if item.is_talk]
    polled = [vote for vote in meeting.votes.prefetch_related("options") if vote.is_closed]
    steps = _steps(meeting)
    if meeting.is_in_writing:
        lines += _written(meeting, known)
    for item in items:
        lines += _item(item, notes.get(item.pk), known)
        lines += _stepped_back(steps.get(item.pk, []))
        lines += _votes([vote for vote in polled if vote.item_id == item.pk], steps, known)
        lines.append("")
    on_agenda = {item.pk for item in items}
    for note in notes_beside(meeting, on_agenda):
        lines += _noted(note.title, note.outcome, note.text, known)
        lines.append("")
    rest = [vote for vote in polled if vote.item_id not in on_agenda]
    if rest:
        lines += [_heading(_("Other votes")), *_votes(rest, steps, known)]
    return lines


def notes_beside(meeting: Meeting, on_agenda: set[UUID]) -> list[ItemNote]:
    """Return the notes of what is on the agenda no more."""
    return [note for note in meeting.notes.all() if note.item_id not in on_agenda and (note.text or note.outcome)]


def _written(meeting: Meeting, known: Known) -> list[str]:
    lines = [_heading(_("The question")), known.in_text(meeting.question), ""]
    if meeting.result:
        lines += [_heading(_("What came of it")), known.in_text(meeting.result), ""]
    return lines


def _item(item: AgendaItem, note: ItemNote | None, known: Known) -> list[str]:
    text = note.text if note is not None else ""
    return _noted(item.title, item.outcome, text, known)


def _noted(title: str, outcome: str, text: str, known: Known) -> list[str]:
    lines = [_heading(known.in_text(title))]
    if text:
        lines.append(known.in_text(text))
    if outcome:
        # Translators: before what was decided about an item of an agenda
        lines.append(_("Decided: %(outcome)s") % {"outcome": known.in_text(outcome)})
    return lines


def _steps(meeting: Meeting) -> dict[UUID, list[Membership | None]]:
    """Return who stepped back, by the ids of items and votes; None for whoever has no term any more."""
    terms = {term.user_id: term for term in attendance.expected(meeting)}
    found: dict[UUID, list[Membership | None]] = {}
    for recusal in attendance.recusals_at(meeting):
        found.setdefault(recusal.subject, []).append(terms.get(recusal.interest.user_id))
    return found


def _stepped_back(who: Sequence[Membership | None]) -> list[str]:
    if not who:
        return []
    known = _group(term for term in who if term is not None)
    group = Group(known.names, known.others + sum(term is None for term in who))
    # Translators: who had an interest of their own and did not take part in an item or a vote
    return [_("Stepped back: %(names)s") % {"names": group.line()}]


def _votes(found: Iterable[Vote], steps: dict[UUID, list[Membership | None]], known: Known) -> list[str]:
    lines: list[str] = []
    for vote in found:
        heading = _("Secret vote: %(question)s") if vote.is_secret else _("Open vote: %(question)s")
        lines.append(heading % {"question": known.in_text(vote.question)})
        chosen = {} if vote.is_secret else _chosen(vote)
        for option in vote.options.all():
            line = f"- {option.text}: {option.count or 0}"
            # Whoever is not named is in the number already.
            if names := chosen.get(option.pk):
                line = f"{line} ({Group(names, 0).line()})"
            lines.append(line)
        if vote.spoilt:
            lines.append("- " + _("Could not be read: %(n)s") % {"n": vote.spoilt})
        lines.append(_quorum(vote))
        lines += _stepped_back(steps.get(vote.pk, []))
    return lines


def _chosen(vote: Vote) -> dict[int, list[str]]:
    """Return the names of those who want to be named in minutes, by the answers they chose."""
    found: dict[int, list[str]] = {}
    for ballot in votes.voices(vote):
        if _is_named(ballot.mark.membership):
            found.setdefault(ballot.option_id, []).append(ballot.mark.membership.minutes_name)
    return found


def _quorum(vote: Vote) -> str:
    numbers = {"present": vote.present or 0, "needed": vote.needed or 0}
    if vote.was_quorate:
        return _("Members there who count: %(present)s. Needed: %(needed)s. They were enough to decide.") % numbers
    return _("Members there who count: %(present)s. Needed: %(needed)s. They were not enough to decide.") % numbers


def _to_do(meeting: Meeting, known: Known) -> list[str]:
    found = meeting.actions.exclude(status=ActionStatus.DROPPED).select_related("owner__user__chosen_name")
    return [_action(action, known) for action in found]


def _action(action: ActionItem, known: Known) -> str:
    owner = str(OwnerRole(action.owner_role or OwnerRole.CHAIR).label)
    if action.owner is not None:
        owner = action.owner.minutes_name
    values = {"what": known.in_text(action.text), "who": owner, "day": until_words(action.due_on)}
    return "- " + _("%(what)s (%(who)s, by %(day)s)") % values
