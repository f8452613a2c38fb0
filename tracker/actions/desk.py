"""What staff do with a piece of feedback. Its caller's `item` is the item as they saw it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import audit
from accounts.models import User
from feedback import actions as door
from feedback.enums import MessageKind
from tracker.actions.collecting import new_promise
from tracker.actions.moves import change, move
from tracker.actions.telling import note_publication
from tracker.enums import TAKEN_UP, UNREAD, ItemStatus, Topic
from tracker.models import Item, PolicyChange
from tracker.rules import desk as rules


@transaction.atomic
def take(*, item: Item, by: User) -> Item:
    """Read this myself. Something that was finished is taken up again, with a new promise."""
    rules.may_take(by, item).enforce()
    was = item.status
    if was in UNREAD:
        move(item, ItemStatus.BEING_READ, reader=by, acknowledged_on=item.acknowledged_on or timezone.localdate())
    elif was in TAKEN_UP:
        move(item, ItemStatus.BEING_READ, reader=by, **new_promise())
    else:
        change(item, reader=by)
    audit.record("took", item, by=by, was=was)
    return item


@transaction.atomic
def hand_back(*, item: Item, by: User) -> Item:
    """Let somebody else read this. No reason is asked for."""
    rules.may_hand_back(by, item).enforce()
    change(item, reader=None)
    audit.record("handed back", item, by=by)
    return item


@transaction.atomic
def acknowledge(*, item: Item, by: User) -> Item:
    """Tell the person that we have it."""
    rules.may_acknowledge(by, item).enforce()
    move(item, ItemStatus.ACKNOWLEDGED, acknowledged_on=timezone.localdate())
    audit.record("acknowledged", item, by=by)
    return item


@transaction.atomic
def sort(*, item: Item, topics: list[Topic], content_note: str, by: User) -> Item:
    """Say what it is about, and what a reader should know before they read it."""
    rules.may_sort(by, item).enforce()
    change(item, topics=[Topic(topic).value for topic in topics], content_note=content_note)
    audit.record("sorted", item, by=by, topics=item.topics)
    return item


@transaction.atomic
def share(*, item: Item, shareable: str, language: str, by: User) -> Item:
    """Write the version others may see. Later words replace earlier ones."""
    rules.may_share(by, item).enforce()
    change(item, shareable=shareable, shareable_language=language, shareable_on=timezone.localdate())
    for known in PolicyChange.objects.filter(decision__recommendation__sources=item, in_force_on__isnull=False)[:1]:
        note_publication(known)
    audit.record("wrote the version others may see", item, by=by, language=language)
    return item


@transaction.atomic
def reply(*, item: Item, text: str, language: str, answers: bool, submission: UUID, by: User) -> Item:  # noqa: PLR0913
    """Send a reply to the receipt; the author stands in the log only. `answers` keeps the promise of an answer.

    The same `submission` is sent once.
    """
    rules.may_reply(by, item).enforce()
    if item.feedback.messages.filter(submission=submission).exists():
        return item
    today = timezone.localdate()
    if answers and item.status == ItemStatus.BEING_READ:
        move(item, ItemStatus.TOLD_BACK, answered_on=item.answered_on or today)
    else:
        change(item, **({"answered_on": item.answered_on or today} if answers else {}))
    with override(language):
        heading = _("An answer to you") if answers else _("A message to you")
    news = {"language": language, "texts": {language: {"heading": heading, "body": text, "draft": False}}}
    door.tell(feedback_id=item.feedback_id, kind=MessageKind.REPLY, news=news, on=today, submission=submission)
    audit.record("replied", item, by=by, language=language, answers=answers)
    return item


@transaction.atomic
def close(*, item: Item, by: User) -> Item:
    """Finish. Only what was answered can be closed, and closed is not changed."""
    rules.may_close(by, item).enforce()
    move(item, ItemStatus.CLOSED)
    audit.record("closed", item, by=by)
    return item
