"""Feedback as staff and the council may see it. Nothing here opens sealed words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import (
    BooleanField,
    Case,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models import Count as CountOf
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.enums import DESK, Role
from accounts.models import User
from council.queries import seated
from feedback.enums import CONSENTS, FileState, MessageKind
from feedback.models import Feedback, File, Message
from feedback.queries import files_of
from tracker.enums import ItemStatus
from tracker.models import Item

# What a person chooses at the door and may change at any time.
CHOICES = (*CONSENTS, "change_asked")


def sits_now(user: User) -> bool:
    """Return whether somebody holds a seat on a council today."""
    return seated(user, timezone.localdate()).exists()


def with_unread(items: QuerySet[Item]) -> QuerySet[Item]:
    """Add `unread`: how many messages of the person the desk knows of and nobody has opened yet."""
    return items.annotate(
        unread=ExpressionWrapper(F("messages_known") - F("messages_seen"), output_field=IntegerField())
    )


def with_added(items: QuerySet[Item]) -> QuerySet[Item]:
    """Add `added`: how many messages the person has sent until now, also those the desk does not know of yet."""
    added = (
        Message.objects.filter(feedback=OuterRef("feedback_id"), kind=MessageKind.FROM_PERSON)
        .order_by()
        .values("feedback")
        .annotate(number=CountOf("pk"))
        .values("number")
    )
    return items.annotate(added=Coalesce(Subquery(added, output_field=IntegerField()), Value(0)))


def at_desk(user: User) -> QuerySet[Item]:
    """Return every piece of feedback for those who read it, nothing for others."""
    if not user.has_role(*DESK):
        return Item.objects.none()
    return _known_to(user, with_unread(Item.objects.select_related("feedback", "reader")))


def _known_to(user: User, items: QuerySet[Item]) -> QuerySet[Item]:
    """Add `is_kept_from`: the person named somebody, and this user was not chosen. As `rules.desk.may_see` says."""
    kept: Any = Value(False)
    if not user.has_role(Role.COORDINATOR):
        kept = Case(When(Q(feedback__restricted=False) | Q(reader=user), then=Value(False)), default=Value(True))
    return items.annotate(is_kept_from=ExpressionWrapper(kept, output_field=BooleanField()))


def settled() -> Q:
    """Return the condition that there is a version, and the person has had their days and asks for no other one.

    What stands on a public page stays there, as they were told.
    """
    over = Q(shareable_on__lte=timezone.localdate() - timedelta(days=settings.OBJECT_DAYS))
    return over & (Q(feedback__change_asked=False) | Q(published_on__isnull=False))


def _told(name: str) -> str:
    return f"told_{name}"


def as_told(item: Item) -> Item:
    """Lay over an item what the desk was told of it, in memory alone.

    A page that changed when the person does something would tell the second. So pages show this, also in what their
    buttons say; whoever presses one is answered by what the person wants now.
    """
    for name in CHOICES:
        setattr(item.feedback, name, getattr(item, _told(name)))
    return item


def files_told(item: Item) -> list[File]:
    """Return the files the desk was told of. One that is gone meanwhile looks as if it could still be opened."""
    there = {str(file.pk): file for file in files_of(item.feedback)}
    return [there.get(pk) or File(pk=UUID(pk), kind=kind, state=FileState.READY) for pk, kind in item.told_files]


def choices_of(feedback: Feedback) -> dict[str, bool]:
    """Return what a person chose, by the names of the columns that tell the desk."""
    return {_told(name): getattr(feedback, name) for name in CHOICES}


def with_other_choices() -> QuerySet[Item]:
    """Return items whose person chose something else than the desk was told."""
    same = Q(**{_told(name): F(f"feedback__{name}") for name in CHOICES})
    return Item.objects.filter(~same).select_related("feedback")


def heard(items: QuerySet[Item]) -> QuerySet[Item]:
    """Narrow to versions that the person agreed the council may see."""
    agreed = Q(feedback__for_council=True) | Q(published_on__isnull=False)
    return items.filter(settled(), agreed).order_by("-shareable_on", "id")


def heard_by(user: User) -> QuerySet[Item]:
    """Return the versions the council may see, for people with a seat today and for the desk.

    What the person wants kept from somebody is left out for readers at the desk who were not chosen.
    """
    if user.has_role(Role.COORDINATOR) or sits_now(user):
        return heard(Item.objects.all())
    if user.has_role(*DESK):
        return heard(Item.objects.filter(Q(feedback__restricted=False) | Q(reader=user)))
    return Item.objects.none()


def visible_to(user: User) -> QuerySet[Item]:
    """Return what somebody may know of: everything at the desk, the shareable versions for the council."""
    return at_desk(user) if user.has_role(*DESK) else heard_by(user)


def unread_of(item: Item) -> int:
    """Return how many messages from the person the desk knows of and nobody has opened yet."""
    return item.messages_known - item.messages_seen


def erased_at_the_door() -> QuerySet[Item]:
    """Return items whose feedback the person has had erased since we last looked."""
    return Item.objects.filter(feedback__status=ItemStatus.ERASED).exclude(status=ItemStatus.ERASED)


def with_news() -> list[tuple[UUID, int]]:
    """Return (item, how many messages) where the person has added something that the desk does not know of yet."""
    news = with_added(Item.objects.all()).filter(Q(added__gt=F("messages_known")))
    return list(news.order_by().values_list("pk", F("added")))


def closed_with_news() -> QuerySet[Item]:
    """Return closed items to which the person has added something."""
    closed = with_unread(Item.objects.filter(status=ItemStatus.CLOSED))
    return closed.filter(Q(unread__gt=0))
