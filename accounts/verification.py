"""Is the log whole? All of it at once, or a batch at a time from a checkpoint. See docs/adr/0023."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from accounts import audit
from accounts.audit import Point
from accounts.enums import Checkpoint
from accounts.models import AuditBreak, AuditCheckpoint, AuditEvent, AuditHead

_log = logging.getLogger(__name__)
# A run of the worker takes about half a second for so many; a million events take an hour of runs.
EVENTS_PER_RUN = 20_000
# What the page itself verifies, in a twentieth of a second; the worker has come further within a minute.
EVENTS_PER_PAGE = 2_000
WALK_EVERY = timedelta(days=1)
# An event is linked within milliseconds, or by the worker within a minute.
LONGEST_WAIT = timedelta(minutes=10)
# Somebody who edits every event makes one break of each; the first hundred that nobody looked into say enough.
MOST_BREAKS = 100


def breaks(checkpoint: tuple[int, bytes] | None = None) -> Iterator[str]:
    """Yield a line for every place where the log does not hold, first the earliest. Looks at every event.

    `checkpoint` is (number of events, digest of the last of them) as kept somewhere else at an earlier time: somebody
    who may write the whole database can put old rows back, but not change what was kept outside.
    """
    known = [Point(*checkpoint)] if checkpoint else []
    yield from _Verification(Point(), known=known).run()
    yield from _forged_while_waiting()


class _Verification:
    """Follows the chain from a point. `reached` is how far it came, `is_at_end` whether nothing is left after that."""

    def __init__(self, start: Point, *, known: Iterable[Point] = (), most: int | None = None) -> None:
        """`known` are points that the chain must go through; at most `most` events are looked at."""
        self.reached = start
        self.is_at_end = False
        self._start = start
        self._most = most
        self._known = {point.count: point.digest for point in known if point.count}

    def run(self) -> Iterator[str]:
        """Yield a line for every break between the start and where it ends."""
        # Read before the events: more may be linked while we look, and the chain then goes on behind this point.
        recorded = _head_point()
        seen = 0
        yield from self._start_problem()
        events = AuditEvent.objects.filter(position__gt=self._start.count).order_by("position")
        # Never all at once in memory: there may be a million.
        for event in events[: self._most].iterator(chunk_size=2000):
            seen += 1
            yield from self._problems(event)
        self.is_at_end = self._most is None or seen < self._most
        if self.is_at_end:
            yield from self._end_problems(recorded)

    def _start_problem(self) -> Iterator[str]:
        """What was verified earlier ends with the same event as then."""
        event = AuditEvent.objects.filter(position=self._start.count).first()
        if event and not hmac.compare_digest(bytes(event.digest or b""), self._start.digest):
            yield f"{_words(event)} is not the one of the checkpoint"

    def _problems(self, event: AuditEvent) -> Iterator[str]:
        position = event.position or 0
        digest = bytes(event.digest or b"")
        if not self._follows(event, position, digest):
            yield f"{_words(event)} does not follow from the one before it"
        # From what is there, also behind a break: otherwise every event after a missing one would be a break too.
        self.reached = Point(position, digest, event.at)
        if self._known.get(position, digest) != digest:
            yield f"{_words(event)} is not the one of the checkpoint"

    def _follows(self, event: AuditEvent, position: int, digest: bytes) -> bool:
        previous = self.reached.digest
        expected = audit.link_digest(previous, position, event.pk, bytes(event.mac))
        return (
            position == self.reached.count + 1
            and bytes(event.previous or b"") == previous
            and hmac.compare_digest(digest, expected)
            and _is_genuine(event)
        )

    def _end_problems(self, recorded: Point) -> Iterator[str]:
        """The head says the same as the events, and nothing that was verified earlier is missing behind the end."""
        count = self.reached.count
        has_moved = count > self._start.count
        if not has_moved:
            # Nothing came after the start: what is there now may end before it.
            count = AuditEvent.objects.aggregate(last=Max("position"))["last"] or 0
        row = AuditHead.objects.first()
        now = _head_point()
        if not recorded.count <= count <= now.count:
            yield f"the log ends after {count} events, but {recorded.count} were recorded"
        elif has_moved and now.count == count and now.digest != self.reached.digest:
            yield f"the log ends after {count} events, but with another one than was recorded"
        if row and not audit.is_head_genuine(row):
            yield f"the recorded end of the log was changed ({_fingerprint(row)})"
        for needed in sorted({self._start.count, *self._known}):
            if needed > count:
                yield f"the log ends after {count} events, but the checkpoint was made after {needed}"


def _fingerprint(row: AuditHead | AuditCheckpoint) -> str:
    """Return a few letters of what a row says, so that it is another break when it is changed to something else."""
    content = audit.mac("fingerprint", row.count, bytes(row.digest).hex(), bytes(row.mac).hex())
    return content.hex()[:12]


def _words(event: AuditEvent) -> str:
    return f"event {event.pk} of {event.at.isoformat()}"


def _is_genuine(event: AuditEvent) -> bool:
    """Return whether an event says what was written with the key."""
    return hmac.compare_digest(bytes(event.mac), audit.content_mac(event))


def _head_point() -> Point:
    return Point(*audit.head())


def _forged_while_waiting(most: int | None = None) -> Iterator[str]:
    """An event that is not linked yet is protected by its own code alone. Looks at the `most` oldest of them."""
    for event in audit.waiting()[:most].iterator():
        if not _is_genuine(event):
            yield f"{_words(event)} was not written by this service"


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of the log at this moment.

    `checked` is how far the new events were verified, and `unchecked` how many come after that. `whole` is how far the
    last verification from the start came, `whole_at` when that was. `waiting_since` is set when events wait too long.
    """

    breaks: list[AuditBreak]
    checked: Point
    unchecked: int
    whole: Point
    whole_at: datetime | None
    waiting_since: datetime | None

    @property
    def first_break(self) -> AuditBreak | None:
        """Return the break to show: the first that nobody looked into, or else the first."""
        unseen = [found for found in self.breaks if found.seen_at is None]
        return next(iter([*unseen, *self.breaks]), None)

    @property
    def tone(self) -> str:
        """Return how the page's notice looks."""
        if self.first_break:
            return "attention" if self.first_break.seen_at else "stop"
        return "attention" if self.waiting_since else "good"


