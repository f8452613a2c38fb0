"""Two texts that began from the same one are made one, line by line; no line that somebody wrote is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

Lines = list[str]

# Of more lines than that only the first and the last that differ are looked for: comparing the others can take hours.
MOST_LINES = 2000


@dataclass(frozen=True, slots=True)
class Change:
    """Lines of the first text, from `start` to before `end`, that somebody replaced by others."""

    start: int
    end: int
    lines: Lines


@dataclass(slots=True)
class Merged:
    """The one text, and each place where both wrote: what was there first, and what came now. Both are in the text."""

    text: str
    touching: list[tuple[str, str]] = field(default_factory=list)


def merge(base: str, theirs: str, mine: str) -> Merged:
    """Return what both made of `base`: `theirs` was saved first, `mine` comes now.

    What only one of them changed is taken as it is, also when it was taken out. Where they changed the same lines, the
    lines of both stay, theirs first; where one took out what the other rewrote, it stays as rewritten.
    """
    before = base.splitlines()
    changes = [(change, True) for change in _changes(before, theirs.splitlines())]
    changes += [(change, False) for change in _changes(before, mine.splitlines())]
    # By place; of two that begin at one place theirs first.
    changes.sort(key=lambda pair: (pair[0].start, pair[0].end, not pair[1]))
    merged = Merged("")
    lines: Lines = []
    at = 0
    for group in _groups(changes):
        start = min(change.start for change, _is_theirs in group)
        end = max(change.end for change, _is_theirs in group)
        lines += before[at:start]
        lines += _together(before, group, (start, end), merged)
        at = end
    lines += before[at:]
    merged.text = "\n".join(lines)
    return merged


def _changes(before: Lines, after: Lines) -> list[Change]:
    """Return what was changed. Lines that come very often are not compared one by one."""
    if max(len(before), len(after)) > MOST_LINES:
        head, old, new, _tail = _apart(before, after)
        return [Change(len(head), len(head) + len(old), new)] if old or new else []
    matcher = SequenceMatcher(None, before, after)
    return [Change(a, b, after[c:d]) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]


Sided = tuple[Change, bool]


def _groups(changes: Sequence[Sided]) -> list[list[Sided]]:
    """Return the changes, those that touch each other together."""
    groups: list[list[Sided]] = []
    end = -1
    for change, is_theirs in changes:
        if groups and _touches(change, groups[-1], end):
            groups[-1].append((change, is_theirs))
        else:
            groups.append([(change, is_theirs)])
            end = -1
        end = max(end, change.end)
    return groups


def _touches(change: Change, group: Sequence[Sided], end: int) -> bool:
    if change.start < end:
        return True
    # Two insertions at one place: which comes first is anybody's guess, so both writers are shown it.
    first = group[0][0]
    return change.start == change.end == first.start == first.end


def _together(before: Lines, group: Sequence[Sided], span: tuple[int, int], merged: Merged) -> Lines:
    theirs = _of_one(before, [change for change, is_theirs in group if is_theirs], span)
    mine = _of_one(before, [change for change, is_theirs in group if not is_theirs], span)
    if theirs is None:
        return mine or []
    if mine is None or theirs == mine:
        return theirs
    head, rest_of_theirs, rest_of_mine, tail = _apart(theirs, mine)
    merged.touching.append(("\n".join(rest_of_theirs), "\n".join(rest_of_mine)))
    return head + rest_of_theirs + rest_of_mine + tail


def _of_one(before: Lines, changes: Sequence[Change], span: tuple[int, int]) -> Lines | None:
    """Return what one writer made of a span of lines; None where they left all of it as it was."""
    if not changes:
        return None
    lines: Lines = []
    at = span[0]
    for change in changes:
        lines += before[at : change.start] + change.lines
        at = change.end
    return lines + before[at : span[1]]


def _apart(one: Lines, other: Lines) -> tuple[Lines, Lines, Lines, Lines]:
    """Return what two lists of lines begin with alike, what differs in each, and what they end with alike."""
    shorter = min(len(one), len(other))
    head = 0
    while head < shorter and one[head] == other[head]:
        head += 1
    tail = 0
    while tail < shorter - head and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    ends_at = len(one) - tail
    return one[:head], one[head:ends_at], other[head : len(other) - tail], one[ends_at:]
