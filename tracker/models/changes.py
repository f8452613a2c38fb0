"""Policy changes: from the decision that led to one to the signature that confirms it."""

from __future__ import annotations

import hashlib
import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.classification import Kept
from council.models import Membership
from tracker.enums import ChangeStatus, TextState
from tracker.models.decisions import Decision
from tracker.models.items import Item
from tracker.models.policies import Clause, PolicyDocument
from tracker.models.texts import Translated, best


class PolicyChange(models.Model):
    """A change of one clause, from the decision that led to it to the signature that confirms it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="changes")
    document = models.ForeignKey(PolicyDocument, on_delete=models.PROTECT, related_name="changes")
    before = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, blank=True, related_name="changed_by")
    after = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, blank=True, related_name="came_from")
    status = models.CharField(max_length=12, choices=ChangeStatus.choices, default=ChangeStatus.PLANNED)
    evidence = models.TextField(_("how one can see that it is really so"), blank=True)
    planned_on = models.DateField()
    in_force_on = models.DateField(null=True, blank=True)
    signed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="signatures"
    )
    signed_name = models.CharField(max_length=120, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    reversed_on = models.DateField(null=True, blank=True)

    kept = Kept(
        until="permanent",
        public=(
            "id decision document before after status evidence planned_on in_force_on signed_on signed_name reversed_on"
        ),
        members="signed_by",
    )

    class Meta:
        """The newest first; closed is not changed."""

        ordering: ClassVar = ["-in_force_on", "-planned_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(status=ChangeStatus.CONFIRMED)
                | (~models.Q(evidence="") & models.Q(signed_by__isnull=False) & models.Q(signed_on__isnull=False)),
                name="a_confirmed_change_has_evidence_and_a_signature",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=[ChangeStatus.IN_FORCE, ChangeStatus.CONFIRMED])
                | (models.Q(after__isnull=False) & models.Q(in_force_on__isnull=False)),
                name="a_change_in_force_has_new_words_and_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(status=ChangeStatus.REVERSED, reversed_on__isnull=False)
                | (~models.Q(status=ChangeStatus.REVERSED) & models.Q(reversed_on__isnull=True)),
                name="a_change_taken_back_says_when",
            ),
        ]

    def __str__(self) -> str:
        """Return document and clause."""
        return f"{self.document} {self.before or self.after or ''}".strip()

    @property
    def said(self) -> ChangeText | None:
        """Return title and summary for this reader, or None while nothing is written."""
        return best(self.texts.all())

    @property
    def tone(self) -> str:
        """Return the tone of the state's tag."""
        return {ChangeStatus.CONFIRMED: "good", ChangeStatus.REVERSED: "attention"}.get(
            ChangeStatus(self.status), "waiting"
        )

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of what a signature is for: the evidence and the new words, in hexadecimal."""
        words = self.after.texts.filter(state=TextState.SOURCE).first() if self.after else None
        return hashlib.sha256(f"{self.evidence}\n{words.text if words else ''}".encode()).hexdigest()

    @property
    def is_confirmed(self) -> bool:
        """Return whether a council member signed it."""
        return self.status == ChangeStatus.CONFIRMED

    @property
    def is_reversed(self) -> bool:
        """Return whether it was taken back."""
        return self.status == ChangeStatus.REVERSED

    @property
    def is_public(self) -> bool:
        """Return whether it is or was in force, so that anyone can read about it."""
        return self.in_force_on is not None


class ChangeText(Translated):
    """A change told in one language: a title, what is different now, and why it was taken back if it was."""

    change = models.ForeignKey(PolicyChange, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(_("in one line"), max_length=160)
    summary = models.TextField(_("what is different now"))
    taken_back = models.TextField(_("why it was taken back"), blank=True)

    kept = Kept(
        until="permanent",
        public="id change language state title summary taken_back",
        staff="source_hash checked_by",
    )

    class Meta:
        """One text a language."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["change", "language"], name="a_change_is_told_once_in_a_language")
        ]

    def words(self) -> str:
        """Return title, summary and why it was taken back."""
        return f"{self.title}\n{self.summary}\n{self.taken_back}"


class Doubt(models.Model):
    """A council member says that a change in force is not really there yet, and why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    change = models.ForeignKey(PolicyChange, on_delete=models.CASCADE, related_name="doubts")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="doubts")
    words = models.TextField(_("what is not different yet"))
    language = models.CharField(max_length=12)
    said_on = models.DateField()

    kept = Kept(until="permanent", members="id change membership words language said_on")

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-said_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(words=""), name="a_doubt_says_what_is_missing")
        ]

    def __str__(self) -> str:
        """Return who and when."""
        return f"{self.membership} {self.said_on}"


class ToldBack(models.Model):
    """A news about a decision or change that one piece of feedback's receipt now shows."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="told")
    about = models.UUIDField()
    told_on = models.DateField()

    kept = Kept(until="three years after closing", staff="id item about told_on")

    class Meta:
        """The same news is told once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "about"], name="a_news_is_told_once")]

    def __str__(self) -> str:
        """Return the day."""
        return f"{self.told_on}"
