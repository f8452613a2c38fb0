"""The texts of decisions and changes that are translated."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from core import form_fields as fields
from tracker.models import ChangeText, DecisionText
from tracker.outcomes import notify_translated_change, notify_translated_decision
from translations.models import Translated
from translations.registry import TextKind, register


def _reason_fields() -> dict[str, forms.CharField]:
    return {"reason": fields.long_text(_("Reason"), required=_("Write the translation."), rows=8)}


def _change_fields() -> dict[str, forms.CharField]:
    missing = _("Write the translation.")
    return {
        "title": fields.line(_("In one line"), required=missing),
        "summary": fields.long_text(_("What is different now"), required=missing),
        "taken_back": fields.long_text(_("Why it was taken back"), required=missing),
    }


def _reasons() -> QuerySet[Translated]:
    texts: QuerySet[Any] = DecisionText.objects.all()
    return texts


def _changes() -> QuerySet[Translated]:
    texts: QuerySet[Any] = ChangeText.objects.all()
    return texts


CHANGE = TextKind(
    name="change",
    label=_("What changed"),
    order=10,
    model=ChangeText,
    owner="change",
    fields=_change_fields,
    sources=_changes,
    title=F("title"),
    # Whoever could not read what they were told is told again, in their language.
    notify=notify_translated_change,
)
REASON = TextKind(
    name="reason",
    label=_("Reason of a decision"),
    order=20,
    model=DecisionText,
    owner="decision",
    fields=_reason_fields,
    sources=_reasons,
    title=F("decision__recommendation__title"),
    notify=notify_translated_decision,
)


def register_kinds() -> None:
    """Register the texts of decisions and changes."""
    register(CHANGE, REASON)
