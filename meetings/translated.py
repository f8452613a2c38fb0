"""The texts of meetings that are translated: minutes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.form_fields import Lines
from meetings.actions.minutes import notify_translated_minutes
from meetings.enums import MinutesStatus
from meetings.forms.minutes import LONGEST
from meetings.models import MinutesText
from translations.models import Translated
from translations.registry import TextKind, register


def _part(label: Any, rows: int) -> Lines:
    return Lines(
        label=label,
        help_text=_("Leave # and - at the beginning of a line as they are: they make headings and lists."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
        error_messages={"required": _("Write the translation.")},
    )


def _fields() -> dict[str, forms.CharField]:
    return {
        "people": _part(pgettext_lazy("minutes", "Who was there"), 8),
        "text": _part(_("What we talked about and decided"), 20),
        "to_do": _part(_("What is to be done"), 6),
    }


def _sources() -> QuerySet[Translated]:
    """Return the minutes that members have: a draft may still become something else."""
    texts: QuerySet[Any] = MinutesText.objects.exclude(minutes__status=MinutesStatus.DRAFT)
    return texts


MINUTES = TextKind(
    name="minutes",
    label=_("Minutes of a meeting"),
    order=40,
    model=MinutesText,
    owner="minutes",
    fields=_fields,
    sources=_sources,
    title=F("minutes__meeting__title"),
    # Whoever could not read what they were sent is told, in their language.
    notify=notify_translated_minutes,
)


def register_kinds() -> None:
    """Register the texts of meetings."""
    register(MINUTES)
