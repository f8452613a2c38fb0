"""The texts of policies that are translated."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from core import form_fields as fields
from policies.models import ClauseText, PolicyVersion
from policies.slots import CLAUSES_STILL_SHOWN
from translations.models import Translated
from translations.registry import TextKind, register


def _fields() -> dict[str, forms.CharField]:
    return {"text": fields.long_text(_("Words of the clause"), required=_("Write the translation."), rows=8)}


def _sources() -> QuerySet[Translated]:
    """Return the clauses of versions in force or being written, and those that are still shown elsewhere."""
    newest = PolicyVersion.objects.filter(
        document=OuterRef("clause__version__document"), in_force_from__isnull=False
    ).order_by("-number")
    # Also what is being written, so that a version can be read in other languages from its first day.
    wanted = Q(clause__version=Subquery(newest.values("pk")[:1])) | Q(clause__version__in_force_from__isnull=True)
    for still_shown in CLAUSES_STILL_SHOWN:
        wanted |= Q(clause__in=still_shown())
    texts: QuerySet[Any] = ClauseText.objects.filter(wanted)
    return texts


CLAUSE = TextKind(
    name="clause",
    label=_("Clause of a policy"),
    order=30,
    model=ClauseText,
    owner="clause",
    fields=_fields,
    sources=_sources,
    # With the number of the version: a clause can be listed as it is in force and as it is being written.
    title=Concat(
        "clause__version__document__title",
        Value(" "),
        Cast("clause__version__number", CharField()),
        Value(" · "),
        "clause__reference",
    ),
)


def register_kinds() -> None:
    """Register the texts of policies."""
    register(CLAUSE)
