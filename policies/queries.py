"""Policies as they are, were, and are being written."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.enums import COUNCIL, STAFF, Role
from accounts.models import User
from policies.models import Clause, PolicyDocument, PolicyVersion

# A review that falls due within so many days is worth preparing.
REVIEW_SOON_DAYS = 60


def review_due() -> Q:
    """Return the condition that a review is overdue or falls due soon."""
    return Q(review_on__lte=timezone.localdate() + timedelta(days=REVIEW_SOON_DAYS))


def search(documents: QuerySet[PolicyDocument], words: str) -> QuerySet[PolicyDocument]:
    """Narrow to titles, or names of stewards, that hold some words."""
    return documents.filter(Q(title__icontains=words) | Q(steward__name__icontains=words))


def visible_to(user: User) -> QuerySet[PolicyDocument]:
    """Return every policy for staff, council and translators, nothing for others."""
    if not user.has_role(*STAFF, *COUNCIL, Role.TRANSLATOR):
        return PolicyDocument.objects.none()
    return PolicyDocument.objects.select_related("steward")


def in_force(document: PolicyDocument) -> PolicyVersion | None:
    """Return the version in force, or None before the first one is."""
    # By number and not by day: two can come into force on the same one.
    return versions(document).first()


def draft_of(document: PolicyDocument) -> PolicyVersion | None:
    """Return the version that is being written, or None. There is one at a time."""
    return document.versions.filter(in_force_from__isnull=True).order_by("-number").first()


def versions(document: PolicyDocument) -> QuerySet[PolicyVersion]:
    """Return the versions that are or were in force, the newest first."""
    return document.versions.filter(in_force_from__isnull=False).order_by("-number")


def clauses(version: PolicyVersion | None) -> QuerySet[Clause]:
    """Return the clauses of a version with their words in every language."""
    return Clause.objects.filter(version=version).prefetch_related("texts").order_by("position")
