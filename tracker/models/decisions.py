"""What the council asked for and what leaders answered."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.classification import Kept
from meetings.models import AgendaItem
from tracker.enums import AGREED, Outcome, ReasonKind
from tracker.models.items import Item
from tracker.models.texts import Translated, best


class AgendaLink(models.Model):
    """An item that is talked about at a meeting."""

    agenda_item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="sources")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="agenda_links")

    # A sentence stands in the paper in place of the version, until others may read it.
    waits = models.BooleanField(default=False)

    kept = Kept(until="three years after closing", members="id agenda_item item waits")

    class Meta:
        """An item is put on an agenda once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agenda_item", "item"], name="an_item_stands_once_on_an_agenda")
        ]

    def __str__(self) -> str:
        """Return both ends."""
        return f"{self.item} → {self.agenda_item}"


class Recommendation(models.Model):
    """What the council asks for. Staff cannot delete it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agenda_item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="recommendations")
    title = models.CharField(_("in one line"), max_length=160)
    text = models.TextField(_("what the council asks for, and why"))
    language = models.CharField(max_length=12, default="en")
    made_on = models.DateField()
    answer_by = models.DateField()
    sources = models.ManyToManyField(Item, related_name="recommendations", blank=True)

    kept = Kept(until="permanent", public="id title text language made_on", members="agenda_item answer_by sources")

    class Meta:
        """What is due first comes first."""

        ordering: ClassVar = ["answer_by", "made_on"]

    def __str__(self) -> str:
        """Return its title."""
        return self.title

    @property
    def answer(self) -> Decision | None:
        """Return the decision, or None while it waits."""
        return getattr(self, "decision", None)


class Decision(models.Model):
    """What leaders answer to a recommendation, with the reason, also when it is no."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recommendation = models.OneToOneField(Recommendation, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(_("decision"), max_length=20, choices=Outcome.choices)
    reason_kind = models.CharField(_("kind of reason"), max_length=20, choices=ReasonKind.choices, blank=True)
    decided_by = models.CharField(max_length=200)
    decided_on = models.DateField()
    target_on = models.DateField(_("by when"), null=True, blank=True)

    kept = Kept(
        until="permanent", public="id recommendation outcome reason_kind decided_on target_on", staff="decided_by"
    )

    def __str__(self) -> str:
        """Return the outcome."""
        return str(Outcome(self.outcome).label)

    @property
    def is_yes(self) -> bool:
        """Return whether something is to change."""
        return self.outcome in AGREED

    @property
    def tone(self) -> str:
        """Return the tone of the outcome's tag."""
        return "good" if self.is_yes else "attention"

    @property
    def said(self) -> DecisionText | None:
        """Return the reason for this reader."""
        return best(self.texts.all())


class DecisionText(Translated):
    """The reason of a decision in one language."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="texts")
    reason = models.TextField(_("reason"))

    kept = Kept(until="permanent", public="id decision language state reason", staff="source_hash checked_by")

    class Meta:
        """One text a language."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["decision", "language"], name="a_reason_is_said_once_in_a_language"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="a_decision_says_why"),
        ]

    def words(self) -> str:
        """Return the reason."""
        return self.reason
