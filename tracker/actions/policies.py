"""Policies and the writing of their next version."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from tracker.actions.texts import write_source
from tracker.enums import TextState
from tracker.models import Clause, ClauseText, PolicyDocument, PolicyVersion
from tracker.queries import policies
from tracker.rules import policies as rules


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


def next_version(document: PolicyDocument) -> tuple[PolicyVersion, dict[str, Clause]]:
    """Copy the version in force into a new one; returns it and its clauses by reference, with all their words."""
    last = document.versions.order_by("-number").first()
    version = PolicyVersion.objects.create(document=document, number=last.number + 1 if last else 1)
    copies = {}
    for clause in policies.clauses(policies.in_force(document)):
        copy = Clause.objects.create(version=version, reference=clause.reference, position=clause.position)
        ClauseText.objects.bulk_create(_copied(text, copy) for text in clause.texts.all())
        copies[clause.reference] = copy
    return version, copies


def _copied(text: ClauseText, clause: Clause) -> ClauseText:
    return ClauseText(
        clause=clause,
        language=text.language,
        state=text.state,
        source_hash=text.source_hash,
        checked_by=text.checked_by,
        text=text.text,
    )


def new_clause(version: PolicyVersion, reference: str) -> Clause:
    """Add a clause at the end of a version."""
    last = version.clauses.order_by("-position").first()
    return Clause.objects.create(version=version, reference=reference, position=last.position + 1 if last else 1)


def restore(clause: Clause, old: Clause) -> None:
    """Give a clause the words, and the translations, of an older one."""
    clause.texts.all().delete()
    ClauseText.objects.bulk_create(_copied(text, clause) for text in old.texts.all())


def has_words(clause: Clause) -> bool:
    """Return whether a clause has an original."""
    return clause.texts.filter(state=TextState.SOURCE).exists()
