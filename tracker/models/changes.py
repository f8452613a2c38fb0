"""Policy changes: from the decision that led to one to the signature that confirms it."""

from __future__ import annotations

import hashlib
import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from council.models import Membership
from desk.models import Case
from policies.models import Clause, PolicyDocument
from tracker.enums import ChangeStatus
from tracker.models.decisions import Decision
from translations.enums import TextState
from translations.models import Translated, best


class PolicyChange(models.Model):
    """A change of one clause, from the decision that led to it to the signature that confirms it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="changes")
    document = models.ForeignKey(PolicyDocument, on_delete=models.PROTECT, related_name="changes")
    # Protected: the public page shows both. A draft is unlinked before its version is deleted.
    before = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, blank=True, related_name="changed_by")
    after = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, blank=True, related_name="came_from")
    status = models.CharField(max_length=12, choices=ChangeStatus.choices, default=ChangeStatus.PLANNED)
    evidence = models.TextField(_("evidence"), blank=True)
    planned_on = models.DateField()
    in_force_on = models.DateField(null=True, blank=True)
    signed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="signatures"
    )
    signed_on = models.DateField(null=True, blank=True)
    reversed_on = models.DateField(null=True, blank=True)

    data_policy = DataPolicy(
        retention="permanent",
        public=("id decision document before after status evidence planned_on in_force_on signed_on reversed_on"),
        members="signed_by",
    )

    class Meta:
        """The newest first; closed is not changed."""

        ordering: ClassVar = ["-in_force_on", "-planned_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                # Closed is not changed (ADR 8): no button of staff, and no program, confirms anything alone.
                condition=~models.Q(status=ChangeStatus.CONFIRMED)
                | (~models.Q(evidence="") & models.Q(signed_by__isnull=False) & models.Q(signed_on__isnull=False)),
                name="a_confirmed_change_has_evidence_and_a_signature",
            ),
            models.CheckConstraint(
                # Not asked of what was taken back: that may have been a plan without words.
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
    def signed_name(self) -> str:
        """Return the name of whoever signed, as public pages may say it today; it is not kept beside the signature."""
        return self.signed_by.public_name if self.signed_by else ""

    @property
    def text_for_reader(self) -> ChangeText | None:
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
        # Of the source alone: a translation that is written later does not undo what a member has looked at.
        words = ""
        if self.after is not None:
            source = self.after.texts.filter(state=TextState.SOURCE).first()
            words = source.text if source else ""
        return hashlib.sha256(f"{self.evidence}\n{words}".encode()).hexdigest()

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

    data_policy = DataPolicy(
        retention="permanent",
        public="id change language state title summary taken_back",
        staff="source_hash checked_by",
    )

    class Meta:
        """One text per language."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["change", "language"], name="a_change_has_one_text_per_language")
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

    data_policy = DataPolicy(retention="permanent", members="id change membership words language said_on")

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-said_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(words=""), name="a_doubt_says_what_is_missing")
        ]

    def __str__(self) -> str:
        """Return who and when."""
        return f"{self.membership} {self.said_on}"


class OutcomeNotice(models.Model):
    """That the person behind a case was told of one decision or change: their code shows it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="outcome_notices")
    # No foreign key: it is a decision, a change, or the taking back of one, whose id is derived.
    about = models.UUIDField()
    notified_on = models.DateField()

    data_policy = DataPolicy(retention="three years after closing", staff="id case about notified_on")

    class Meta:
        """The same outcome is told once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "about"], name="an_outcome_is_notified_once")]

    def __str__(self) -> str:
        """Return the day."""
        return f"{self.notified_on}"
