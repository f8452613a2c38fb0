"""Policies and the writing of their next version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from core.verdicts import Conflict
from policies import rules
from policies.models import Clause, PolicyDocument, PolicyVersion
from translations.sources import write_source


@transaction.atomic
def add_document(  # noqa: PLR0913 - a policy is several things
    *,
    title: str,
    slug: str,
    language: str,
    clauses: Iterable[tuple[str, str]],
    by: User,
    in_force_from: date | None = None,
    review_on: date | None = None,
) -> PolicyDocument:
    """Bring in a policy as it is in force: (reference, words) for each clause. Its steward is who brings it in."""
    rules.may_add_document(by).enforce()
    document = PolicyDocument.objects.create(title=title, slug=slug, language=language, steward=by, review_on=review_on)
    version = PolicyVersion.objects.create(
        document=document, number=1, in_force_from=in_force_from or timezone.localdate()
    )
    for position, (reference, words) in enumerate(clauses, start=1):
        clause = Clause.objects.create(version=version, reference=reference, position=position)
        write_source(clause, language, text=words)
    audit.record("added a policy", document, by=by)
    return document


@transaction.atomic
def adopt(*, document: PolicyDocument, by: User) -> None:
    """Look after a policy that has no steward. Raises Conflict where somebody else was faster."""
    rules.may_adopt(by, document).enforce()
    if PolicyDocument.objects.filter(pk=document.pk, steward=None).update(steward=by) != 1:
        raise Conflict
    audit.record("became the steward of a policy", document, by=by)


@transaction.atomic
def hand_over(*, ids: Sequence[str], of: User, to: User | None, by: User | None) -> None:
    """Give policies that somebody looks after to another steward, or leave them without one.

    Whoever calls has asked whether `by` may; None where somebody lost the role.
    """
    if to is not None:
        rules.may_be_steward(to).enforce()
    for document in PolicyDocument.objects.filter(pk__in=ids, steward=of):
        PolicyDocument.objects.filter(pk=document.pk, steward=of).update(steward=to)
        audit.record("handed over a policy", document, by=by, to=audit.named(to) if to else "nobody yet")
