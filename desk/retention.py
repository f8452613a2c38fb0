"""The retention rules of feedback. The door keeps no time of its own: staff's side says what is past it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from desk.models import Case, EmergencyAccess
from desk.queries import retention as queries
from desk.transitions import NO_SHAREABLE_VERSION
from feedback import actions as door
from feedback.actions.equality import WAITING_DAYS
from feedback.models import Contact, Draft, EqualityAnswers, Feedback, File, Tally
from retention.definitions import RetentionRule, register

DRAFTS = RetentionRule(
    name="drafts",
    label=_("Saved drafts that were never sent"),
    length=lambda: settings.DRAFT_DAYS,
    unit="days",
    count_due=lambda on: Draft.objects.filter(kept_until__lt=on).count(),
)
STAGED_FILES = RetentionRule(
    name="staged_files",
    label=_("Files added and never sent"),
    # No setting: people are told that a file is gone the next day if it is not sent (ADR 13).
    length=lambda: 1,
    unit="days",
    count_due=lambda on: File.objects.filter(feedback=None, kept_until__lt=on).count(),
)
CONTACTS = RetentionRule(
    name="contacts",
    label=_("Addresses for one message, never used"),
    length=lambda: settings.CONTACT_DAYS,
    unit="days",
    count_due=lambda on: Contact.objects.filter(kept_until__lt=on).count(),
)
ANSWERS = RetentionRule(
    name="answers",
    label=_("Answers about equality that too few others gave at the time"),
    # No setting: people are told so.
    length=lambda: WAITING_DAYS,
    unit="days",
    count_due=lambda on: EqualityAnswers.objects.filter(kept_until__lt=on).count(),
)
WORDS = RetentionRule(
    name="words",
    label=_("What people said, their files and our replies"),
    length=lambda: settings.WORDS_MONTHS,
    unit="months",
    count_due=lambda on: queries.words_due(on).count(),
)
CONVERSATIONS = RetentionRule(
    name="conversations",
    label=_("Status and outcome, under a code"),
    length=lambda: settings.CONVERSATION_MONTHS,
    unit="months",
    count_due=lambda on: queries.conversations_due(on).count(),
)
TALLIES = RetentionRule(
    name="tallies",
    label=_("Counts of answers about equality"),
    length=lambda: settings.TALLY_YEARS,
    unit="years",
    count_due=lambda on: Tally.objects.filter(month__lt=queries.first_kept_tally(on)).count(),
)


def _sweep_unsent(on: date) -> Mapping[str, Iterable[object]]:
    drafts, files, contacts, answers = door.forget_waiting(on=on)
    return {DRAFTS.name: drafts, STAGED_FILES.name: files, CONTACTS.name: contacts, ANSWERS.name: answers}


def _lock(due: QuerySet[Feedback]) -> list[UUID]:
    """Return the ids of what is past its time. Somebody who adds words now was first, or waits until it is done."""
    ids = list(due.values_list("pk", flat=True))
    # In the order of their ids, so that two sweeps at the same time do not wait for each other in a circle.
    list(Feedback.objects.filter(pk__in=ids).select_for_update().order_by("pk").values_list("pk"))
    # Asked again under the lock: words that were added in between keep their conversation.
    return list(due.filter(pk__in=ids).values_list("pk", flat=True))


def _sweep_words(on: date) -> Mapping[str, Iterable[object]]:
    ids = _lock(queries.words_due(on))
    door.forget_words(feedback_ids=ids)
    Case.objects.filter(feedback__in=ids).update(known_files=[])
    return {WORDS.name: ids}


def _sweep_conversations(on: date) -> Mapping[str, Iterable[object]]:
    ids = _lock(queries.conversations_due(on))
    door.forget_conversations(feedback_ids=ids)
    # A version on a public page stays, as people were told before they agreed to it.
    Case.objects.filter(feedback__in=ids, published_on=None).update(**NO_SHAREABLE_VERSION)
    # Nobody can open it any more, so nobody is left to read it, and nothing counts as unread.
    Case.objects.filter(feedback__in=ids).update(reader=None, messages_seen=F("messages_known"), known_files=[])
    EmergencyAccess.objects.filter(case__feedback__in=ids).delete()
    return {CONVERSATIONS.name: ids}


def _sweep_tallies(on: date) -> Mapping[str, Iterable[object]]:
    return {TALLIES.name: door.forget_tallies(before=queries.first_kept_tally(on))}


def register_rules() -> None:
    """Register the rules of feedback, in the order in which they are applied."""
    register("unsent", _sweep_unsent, DRAFTS, STAGED_FILES, CONTACTS, ANSWERS)
    register("words", _sweep_words, WORDS)
    register("conversations", _sweep_conversations, CONVERSATIONS)
    register("tallies", _sweep_tallies, TALLIES)
