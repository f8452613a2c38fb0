"""Policies and the writing of their next version."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
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
