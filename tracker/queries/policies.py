"""Policies as they are, were, and are being written."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from accounts.enums import COUNCIL, STAFF, Role
from accounts.models import User
from tracker.enums import ChangeStatus
from tracker.models import Clause, PolicyChange, PolicyDocument, PolicyVersion


def visible_to(user: User) -> QuerySet[PolicyDocument]:
    """Return every policy for staff, council and translators, nothing for others."""
    found = PolicyDocument.objects.select_related("steward")
    return found if user.has_role(*STAFF, *COUNCIL, Role.TRANSLATOR) else found.none()


def listed(user: User) -> QuerySet[PolicyDocument]:
    """Return every policy with how many changes of it wait for a signature, or are doubted."""
    waits = Count("changes", filter=Q(changes__status=ChangeStatus.IN_FORCE), distinct=True)
    doubts = Q(changes__status=ChangeStatus.IN_FORCE, changes__doubts__isnull=False)
    return visible_to(user).annotate(to_sign=waits, doubted=Count("changes", filter=doubts, distinct=True))


def in_force(document: PolicyDocument) -> PolicyVersion | None:
    """Return the version in force, or None before the first one is."""
    return document.versions.filter(in_force_from__isnull=False).order_by("-number").first()


def draft_of(document: PolicyDocument) -> PolicyVersion | None:
    """Return the version that is being written, or None. There is one at a time."""
    return document.versions.filter(in_force_from__isnull=True).order_by("-number").first()


def versions(document: PolicyDocument) -> QuerySet[PolicyVersion]:
    """Return the versions that are or were in force, the newest first."""
    return document.versions.filter(in_force_from__isnull=False).order_by("-number")


def clauses(version: PolicyVersion | None) -> QuerySet[Clause]:
    """Return the clauses of a version with their words in every language."""
    return Clause.objects.filter(version=version).prefetch_related("texts").order_by("position")


def changes_of(document: PolicyDocument) -> QuerySet[PolicyChange]:
    """Return what changed or is to change in a policy."""
    return document.changes.select_related("before", "after", "decision__recommendation").prefetch_related("texts")
