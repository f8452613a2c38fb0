"""Minutes: drafted, written by several people, sent, corrected, approved, published."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db import Error, transaction
from django.urls import reverse
from django.utils import timezone, translation

from accounts import audit
from accounts.models import User
from core.transitions import transition
from core.verdicts import Conflict
from council.enums import Audience
from meetings.actions.merging import merge
from meetings.enums import CORRECTION_NEXT, MINUTES_NEXT, CorrectionStatus, MinutesStatus
from meetings.models import Meeting, Minutes, MinutesCorrection, MinutesName, MinutesVersion
from meetings.queries import minutes as queries
from meetings.queries.draft_minutes import Words, draft
from meetings.queries.names import instead_of_names, named_in
from meetings.rules import minutes as rules
from notifications import actions as outbox
from notifications.enums import Kind
from notifications.keys import message_key
from translations.sources import write_source

ARE_NEWS = timedelta(days=60)


@dataclass(slots=True)
class SavedMinutes:
    """What a save came to. `touching` are the places where both wrote: what was there first, and what came now."""

    minutes: Minutes
    was_merged: bool = False
    told: int = 0
    touching: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def draft_minutes(*, meeting: Meeting, by: User) -> Minutes:
    """Begin the minutes of a meeting with what was written down about it; those that are there stay as they are."""
    rules.may_keep(by, meeting).enforce()
    # Locked: of two who press at once the second one finds the minutes of the first.
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    existing = queries.minutes_of(meeting)
    if existing is not None:
        return existing
    minutes = Minutes.objects.create(meeting=meeting, language=meeting.language)
    _add_version(minutes, draft(meeting), "", by)
    audit.record("drafted minutes", minutes, by=by, meeting=str(meeting.pk))
    return minutes


@transaction.atomic
def save_minutes(  # noqa: PLR0913 - what a version is
    *, minutes: Minutes, base: int, words: Words, what_changed: str, by: User, tell: bool = False
) -> SavedMinutes:
    """Save a version, begun from the version `base`; with `tell`, members who have the minutes are told what changed.

    When somebody has saved since, both texts are merged, part by part. Raises Conflict where they were approved
    meanwhile: the words are not taken.
    """
    minutes = _locked(minutes)
    if minutes.is_approved:
        raise Conflict
    rules.may_write(by, minutes).enforce()
    saved = SavedMinutes(minutes)
    words = _merged(saved, base, words)
    if words != _words_of(queries.current(minutes)):
        _add_version(minutes, words, what_changed.strip(), by)
        audit.record("saved minutes", minutes, by=by, version=minutes.version)
        if minutes.is_sent:
            _offer_for_translation(minutes)
    # Not where both texts touch: its writer puts them in order first.
    if tell and minutes.is_sent and minutes.told_version != minutes.version and not saved.touching:
        saved.told = _tell_again(minutes, by)
    return saved


def _merged(saved: SavedMinutes, base: int, typed: Words) -> Words:
    minutes = saved.minutes
    if base == minutes.version:
        return typed
    began = minutes.versions.filter(number=base).first() or MinutesVersion()
    now = _words_of(queries.current(minutes))
    texts = []
    for before, theirs, mine in zip(_words_of(began).parts(), now.parts(), typed.parts(), strict=True):
        merged = merge(before, theirs, mine)
        saved.touching += merged.touching
        texts.append(merged.text)
    words = Words(*texts)
    saved.was_merged = words != typed
    return words


@transaction.atomic
def send_minutes(*, minutes: Minutes, seen: int, by: User) -> int:
    """Send minutes to the members, or tell those who have them of a new version; returns how many are told.

    `seen` is the version that was on the page; raises Conflict where somebody saved another one since.
    """
    minutes = _locked(minutes)
    if minutes.version != seen:
        raise Conflict
    rules.may_send(by, minutes).enforce()
    if minutes.is_sent:
        return _tell_again(minutes, by)
    transition(minutes, MinutesStatus.SENT, MINUTES_NEXT, sent_on=timezone.localdate())
    _offer_for_translation(minutes)
    count = _tell(minutes)
    audit.record("sent minutes", minutes, by=by, version=minutes.version, told=count)
    return count


@transaction.atomic
def ask_for_correction(*, minutes: Minutes, text: str, language: str, by: User) -> MinutesCorrection:
    """Ask for something to be corrected."""
    minutes = _locked(minutes)
    rules.may_ask(by, minutes).enforce()
    term = queries.term_of_reader(by, minutes.meeting)
    if term is None:
        raise Conflict
    made = MinutesCorrection.objects.create(
        minutes=minutes, membership=term, text=text.strip(), language=language, asked_on=timezone.localdate()
    )
    audit.record("asked to correct minutes", made, by=by, meeting=str(minutes.meeting_id))
    return made


@transaction.atomic
def answer_correction(
    *, correction: MinutesCorrection, status: CorrectionStatus, answer: str, by: User
) -> MinutesCorrection:
    """Say what becomes of a correction, and tell the member. Raises Conflict where it was answered already."""
    rules.may_answer_correction(by, correction).enforce()
    answer = answer.strip()
    if status == CorrectionStatus.NOT_TAKEN_UP and not answer:
        raise ValueError("What is not taken up has a reason.")
    transition(correction, status, CORRECTION_NEXT, answer=answer, answered_on=timezone.localdate())
    meeting = correction.minutes.meeting
    # Without what was asked: it may name somebody, and a name goes no further by mail.
    values: dict[str, object] = {
        "title": meeting.title,
        "taken_up": status == CorrectionStatus.TAKEN_UP,
        "answer": answer,
        "contact": meeting.contact,
        "path": reverse("meetings:minutes", args=[meeting.pk]),
    }
    outbox.queue(
        kind=Kind.MINUTES_CORRECTION_ANSWERED,
        recipient=correction.membership.user,
        values=values,
        dedupe_key=message_key(Kind.MINUTES_CORRECTION_ANSWERED, correction.pk),
        useful_until=timezone.now() + ARE_NEWS,
    )
    audit.record("answered a correction of minutes", correction, by=by, taken_up=status == CorrectionStatus.TAKEN_UP)
    return correction


@transaction.atomic
def approve_minutes(*, minutes: Minutes, approved_in: Meeting, seen: int, by: User) -> Minutes:
    """Write down that a later meeting approved the minutes: from now on they are fixed.

    `seen` is the version that was on the page; raises Conflict where somebody saved another one since.
    """
    minutes = _locked(minutes)
    if minutes.version != seen:
        raise Conflict
    rules.may_approve(by, minutes).enforce()
    if approved_in not in queries.later_meetings(minutes.meeting):
        raise ValueError("Only a later meeting of the council approves minutes.")
    transition(
        minutes,
        MinutesStatus.APPROVED,
        MINUTES_NEXT,
        approved_at=timezone.now(),
        approved_in=approved_in,
    )
    audit.record("approved minutes", minutes, by=by, version=minutes.version, meeting=str(approved_in.pk))
    return minutes


@transaction.atomic
def take_back_approval(*, minutes: Minutes, by: User) -> Minutes:
    """Take back an approval that was a slip, within the hour. Raises Conflict where it is too late."""
    minutes = _locked(minutes)
    if not rules.may_take_back_approval(by, minutes):
        raise Conflict
    try:
        with transaction.atomic():
            transition(minutes, MinutesStatus.SENT, MINUTES_NEXT, approved_at=None, approved_in=None)
    except Error as error:
        # The database has a clock of its own, and the last word.
        raise Conflict from error
    audit.record("took back the approval of minutes", minutes, by=by)
    return minutes


@transaction.atomic
def publish_minutes(*, minutes: Minutes, because: str, by: User) -> Minutes:
    """Let anyone read approved minutes; `because` says how the council agreed to it."""
    minutes = _locked(minutes)
    if minutes.is_published:
        raise Conflict
    rules.may_publish(by, minutes).enforce()
    minutes.published_on = timezone.localdate()
    minutes.published_because = because.strip()
    minutes.save(update_fields=["published_on", "published_because"])
    audit.record("published minutes", minutes, by=by, because=minutes.published_because)
    return minutes


@transaction.atomic
def unpublish_minutes(*, minutes: Minutes, by: User) -> Minutes:
    """Take minutes off the public pages. Raises Conflict where they are not on them."""
    minutes = _locked(minutes)
    if not minutes.is_published:
        raise Conflict
    rules.may_unpublish(by, minutes).enforce()
    minutes.published_on = None
    minutes.published_because = ""
    minutes.save(update_fields=["published_on", "published_because"])
    audit.record("took minutes off the public pages", minutes, by=by)
    return minutes


def notify_translated_minutes(pk: UUID, language: str) -> None:
    """Tell members who read a language that minutes they have are there in it now."""
    minutes = Minutes.objects.select_related("meeting__council").get(pk=pk)
    for person in queries.readers_in(minutes.meeting, language):
        key = message_key(Kind.MINUTES_SENT, minutes.meeting_id, "translated", language, person.pk)
        _queue(minutes, person, key, translated=True)


def _locked(minutes: Minutes) -> Minutes:
    """Return minutes as they are stored now, locked until the transaction ends. Raises Conflict where they are gone."""
    stored = Minutes.objects.select_for_update(of=("self",)).select_related("meeting__council")
    found = stored.filter(pk=minutes.pk).first()
    if found is None:
        raise Conflict
    return found


def _words_of(version: MinutesVersion) -> Words:
    return Words(version.people, version.text, version.to_do)


def _add_version(minutes: Minutes, words: Words, what_changed: str, by: User) -> None:
    minutes.version += 1
    minutes.save(update_fields=["version"])
    MinutesVersion.objects.create(
        minutes=minutes,
        number=minutes.version,
        people=words.people,
        text=words.text,
        to_do=words.to_do,
        what_changed=what_changed,
        made_by=by,
    )
    for term, name in named_in(minutes.meeting, words.parts()):
        MinutesName.objects.get_or_create(minutes=minutes, membership=term, name=name)


def _offer_for_translation(minutes: Minutes) -> None:
    version = queries.current(minutes)
    write_source(minutes, minutes.language, people=version.people, text=version.text, to_do=version.to_do)


def _tell_again(minutes: Minutes, by: User) -> int:
    count = _tell(minutes)
    audit.record("told of new minutes", minutes, by=by, version=minutes.version, told=count)
    return count


def _tell(minutes: Minutes) -> int:
    """Tell every reader once of the newest version; returns how many. What waits about an older one is taken back."""
    is_first = minutes.told_version is None
    changes = _changes_since_told(minutes)
    unaware = {
        person
        for person, values in outbox.take_back(message_key(Kind.MINUTES_SENT, minutes.meeting_id)).items()
        if not values.get("again")
    }
    found = queries.readers(minutes.meeting)
    for person in found:
        again = not is_first and person.pk not in unaware
        key = message_key(Kind.MINUTES_SENT, minutes.meeting_id, minutes.version, person.pk)
        _queue(minutes, person, key, again=again, changes_in_words=changes if again else "")
    Minutes.objects.filter(pk=minutes.pk).update(told_version=minutes.version)
    minutes.told_version = minutes.version
    return len(found)


def _changes_since_told(minutes: Minutes) -> str:
    """Return what the versions since the last one that members know of say about themselves."""
    if minutes.told_version is None:
        return ""
    newer = minutes.versions.filter(number__gt=minutes.told_version).exclude(what_changed="").order_by("number")
    with translation.override(minutes.language):
        known = instead_of_names(minutes.meeting, Audience.MINUTES, minutes)
        return known.in_text("\n".join(newer.values_list("what_changed", flat=True)))


def _queue(minutes: Minutes, person: User, key: str, **said: object) -> None:
    meeting = minutes.meeting
    values: dict[str, object] = {
        "minutes": str(minutes.pk),
        "title": meeting.title,
        "council": meeting.council.name,
        "when": meeting.starts_at.isoformat(),
        "when_zone": str(meeting.time_zone),
        "when_fold": meeting.fold,
        "when_minutes": meeting.minutes,
        "contact": meeting.contact,
        "path": reverse("meetings:minutes", args=[meeting.pk]),
        **said,
    }
    outbox.queue(
        kind=Kind.MINUTES_SENT,
        recipient=person,
        values=values,
        dedupe_key=key,
        useful_until=timezone.now() + ARE_NEWS,
    )
