"""Papers: adding, changing and taking them away, and telling people that they are ready."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import User
from core.verdicts import Conflict
from meetings.enums import PaperSlot
from meetings.models import AgendaItem, Invitation, Meeting, Paper, PaperRelease, PaperVersion
from meetings.queries import papers as queries
from meetings.rules import papers as rules
from notifications import actions as outbox
from notifications.enums import Kind
from notifications.keys import message_key
from sanitiser.run import Cleaned


@transaction.atomic
def add_paper(  # noqa: PLR0913 - what a paper is
    *, meeting: Meeting, item: AgendaItem | None, title: str, language: str, content_note: str, by: User
) -> Paper:
    """Add a paper to a meeting, or to one of its items; what it says comes with its versions."""
    rules.may_bring_papers(by, meeting).enforce()
    if item is not None and item.meeting_id != meeting.pk:
        raise ValueError("The item is of another meeting.")
    paper = Paper.objects.create(meeting=meeting, item=item, title=title, language=language, content_note=content_note)
    audit.record("added a paper", paper, by=by, meeting=str(meeting.pk))
    return paper


@transaction.atomic
def correct_paper(  # noqa: PLR0913 - what a paper is
    *, paper: Paper, item: AgendaItem | None, title: str, language: str, content_note: str, by: User
) -> Paper:
    """Correct what a paper is called, and to which item it belongs."""
    rules.may_change_paper(by, paper).enforce()
    if item is not None and item.meeting_id != paper.meeting_id:
        raise ValueError("The item is of another meeting.")
    fields = {"item": item, "title": title, "language": language, "content_note": content_note}
    if Paper.everything.filter(pk=paper.pk, taken_off_at=None).update(**fields) != 1:
        raise Conflict
    paper.refresh_from_db()
    audit.record("corrected a paper", paper, by=by)
    return paper


@transaction.atomic
def save_version(  # noqa: PLR0913 - what a version is
    *, paper: Paper, slot: PaperSlot, language: str, words: str, file: Cleaned | None, by: User
) -> PaperVersion:
    """Store a paper in a shape and a language, in the place of what was there; a file without a new one stays.

    Raises Conflict where the paper was taken away, and ValueError where there would be neither words nor a file.
    """
    rules.may_change_paper(by, paper).enforce()
    # Locked: two people who send one shape at the same time come after each other.
    if not Paper.everything.select_for_update().filter(pk=paper.pk, taken_off_at=None).exists():
        raise Conflict
    fields: dict[str, object] = {"words": words.strip()}
    if file is not None:
        fields |= {
            "content": file.data,
            "media_type": file.type,
            "amount": file.amount,
            "size": len(file.data),
        }
    try:
        with transaction.atomic():
            version, _is_new = PaperVersion.objects.update_or_create(
                paper=paper, slot=slot, language=language, defaults=fields
            )
    except IntegrityError as error:
        raise ValueError("A version says something: in words, or in a file.") from error
    audit.record("saved a version of a paper", paper, by=by, slot=str(slot.value), language=language)
    return version


@transaction.atomic
def remove_version(*, version: PaperVersion, by: User) -> None:
    """Destroy a paper in one shape and language. Raises Conflict where that was done already."""
    rules.may_change_paper(by, version.paper).enforce()
    count, _by_table = PaperVersion.objects.filter(pk=version.pk).delete()
    if not count:
        raise Conflict
    slot = str(PaperSlot(version.slot).value)
    audit.record("removed a version of a paper", version.paper, by=by, slot=slot, language=version.language)


@transaction.atomic
def remove_paper(*, paper: Paper, by: User) -> None:
    """Take a paper away, to be put back within three days. Raises Conflict where it was taken away already."""
    rules.may_change_paper(by, paper).enforce()
    if Paper.everything.filter(pk=paper.pk, taken_off_at=None).update(taken_off_at=timezone.now()) != 1:
        raise Conflict
    audit.record("took a paper away", paper, by=by, meeting=str(paper.meeting_id))


@transaction.atomic
def put_back_paper(*, paper: Paper, by: User) -> None:
    """Put a paper back. Raises Conflict where it is there again, or gone for good."""
    rules.may_change_paper(by, paper).enforce()
    if Paper.everything.filter(pk=paper.pk, taken_off_at__isnull=False).update(taken_off_at=None) != 1:
        raise Conflict
    audit.record("put a paper back", paper, by=by, meeting=str(paper.meeting_id))


@transaction.atomic
def tell_ready(*, meeting: Meeting, seen: int, by: User) -> PaperRelease:
    """Tell everybody who is invited, each in their language and by their channel, that the papers are ready.

    `seen` is how often people had been told when the page was opened; raises Conflict where it was more often since.
    """
    rules.may_tell_ready(by, meeting).enforce()
    late = not rules.is_in_time(meeting)
    told = PaperRelease.objects.filter(meeting=meeting).count()
    if told != seen:
        raise Conflict
    try:
        with transaction.atomic():
            release = PaperRelease.objects.create(
                meeting=meeting, number=told + 1, released_on=timezone.localdate(), late=late
            )
    except IntegrityError as error:
        raise Conflict from error
    papers = queries.papers_of(meeting)
    # What waits about an earlier time would say less than is true now.
    outbox.drop(message_key(Kind.PAPERS_READY, meeting.pk))
    for invitation in queries.to_tell_of_papers(meeting):
        _tell(release, invitation, papers)
    audit.record("told that papers are ready", meeting, by=by, late=late, number=release.number)
    return release


def _tell(release: PaperRelease, invitation: Invitation, papers: list[Paper]) -> None:
    meeting = release.meeting
    person = invitation.membership.user
    reader = queries.reader_of(person)
    values: dict[str, object] = {
        # By this the outbox asks before it sends whether the reader is still the one.
        "meeting": str(meeting.pk),
        "title": meeting.title,
        "when": meeting.starts_at.isoformat(),
        "when_zone": str(meeting.time_zone),
        "when_fold": meeting.fold,
        "when_minutes": meeting.minutes,
        "contact": meeting.contact,
        "again": release.number > 1,
        # Nobody looks for a paper that is not there yet.
        "some_missing": bool(queries.gaps(papers, [invitation.membership])),
        "braille": reader.braille,
        "on_paper": reader.on_paper,
        "path": reverse("meetings:papers", args=[meeting.pk]),
    }
    outbox.queue(
        kind=Kind.PAPERS_READY,
        recipient=person,
        values=values,
        dedupe_key=message_key(Kind.PAPERS_READY, meeting.pk, release.number, person.pk),
        useful_until=meeting.ends_at,
    )
