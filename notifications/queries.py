"""Reads about messages that more than one caller needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.enums import ReachBy, Role
from accounts.models import User
from accounts.queries import people_of
from core.language import supported
from notifications import wanted
from notifications.enums import BY_HAND, Channel, Kind, Status
from notifications.models import OutboxMessage, Preference

# Who left a council is still written to: thanks, a last talk, what is owed.
AFTER_LEAVING = timedelta(days=90)


def visible_to(user: User) -> QuerySet[OutboxMessage]:
    """Return a person's own messages, the newest first, without those that were no longer needed."""
    # By when it became due: a message has no other time before it is sent.
    mine = OutboxMessage.objects.filter(recipient=user).select_related("recipient__chosen_name")
    return mine.exclude(status=Status.DROPPED).order_by("-due_at", "id")


def due(now: datetime, without: Collection[str] = ()) -> QuerySet[OutboxMessage]:
    """Return what waits to be sent at `now` on other channels than `without`, the longest waiting first."""
    # What people do by hand is never leased.
    left_out = {*without, *BY_HAND}
    waiting = OutboxMessage.objects.filter(status=Status.PENDING, due_at__lte=now).exclude(channel__in=left_out)
    read = ("recipient__preference", "recipient__contact", "recipient__chosen_name")
    return waiting.select_related(*read).order_by("due_at", "id")


def for_people_of(user: User, messages: QuerySet[OutboxMessage]) -> QuerySet[OutboxMessage]:
    """Narrow to whom somebody reaches: coordinators of the organisation everybody, others people of their councils."""
    if user.has_role(Role.COORDINATOR):
        return messages
    councils = user.councils_as(Role.COORDINATOR)
    if not councils:
        return messages.none()
    return messages.filter(recipient__in=people_of(councils, since=timezone.localdate() - AFTER_LEAVING))


def by_hand(now: datetime, user: User) -> list[OutboxMessage]:
    """Return the letters and calls that wait for somebody on the staff, person by person, the longest waiting first.

    Without what came too late, what is no longer for its reader, and what waits until they are back.
    """
    waiting = OutboxMessage.objects.filter(status=Status.PENDING, channel__in=BY_HAND, due_at__lte=now)
    waiting = waiting.filter(recipient__is_active=True).exclude(useful_until__lte=now)
    waiting = for_people_of(user, waiting).select_related("recipient__contact", "recipient__chosen_name")
    in_order = waiting.order_by("recipient__name", "recipient", "due_at", "id")
    wanted_now = [message for message in in_order if wanted.is_still_for(message)]
    return [message for message in wanted_now if wanted.rests_until(message) is None]


def done_by_hand(user: User) -> QuerySet[OutboxMessage]:
    """Return every letter and call that somebody on the staff may tick."""
    return for_people_of(user, OutboxMessage.objects.filter(channel__in=BY_HAND, recipient__isnull=False))


def missed_by_hand(now: datetime, user: User) -> QuerySet[OutboxMessage]:
    """Return letters and calls that nobody made in time, the latest first, as far as somebody would have made them."""
    waiting = OutboxMessage.objects.filter(status=Status.PENDING, channel__in=BY_HAND, useful_until__lte=now)
    waiting = for_people_of(user, waiting)
    return waiting.select_related("recipient").order_by("-useful_until", "id")


def unsent() -> QuerySet[OutboxMessage]:
    """Return what could not be sent so far: given up first, then what is tried again. For staff."""
    stuck = Q(status=Status.DEAD) | Q(status=Status.PENDING, first_failed_at__isnull=False)
    # In the alphabet "dead" comes before "pending".
    return OutboxMessage.objects.filter(stuck).select_related("recipient").order_by("status", "first_failed_at", "id")


def about(keys: Iterable[str]) -> QuerySet[OutboxMessage]:
    """Return what was or will be said to people under some keys and all longer ones; not what was taken back."""
    covered = Q(pk=None)
    for key in keys:
        covered |= Q(dedupe_key=key) | Q(dedupe_key__startswith=f"{key}:")
    found = OutboxMessage.objects.filter(covered, recipient__isnull=False).exclude(status=Status.DROPPED)
    return found.select_related("recipient__contact", "recipient__preference").order_by("due_at", "id")


def search_mine(messages: QuerySet[OutboxMessage], words: str) -> QuerySet[OutboxMessage]:
    """Narrow a person's own messages to what they are about: their kind in the language of the page, or a title."""
    return messages.filter(Q(kind__in=_kinds(words)) | Q(values__title__icontains=words))


def search_unsent(messages: QuerySet[OutboxMessage], words: str, *, names: bool) -> QuerySet[OutboxMessage]:
    """Narrow to a kind; with `names` also to those for a person. For others searching would tell who gets what."""
    found = Q(kind__in=_kinds(words))
    if names:
        found |= Q(recipient__name__icontains=words) | Q(recipient__email__icontains=words)
        found |= Q(address__icontains=words)
    return messages.filter(found)


def _kinds(words: str) -> list[Kind]:
    """Return the kinds whose names hold some words, in the language of the page."""
    return [kind for kind in Kind if words.casefold() in str(kind.label).casefold()]


def preference_of(user: User) -> Preference:
    """Return which messages a person wants; the defaults, not saved, where they never chose."""
    return getattr(user, "preference", None) or Preference(user=user)


def channel_of(user: User) -> Channel:
    """Return how a person is reached: as they said, and never by e-mail where they have no address or switched it off.

    Who has no address and said nothing is written to by post: staff see the letter, and that a place for it is missing.
    """
    contact = getattr(user, "contact", None)
    wish = ReachBy(contact.reach_by) if contact else ReachBy.EMAIL
    if wish != ReachBy.EMAIL:
        return Channel(wish.value)
    if user.email:
        return Channel.EMAIL if preference_of(user).wants(Channel.EMAIL) else Channel.PAGE
    if contact and contact.phone and not contact.postal_address:
        return Channel.PHONE
    return Channel.POST


def language_for(message: OutboxMessage) -> str:
    """Return the language a message is written in: its reader's, or the one it was queued with where none is known."""
    if message.recipient is None:
        return supported(message.language) or settings.LANGUAGE_CODE
    return language_of(message.recipient)


def language_of(user: User) -> str:
    """Return the language to write to somebody in: theirs where we ship it."""
    return supported(user.language) or settings.LANGUAGE_CODE


def sent_before(day: date) -> QuerySet[OutboxMessage]:
    """Return messages that were sent before a day, and those that were no longer needed since."""
    # Nothing that was given up: it waits for somebody to look at it, however old it is.
    dropped = Q(status=Status.DROPPED, due_at__date__lt=day)
    return OutboxMessage.objects.filter(Q(status=Status.SENT, sent_at__date__lt=day) | dropped)
