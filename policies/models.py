"""Policies, their versions and clauses."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from translations.models import Translated, best


class PolicyDocument(models.Model):
    """A policy. It has versions; each version has clauses."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Part of the address.
    slug = models.SlugField(unique=True, max_length=80)
    title = models.CharField(_("title"), max_length=160)
    language = models.CharField(max_length=12, default="en")
    # A policy outlives the account of its steward. Until it has another one it stays as it is.
    steward = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="policies"
    )
    review_on = models.DateField(_("next review"), null=True, blank=True)

    data_policy = DataPolicy(retention="permanent", public="id slug title language review_on", staff="steward")

    class Meta:
        """By title."""

        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        """Return its title."""
        return self.title

    @property
    def is_review_late(self) -> bool:
        """Return whether the day of the next review is over."""
        return self.review_on is not None and self.review_on < timezone.localdate()


class PolicyVersion(models.Model):
    """A policy as it is or was in force; without a day it is being written."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(PolicyDocument, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    in_force_from = models.DateField(null=True, blank=True)

    data_policy = DataPolicy(retention="permanent", public="id document number in_force_from")

    class Meta:
        """Versions are numbered."""

        ordering: ClassVar = ["document", "number"]
        constraints: ClassVar = [
            # The address of an older version ends with its number.
            models.UniqueConstraint(fields=["document", "number"], name="a_version_number_is_used_once")
        ]

    def __str__(self) -> str:
        """Return document and number."""
        return f"{self.document} {self.number}"


class Clause(models.Model):
    """One numbered clause of one version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # With a draft that is taken back its clauses go. One that a change points to is protected from there.
    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="clauses")
    reference = models.CharField(_("clause"), max_length=20)
    position = models.PositiveSmallIntegerField()

    data_policy = DataPolicy(retention="permanent", public="id version reference position")

    class Meta:
        """In the order of the document."""

        ordering: ClassVar = ["version", "position"]
        constraints: ClassVar = [
            # Changes and copies find a clause of another version by its number.
            models.UniqueConstraint(fields=["version", "reference"], name="a_clause_is_listed_once_in_a_version")
        ]

    def __str__(self) -> str:
        """Return its number."""
        return self.reference

    @property
    def text_for_reader(self) -> ClauseText | None:
        """Return the words for this reader."""
        return best(self.texts.all())


class ClauseText(Translated):
    """The words of a clause in one language."""

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="texts")
    text = models.TextField(_("words"))

    data_policy = DataPolicy(
        retention="permanent", public="id clause language state text", staff="source_hash checked_by"
    )

    class Meta:
        """One text per language."""

        constraints: ClassVar = [
            # Readers get the first text in their language that is found: of two, either could be shown.
            models.UniqueConstraint(fields=["clause", "language"], name="a_clause_has_one_text_per_language")
        ]

    def words(self) -> str:
        """Return the words."""
        return self.text