def status() -> Status:
    """Verify at most `EVENTS_PER_PAGE` events after the last checkpoint, and of those that wait. Writes nothing."""
    latest = _stored(Checkpoint.LATEST)
    newest = _Verification(latest.point, most=EVENTS_PER_PAGE)
    found = [*latest.problems, *newest.run(), *_forged_while_waiting(EVENTS_PER_PAGE)]
    kept = list(AuditBreak.objects.order_by("id"))
    known = {row.text for row in kept}
    # Not stored yet: the worker finds the same within a minute.
    fresh = [AuditBreak(text=text, found_at=timezone.now()) for text in found if text not in known]
    whole = _stored(Checkpoint.WHOLE)
    return Status(
        breaks=[*kept, *fresh],
        checked=newest.reached,
        unchecked=_count_after(newest.reached),
        whole=whole.point,
        whole_at=whole.made_at,
        waiting_since=_waiting_too_long(),
    )


def _count_after(point: Point) -> int:
    linked = max(0, audit.head()[0] - point.count)
    return linked + audit.waiting().count()


def _waiting_too_long() -> datetime | None:
    """Return when the oldest event that waits was written, if somebody should have linked it long ago."""
    oldest = audit.waiting().first()
    if oldest and timezone.now() - oldest.at > LONGEST_WAIT:
        return oldest.at
    return None


def verify_some() -> None:
    """Link what waits, verify what is new, and take the verification of the whole chain one batch further."""
    audit.seal()
    _keep_breaks(_forged_while_waiting())
    _move_latest()
    _walk()


def _move_latest() -> None:
    """Verify one batch after the checkpoint of new events, and move it there. A break is kept, and passed."""
    start = _stored(Checkpoint.LATEST)
    verification = _Verification(start.point, most=EVENTS_PER_RUN)
    _keep_breaks([*start.problems, *verification.run()])
    if verification.reached != start.point or start.problems:
        _store(Checkpoint.LATEST, verification.reached)


def _walk() -> None:
    """Verify one batch of the whole chain. Begins once a day; what was done is not lost when the worker stops."""
    start = _stored(Checkpoint.WALK)
    whole = _stored(Checkpoint.WHOLE)
    is_resting = whole.made_at is not None and timezone.now() - whole.made_at < WALK_EVERY
    if not start.made_at and is_resting:
        return
    # The chain must still lead through what was verified before: an end may have been cut off, and an older copy
    # of the head put back (ADR 23).
    known = [_stored(Checkpoint.LATEST).point, whole.point]
    verification = _Verification(start.point, known=known, most=EVENTS_PER_RUN)
    _keep_breaks([*start.problems, *whole.problems, *verification.run()])
    if verification.is_at_end:
        _store(Checkpoint.WHOLE, verification.reached)
        AuditCheckpoint.objects.filter(kind=Checkpoint.WALK).delete()
    else:
        _store(Checkpoint.WALK, verification.reached)


def _keep_breaks(found: Iterable[str]) -> None:
    """Keep each break that is not known yet, and say it in the server's own log."""
    known = set(AuditBreak.objects.values_list("text", flat=True))
    # Those that somebody looked into leave room: else a hundred old ones would hide every later one.
    room = MOST_BREAKS - AuditBreak.objects.filter(seen_at=None).count()
    for text in found:
        if text in known or room <= 0:
            continue
        known.add(text)
        room -= 1
        _kept, is_new = AuditBreak.objects.get_or_create(text=text, defaults={"found_at": timezone.now()})
        if is_new:
            _log.error("The log of what was done is not whole: %s", text)


@dataclass(frozen=True, slots=True)
class _Stored:
    """A checkpoint from the database, or where the chain starts when there is none that can be believed."""

    point: Point
    made_at: datetime | None
    problems: list[str]


def _stored(kind: Checkpoint) -> _Stored:
    row = AuditCheckpoint.objects.filter(kind=kind).first()
    if row is None:
        return _Stored(Point(), None, [])
    if not hmac.compare_digest(bytes(row.mac), _checkpoint_mac(row)):
        return _Stored(
            Point(), None, [f"the checkpoint ({kind.value}) of the verification was changed ({_fingerprint(row)})"]
        )
    return _Stored(Point(row.count, bytes(row.digest), row.event_at), row.made_at, [])


def _store(kind: Checkpoint, point: Point) -> None:
    row = AuditCheckpoint(
        kind=kind.value, count=point.count, digest=point.digest, event_at=point.event_at, made_at=timezone.now()
    )
    row.mac = _checkpoint_mac(row)
    # In one statement: of two workers that store the first one at the same time, neither may fail.
    AuditCheckpoint.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["kind"],
        update_fields=["count", "digest", "event_at", "made_at", "mac"],
    )


def _checkpoint_mac(row: AuditCheckpoint) -> bytes:
    event_at = row.event_at.isoformat() if row.event_at else ""
    return audit.mac("checkpoint", row.kind, row.count, bytes(row.digest).hex(), event_at, row.made_at.isoformat())
