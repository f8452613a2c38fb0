"""Feedback as staff and the council may see it. Nothing here opens sealed words."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import (
    BooleanField,
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
from django.db.models import Case as CaseWhen
from django.db.models import Count as CountOf
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.enums import DESK, Role
from accounts.models import User
from desk.consents import CHOICES, known_column
from desk.enums import CaseStatus
from desk.models import Case
from feedback.enums import FileState, MessageKind
from feedback.models import Feedback, File, Message
from feedback.queries import files_of

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def with_unread(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Add `unread`: how many messages of the person the desk knows of and nobody has opened yet."""
    return cases.annotate(
        unread=ExpressionWrapper(F("messages_known") - F("messages_seen"), output_field=IntegerField())
    )


def with_added(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Add `added`: how many messages the person has sent until now, also those the desk does not know of yet."""
    added = (
        Message.objects.filter(feedback=OuterRef("feedback_id"), kind=MessageKind.FROM_PERSON)
        .order_by()
        .values("feedback")
        .annotate(number=CountOf("pk"))
        .values("number")
    )
    return cases.annotate(added=Coalesce(Subquery(added, output_field=IntegerField()), Value(0)))


def at_desk(user: User) -> QuerySet[Case]:
    """Return every piece of feedback for those who read it, nothing for others."""
    if not user.has_role(*DESK):
        return Case.objects.none()
    # Also what is kept from this reader: everybody at the desk sees that it waits, and not what it says.
    return _known_to(user, with_unread(Case.objects.select_related("feedback", "reader")))


def _known_to(user: User, cases: QuerySet[Case]) -> QuerySet[Case]:
    """Add `is_kept_from`: the person named somebody, and this user was not chosen. As `rules.cases.may_see` says."""
    kept: Any = Value(False)
    if not user.has_role(Role.COORDINATOR):
        # The rule in SQL, so that a list costs one query; a test holds the two together.
        kept = CaseWhen(When(Q(feedback__restricted=False) | Q(reader=user), then=Value(False)), default=Value(True))
    return cases.annotate(is_kept_from=ExpressionWrapper(kept, output_field=BooleanField()))


def settled() -> Q:
    """Return the condition that there is a version, and the person has had their days and asks for no other one.

    What is on a public page stays there, as they were told.
    """
    has_had_days = Q(shareable_on__lte=timezone.localdate() - timedelta(days=settings.OBJECT_DAYS))
    return has_had_days & (Q(feedback__change_asked=False) | Q(published_on__isnull=False))


def known_files_of(case: Case) -> list[File]:
    """Return the files the desk knows of. One that is gone by now looks as if it could still be opened."""
    existing = {str(file.pk): file for file in files_of(case.feedback)}
    files = []
    for pk, kind in case.known_files:
        # Shown as if it were still there: a page that changed at once would tell when it was destroyed.
        files.append(existing.get(pk) or File(pk=UUID(pk), kind=kind, state=FileState.READY))
    return files


def choices_of(feedback: Feedback) -> dict[str, bool]:
    """Return what a person chose, by the columns that hold what the desk knows."""
    return {known_column(name): getattr(feedback, name) for name in CHOICES}


def with_changed_choices(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Narrow to cases whose person chose something else than the desk knows."""
    same = Q(**{known_column(name): F(f"feedback__{name}") for name in CHOICES})
    return cases.filter(~same).select_related("feedback")


def shared_with_council(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Narrow to versions that the person agreed the council may see."""
    agreed = Q(feedback__for_council=True) | Q(published_on__isnull=False)
    return cases.filter(settled(), agreed).order_by("-shareable_on", "id")


def unread_of(case: Case) -> int:
    """Return how many messages from the person the desk knows of and nobody has opened yet."""
    return case.messages_known - case.messages_seen


def erased_at_the_door(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Narrow to cases whose feedback the person has had erased since we last looked."""
    return cases.filter(feedback__status=CaseStatus.ERASED).exclude(status=CaseStatus.ERASED)


def is_about_erased(address: str) -> bool:
    """Return whether an address names a case that was erased."""
    named = _UUID.findall(address)
    return bool(named) and Case.objects.filter(pk__in=named, status=CaseStatus.ERASED).exists()


def with_new_messages(cases: QuerySet[Case]) -> list[tuple[UUID, int]]:
    """Return (case, how many messages) where the person has added something that the desk does not know of yet."""
    found = with_added(cases).filter(Q(added__gt=F("messages_known")))
    return list(found.order_by().values_list("pk", F("added")))


def closed_with_new_messages(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Narrow to closed cases to which the person has added something."""
    closed = with_unread(cases.filter(status=CaseStatus.CLOSED))
    return closed.filter(Q(unread__gt=0))
