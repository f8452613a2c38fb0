"""Staff's side of feedback."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from desk import promises
from desk.consents import Consents
from desk.enums import CaseStatus, Topic
from feedback.models import Feedback


class Case(models.Model):
    """Staff's side of one piece of feedback: the promise, who reads it, and the version others may see.

    `revision` counts what staff did with it: whoever writes says which revision they saw. `published_on` is the day
    the version others may see was first shown on a public page; from then on it stays there, also after an erasure.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Protected: in the end the door keeps an empty row without a code, because this points to it (ADR 17).
    feedback = models.OneToOneField(Feedback, on_delete=models.PROTECT, related_name="case")
    status = models.CharField(max_length=16, choices=CaseStatus.choices, default=CaseStatus.RECEIVED)
    revision = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=12)
    # Days, as at the door: a clock time on staff's side would tell what the door takes care not to know.
    received_on = models.DateField()
    acknowledge_by = models.DateField()
    answer_by = models.DateField()
    acknowledged_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    # The only thing that joins an account to feedback, and the account is never its author's.
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="reading"
    )
    topics = models.JSONField(default=list, blank=True)
    content_note = models.CharField(_("content note"), max_length=160, blank=True)
    shareable = models.TextField(_("the version others may see"), blank=True)
    shareable_language = models.CharField(max_length=12, blank=True)
    shareable_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    # What the person has added that the desk knows of, and how much of it was opened. The door is asked once an hour:
    # a page that changed at once would tell when somebody came back.
    messages_known = models.PositiveSmallIntegerField(default=0)
    messages_seen = models.PositiveSmallIntegerField(default=0)
    # What the person chose and sent, as the door said it when it was last asked; see `desk.consents`.
    known_for_team = models.BooleanField(default=False)
    known_for_council = models.BooleanField(default=False)
    known_for_public = models.BooleanField(default=False)
    known_for_training = models.BooleanField(default=False)
    known_change_asked = models.BooleanField(default=False)
    known_files = models.JSONField(default=list, blank=True)
    # It came when very many came at once; the promises run, and nobody has moved it to the rest yet.
    quarantined = models.BooleanField(default=False)

    data_policy = DataPolicy(
        retention="three years after closing",
        members="id language topics content_note shareable shareable_language shareable_on published_on",
        staff=(
            "feedback status revision received_on acknowledge_by answer_by acknowledged_on answered_on reader"
            " messages_known messages_seen quarantined known_for_team known_for_council known_for_public"
            " known_for_training known_change_asked known_files"
        ),
    )

    class Meta:
        """What is due first comes first; equal days are in no order that tells anything."""

        ordering: ClassVar = ["answer_by", "id"]
        # For the desk's list: what is open, the earliest promise first.
        indexes: ClassVar = [models.Index(fields=["status", "answer_by"], name="cases_by_promise")]
        constraints: ClassVar = [
            models.CheckConstraint(
                # Others may read a version by its day alone: one without words would be listed for the council.
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

    @property
    def promise(self) -> promises.Promise | None:
        """Return what is promised next, or what became of it; None for erased feedback."""
        if self.status == CaseStatus.ERASED:
            return None
        if self.answered_on:
            return promises.answered(self.answered_on, self.answer_by)
        if self.acknowledged_on is None:
            return promises.to_acknowledge(self.acknowledge_by)
        return promises.to_answer(self.answer_by)

    @property
    def is_shared(self) -> bool:
        """Return whether a version that others may see was written."""
        return self.shareable_on is not None

    @property
    def others_read_from(self) -> date | None:
        """Return the day from which others may read the shareable version: until then the person can object."""
        if self.shareable_on is None:
            return None
        return self.shareable_on + timedelta(days=settings.OBJECT_DAYS)

    @property
    def is_settled(self) -> bool:
        """Return whether others may read the shareable version, as the person wants it now."""
        return self.is_settled_under(Consents.current(self.feedback))

    def is_settled_under(self, consents: Consents) -> bool:
        """Return whether others may read the shareable version: its days are over, and no other one was asked for.

        As `desk.queries.cases.settled` says it to the database.
        """
        # A published version stays as it is, whatever was asked for since: people were told so before they agreed.
        if consents.change_asked and not self.published_on:
            return False
        return self.others_read_from is not None and self.others_read_from <= timezone.localdate()

    @property
    def is_erased(self) -> bool:
        """Return whether the person had it erased."""
        return self.status == CaseStatus.ERASED


# So long somebody who is kept from a case reads it, and so long a request waits before it lapses.
OPEN_FOR = timedelta(minutes=60)
WAITS_FOR = timedelta(hours=24)


class EmergencyAccess(models.Model):
    """A reader asks to open a restricted case in an emergency; a coordinator agrees, or does not (ADR 32).

    It is open for an hour from `agreed_at` and never again. `seen_at` is when a third person looked into it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="emergencies")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    # Not in the log: it may say more about the person than should outlive an erasure.
    reason = models.CharField(_("why it cannot wait"), max_length=300, blank=True)
    asked_at = models.DateTimeField()
    # Whoever agrees has looked who is named; nobody else can tell whether it is one of the two.
    name_seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    data_policy = DataPolicy(
        retention="three years after closing; the reason goes when the person erases the feedback",
        staff="id case asked_by reason asked_at name_seen_by agreed_by agreed_at ended_at seen_at",
    )

    class Meta:
        """Two people, and never the same one twice."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(agreed_by__isnull=True)
                | models.Q(asked_by__isnull=True)
                | ~models.Q(agreed_by=models.F("asked_by")),
                name="two_people_open_in_an_emergency",
            )
        ]

    def __str__(self) -> str:
        """Return the reference of its case."""
        return f"{str(self.case_id)[:8]}"

    @property
    def ends_at(self) -> datetime | None:
        """Return when it is closed again; None while nobody has agreed."""
        if self.agreed_at is None:
            return None
        return self.ended_at or self.agreed_at + OPEN_FOR

    @property
    def is_waiting(self) -> bool:
        """Return whether somebody could still agree."""
        is_decided = self.agreed_at is not None or self.ended_at is not None
        return not is_decided and timezone.now() < self.asked_at + WAITS_FOR

    @property
    def is_open(self) -> bool:
        """Return whether the words can be opened now."""
        return self.ends_at is not None and timezone.now() < self.ends_at
