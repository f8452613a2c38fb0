"""What is to be translated: every original, in every language it is not in, with the state of its translation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from tracker.enums import TextKind, TextState
from tracker.models import Clause, Decision, PolicyChange, PolicyVersion, Translated
from tracker.models.texts import source_of

MISSING = "missing"
STATES: dict[str, str | Promise] = {
    MISSING: _("Not translated yet"),
    TextState.STALE.value: TextState.STALE.label,
    TextState.DRAFT.value: TextState.DRAFT.label,
    TextState.REVIEWED.value: TextState.REVIEWED.label,
}
TONES = {MISSING: "attention", TextState.STALE: "attention", TextState.DRAFT: "waiting", TextState.REVIEWED: "good"}


@dataclass(frozen=True, slots=True)
class Job:
    """One original and one language. `text` is its translation, or None while there is none."""

    kind: TextKind
    parent: Decision | Clause | PolicyChange
    source: Translated
    language: str
    text: Translated | None

    @property
    def state(self) -> str:
        """Return the state of the translation, or "missing"."""
        return self.text.state if self.text else MISSING

    @property
    def state_label(self) -> str | Promise:
        """Return the state in words."""
        return STATES[self.state]

    @property
    def tone(self) -> str:
        """Return the tone of the state's tag."""
        return TONES[self.state]

    @property
    def title(self) -> str:
        """Return what the text is about, in the language it was written in."""
        if isinstance(self.parent, Decision):
            return self.parent.recommendation.title
        if isinstance(self.parent, Clause):
            version = self.parent.version
            return f"{version.document.title} {version.number} · {self.parent.reference}"
        return getattr(self.source, "title", "")


def _clauses() -> QuerySet[Clause]:
    newest = PolicyVersion.objects.filter(document=OuterRef("version__document"), in_force_from__isnull=False).order_by(
        "-number"
    )
    now = Q(version=Subquery(newest.values("pk")[:1])) | Q(version__in_force_from__isnull=True)
    changed = Q(changed_by__isnull=False) | Q(came_from__isnull=False)
    return (
        Clause.objects.filter(now | changed)
        .distinct()
        .select_related("version__document")
        .order_by("version__document__title", "version__number", "position")
    )


def parents(kind: TextKind) -> QuerySet[Any]:
    """Return what has texts of a kind, with all of them."""
    found: dict[TextKind, QuerySet[Any]] = {
        TextKind.CHANGE: PolicyChange.objects.select_related("document").order_by("-planned_on", "id"),
        TextKind.REASON: Decision.objects.select_related("recommendation").order_by("-decided_on", "id"),
        TextKind.CLAUSE: _clauses(),
    }
    return found[kind].prefetch_related("texts")


def job(kind: TextKind, parent: Decision | Clause | PolicyChange, language: str) -> Job | None:
    """Return the job of one text and language, or None where there is no original or it is in that language."""
    texts = list(parent.texts.all())
    source = source_of(texts)
    if source is None or source.language == language:
        return None
    return Job(kind, parent, source, language, next((text for text in texts if text.language == language), None))


def _all() -> Iterator[Job]:
    for kind in TextKind:
        for parent in parents(kind):
            for language, _name in settings.LANGUAGES:
                if found := job(kind, parent, language):
                    yield found


def may_see(user: User) -> bool:
    """Return whether somebody works on translations."""
    return user.has_role(Role.TRANSLATOR, Role.COORDINATOR)


def visible_to(user: User, *, language: str = "", state: str = "") -> list[Job]:
    """Return what is to be translated, what is missing first; without a state, all that is not checked yet."""
    if not may_see(user):
        return []
    order = list(STATES)
    found = [
        job
        for job in _all()
        if language in {"", job.language} and (job.state == state if state else job.state != TextState.REVIEWED)
    ]
    return sorted(found, key=lambda job: order.index(job.state))


def one_visible_to(user: User, kind: str, about: UUID, language: str) -> Job | None:
    """Return one job, or None where somebody may not see it or there is none."""
    if not may_see(user) or kind not in TextKind.values or language not in dict(settings.LANGUAGES):
        return None
    parent = parents(TextKind(kind)).filter(pk=about).first()
    return job(TextKind(kind), parent, language) if parent else None


def of_change(user: User, change: PolicyChange) -> list[Job]:
    """Return the jobs of one change: how it is told, its reason, and its new clause."""
    if not may_see(user):
        return []
    texts: list[tuple[TextKind, Decision | Clause | PolicyChange | None]] = [
        (TextKind.CHANGE, change),
        (TextKind.REASON, change.decision),
        (TextKind.CLAUSE, change.before),
        (TextKind.CLAUSE, change.after),
    ]
    found = [job(kind, parent, code) for kind, parent in texts if parent for code, _name in settings.LANGUAGES]
    return [one for one in found if one]
