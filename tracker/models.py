"""Every link from what somebody said to what changed.

An item is staff's side of one piece of feedback. Items reach a meeting's agenda, agenda items lead to
recommendations, recommendations get a decision with a reason, a decision can lead to a policy change, and a change
counts only when there is evidence and a council member's signature.
"""

from __future__ import annotations

import hashlib
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.classification import Kept
from council.models import Membership
from feedback.models import Feedback, SealingKey
from meetings.models import AgendaItem
from tracker.enums import ChangeStatus, ItemStatus, Outcome, ReasonKind, TextState, Topic


class PrivateKey(models.Model):
    """The private half of a month's key, wrapped by the key-encryption key, which is not in the database."""

    sealing_key = models.OneToOneField(
        SealingKey, on_delete=models.CASCADE, primary_key=True, related_name="private_half"
    )
    wrapped = models.BinaryField()

    kept = Kept(until="its last feedback is erased", secret="sealing_key wrapped")  # noqa: S106

    def __str__(self) -> str:
        """Return nothing that helps."""
        return "private key"


class Item(models.Model):
    """Staff's side of one piece of feedback: the promise, who reads it, and the version others may see."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    feedback = models.OneToOneField(Feedback, on_delete=models.PROTECT, related_name="item")
    status = models.CharField(max_length=16, choices=ItemStatus.choices, default=ItemStatus.RECEIVED)
    language = models.CharField(max_length=12)
    received_on = models.DateField()
    acknowledge_by = models.DateField()
    answer_by = models.DateField()
    acknowledged_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="reading"
    )
    topics = models.JSONField(default=list, blank=True)
    content_note = models.CharField(_("content note"), max_length=160, blank=True)
    shareable = models.TextField(_("the version others may see"), blank=True)
    shareable_language = models.CharField(max_length=12, blank=True)
    shareable_on = models.DateField(null=True, blank=True)
    messages_seen = models.PositiveSmallIntegerField(default=0)

    kept = Kept(
        until="three years after closing",
        members="id language topics content_note shareable shareable_language shareable_on",
        staff=(
            "feedback status received_on acknowledge_by answer_by acknowledged_on answered_on reader messages_seen"
        ),
    )

    class Meta:
        """What is due first comes first; equal days are in no order that tells anything."""

        ordering: ClassVar = ["answer_by", "id"]
        indexes: ClassVar = [models.Index(fields=["status", "answer_by"], name="items_by_promise")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(shareable_on__isnull=True) | ~models.Q(shareable=""),
                name="a_shared_version_has_words",
            )
        ]

    def __str__(self) -> str:
        """Return a short name that says nothing about the person."""
        return f"{str(self.id)[:8]}"

    @property
    def topic_labels(self) -> list[str]:
        """Return the topics in the reader's language."""
        return [str(Topic(topic).label) for topic in self.topics]


class AgendaLink(models.Model):
    """An item that is talked about at a meeting."""

    agenda_item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="sources")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="agenda_links")

    kept = Kept(until="three years after closing", members="id agenda_item item")

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

    kept = Kept(until="permanent", members="id agenda_item title text language made_on answer_by sources")

    class Meta:
        """What is due first comes first."""

        ordering: ClassVar = ["answer_by", "made_on"]

    def __str__(self) -> str:
        """Return its title."""
        return self.title


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


class Translated(models.Model):
    """A text in one language, and how far it can be trusted. One language is the source; others follow it."""

    language = models.CharField(_("language"), max_length=12)
    state = models.CharField(max_length=10, choices=TextState.choices, default=TextState.SOURCE)
    source_hash = models.CharField(max_length=64, blank=True)
    checked_by = models.CharField(max_length=200, blank=True)

    class Meta:
        """Not a table."""

        abstract = True

    def words(self) -> str:
        """Return every translatable word of the row, for its hash."""
        return ""

    def hash_of_words(self) -> str:
        """Return the SHA-256 of the words, in hexadecimal."""
        return hashlib.sha256(self.words().encode()).hexdigest()

    def __str__(self) -> str:
        """Return the language and its state."""
        return f"{self.language}: {TextState(self.state).label}"


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


class PolicyDocument(models.Model):
    """A policy. It has versions; each version has clauses."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True, max_length=80)
    title = models.CharField(_("title"), max_length=160)
    language = models.CharField(max_length=12, default="en")
    steward = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="policies"
    )
    review_on = models.DateField(_("next review"), null=True, blank=True)

    kept = Kept(until="permanent", public="id slug title language review_on", staff="steward")

    class Meta:
        """By title."""

        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        """Return its title."""
        return self.title


class PolicyVersion(models.Model):
    """A policy as it is or was in force."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(PolicyDocument, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    in_force_from = models.DateField(null=True, blank=True)

    kept = Kept(until="permanent", public="id document number in_force_from")

    class Meta:
        """Versions are numbered."""

        ordering: ClassVar = ["document", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "number"], name="a_version_number_stands_once")
        ]

    def __str__(self) -> str:
        """Return document and number."""
        return f"{self.document} {self.number}"


class Clause(models.Model):
    """One numbered clause of one version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="clauses")
    reference = models.CharField(_("clause"), max_length=20)
    position = models.PositiveSmallIntegerField()

    kept = Kept(until="permanent", public="id version reference position")

    class Meta:
        """In the order of the document."""

        ordering: ClassVar = ["version", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "reference"], name="a_clause_stands_once_in_a_version")
        ]

    def __str__(self) -> str:
        """Return its number."""
        return self.reference


class ClauseText(Translated):
    """The words of a clause in one language."""

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="texts")
    text = models.TextField(_("words"))

    kept = Kept(until="permanent", public="id clause language state text", staff="source_hash checked_by")

    class Meta:
        """One text a language."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clause", "language"], name="a_clause_is_said_once_in_a_language")
        ]

    def words(self) -> str:
        """Return the words."""
        return self.text


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

    kept = Kept(
        until="permanent",
        public="id decision document before after status evidence planned_on in_force_on signed_on signed_name",
        members="signed_by",
    )

    class Meta:
        """The newest first; closed is not changed."""

        ordering: ClassVar = ["-in_force_on", "-planned_on"]
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
        ]

    def __str__(self) -> str:
        """Return document and clause."""
        return f"{self.document} {self.before or self.after or ''}".strip()


class ChangeText(Translated):
    """A change told in one language: a title and what is different now."""

    change = models.ForeignKey(PolicyChange, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(_("in one line"), max_length=160)
    summary = models.TextField(_("what is different now"))

    kept = Kept(until="permanent", public="id change language state title summary", staff="source_hash checked_by")

    class Meta:
        """One text a language."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["change", "language"], name="a_change_is_told_once_in_a_language")
        ]

    def words(self) -> str:
        """Return title and summary."""
        return f"{self.title}\n{self.summary}"


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
