"""The steps that changes of a policy are made of: the next version, a clause in it, older words restored."""

from __future__ import annotations

from django.db.models import Max

from policies import queries
from policies.models import Clause, ClauseText, PolicyDocument, PolicyVersion


def next_version(document: PolicyDocument) -> tuple[PolicyVersion, dict[str, Clause]]:
    """Copy the version in force into a new one; returns it and its clauses by reference, with all their words."""
    # Of all versions, not of those in force: a number that was a draft's is not used again while the draft exists.
    numbers = document.versions.aggregate(last=Max("number"))
    version = PolicyVersion.objects.create(document=document, number=(numbers["last"] or 0) + 1)
    copies = {}
    for clause in queries.clauses(queries.in_force(document)):
        copy = Clause.objects.create(version=version, reference=clause.reference, position=clause.position)
        # With their states: what a translator has checked stays checked until somebody writes other words.
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
    positions = version.clauses.aggregate(last=Max("position"))
    return Clause.objects.create(version=version, reference=reference, position=(positions["last"] or 0) + 1)


def restore(clause: Clause, old: Clause) -> None:
    """Give a clause the words, and the translations, of an older one."""
    # All of them, since the translations are of the words that go.
    clause.texts.all().delete()
    ClauseText.objects.bulk_create(_copied(text, clause) for text in old.texts.all())
