"""What staff do with a piece of feedback. Its caller's `item` is the item as they saw it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
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
from tracker.actions.papers import put_into_papers
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
        seen_on = item.acknowledged_on or timezone.localdate()
        move(item, ItemStatus.BEING_READ, reader=by, held=False, acknowledged_on=seen_on)
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
def give_to(*, item: Item, reader: User, by: User) -> Item:
    """Choose who reads what the person wants kept from somebody. Whoever read it before does not any more."""
    rules.may_give(by, item).enforce()
    rules.may_be_given(reader).enforce()
    change(item, reader=reader)
    audit.record("gave to a reader", item, by=by, to=audit.named(reader))
    return item


@transaction.atomic
def move_to_rest(*, item: Item, by: User) -> Item:
    """Put what was held apart with the rest. Its promises run since it came."""
    rules.may_move_to_rest(by, item).enforce()
    change(item, held=False)
    audit.record("moved to the rest", item, by=by)
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
    """Write the version others may see, and show it to the person. Later words replace earlier ones."""
    rules.may_share(by, item).enforce()
    before = item.shareable
    is_new = (shareable, language) != (before, item.shareable_language)
    change(item, shareable=shareable, shareable_language=language, shareable_on=timezone.localdate())
    for known in PolicyChange.objects.filter(decision__recommendation__sources=item, in_force_on__isnull=False)[:1]:
        note_publication(known)
    if is_new:
        _show_to_person(item)
        # A new version answers the wish for one.
        item.refresh_from_db()
        put_into_papers(item, before)
    audit.record("wrote the version others may see", item, by=by, language=language)
    return item


def _show_to_person(item: Item) -> None:
    """Let the person see each text once, and say whether it is right."""
    news: dict[str, Any] = {"language": item.shareable_language}
    news["texts"] = {item.shareable_language: {"body": item.shareable}}
    if settings.OBJECT_DAYS and item.others_read_from:
        news["from"] = item.others_read_from.isoformat()
    door.tell(
        feedback_id=item.feedback_id,
        kind=MessageKind.SHAREABLE,
        news=news,
        on=timezone.localdate(),
        submission=uuid5(item.pk, f"version {item.revision}"),
    )


@transaction.atomic
def reply(  # noqa: PLR0913 - a reply is several things
    *, item: Item, text: str, language: str, answers: bool, submission: UUID, by: User, asks: bool = False
) -> Item:
    """Send a reply to the receipt; the author stands in the log only. `answers` keeps the promise of an answer.

    `asks` heads it as a question. The same `submission` is sent once.
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
        heading = _heading(answers=answers, asks=asks)
    texts = {language: {"heading": heading, "body": text, "draft": False}}
    news = {"language": language, "texts": texts, "answers": answers}
    door.tell(feedback_id=item.feedback_id, kind=MessageKind.REPLY, news=news, on=today, submission=submission)
    audit.record("replied", item, by=by, language=language, answers=answers)
    return item


def _heading(*, answers: bool, asks: bool) -> str:
    if answers:
        return _("An answer to you")
    return _("A question to you") if asks else _("A message to you")


@transaction.atomic
def close(*, item: Item, by: User) -> Item:
    """Finish. Only what was answered can be closed, and closed is not changed."""
    rules.may_close(by, item).enforce()
    move(item, ItemStatus.CLOSED)
    audit.record("closed", item, by=by)
    return item
