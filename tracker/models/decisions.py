"""What the council asked for and what leaders answered."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from desk.models import Case
from meetings.models import AgendaItem
from tracker.enums import AGREED, Outcome, QuoteState, ReasonKind
from translations.models import Translated, best


class AgendaQuote(models.Model):
    """A case whose version is quoted in an agenda item.

    The row says which case, and whether its words may be read; the words are read from the case at the moment they
    are shown. So there is one copy to change, to take back and to erase.
    """

    agenda_item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="quotes")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="agenda_quotes")
    # Shown from the beginning: nothing comes on an agenda that others may not read yet.
    state = models.CharField(max_length=12, choices=QuoteState.choices, default=QuoteState.SHOWN)

    data_policy = DataPolicy(retention="three years after closing", members="id agenda_item case state")

    class Meta:
        """A case is quoted once under an agenda item; without an order that tells anything."""

        ordering: ClassVar = ["agenda_item", "case"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agenda_item", "case"], name="a_case_is_quoted_once_in_an_agenda_item")
        ]

    def __str__(self) -> str:
        """Return both ends."""
        return f"{self.case} → {self.agenda_item}"


class Recommendation(models.Model):
    """What the council asks for. Staff cannot delete it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Protected, or whoever deletes the agenda item would delete what the council asked for.
    agenda_item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="recommendations")
    title = models.CharField(_("in one line"), max_length=160)
    text = models.TextField(_("what the council asks for, and why"))
    language = models.CharField(max_length=12, default="en")
    made_on = models.DateField()
    answer_by = models.DateField()
    sources = models.ManyToManyField(Case, related_name="recommendations", blank=True)

    data_policy = DataPolicy(
        retention="permanent", public="id title text language made_on", members="agenda_item answer_by sources"
    )

    class Meta:
        """What is due first comes first."""

        ordering: ClassVar = ["answer_by", "made_on"]

    def __str__(self) -> str:
        """Return its title."""
        return self.title

    @property
    def is_late(self) -> bool:
        """Return whether the promised answer is late."""
        return self.answer is None and self.answer_by < timezone.localdate()

    @property
    def answer(self) -> Decision | None:
        """Return the decision, or None while it waits."""
        # The error of a missing one-to-one is an AttributeError as well.
        return getattr(self, "decision", None)


class Decision(models.Model):
    """What leaders answer to a recommendation, with the reason, also when it is no."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # One answer, which stays as it is. A council that wants another one asks again.
    recommendation = models.OneToOneField(Recommendation, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(_("decision"), max_length=20, choices=Outcome.choices)
    reason_kind = models.CharField(_("kind of reason"), max_length=20, choices=ReasonKind.choices, blank=True)
    # In words, as in the log: a decision outlives the account of whoever took it.
    decided_by = models.CharField(max_length=200)
    decided_on = models.DateField()
    target_on = models.DateField(_("by when"), null=True, blank=True)

    data_policy = DataPolicy(
        retention="permanent", public="id recommendation outcome reason_kind decided_on target_on", staff="decided_by"
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
    def text_for_reader(self) -> DecisionText | None:
        """Return the reason for this reader."""
        return best(self.texts.all())


class DecisionText(Translated):
    """The reason of a decision in one language."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="texts")
    reason = models.TextField(_("reason"))

    data_policy = DataPolicy(
        retention="permanent", public="id decision language state reason", staff="source_hash checked_by"
    )

    class Meta:
        """One text per language."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["decision", "language"], name="a_decision_has_one_text_per_language"),
            # People are owed a reason, also when it is yes.
            models.CheckConstraint(condition=~models.Q(reason=""), name="a_decision_says_why"),
        ]

    def words(self) -> str:
        """Return the reason."""
        return self.reason
