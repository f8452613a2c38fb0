"""What happens when somebody new joins: the steps of a council's welcome, and its agreement."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.classification import DataPolicy
from council.models.councils import Council
from council.models.terms import Membership


class WelcomeStep(models.Model):
    """One line of the checklist by which a council welcomes somebody."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="welcome_steps")
    position = models.PositiveSmallIntegerField(default=1)
    # {"en": "Meet the coordinator", ...}: in the reader's language where there is one, else the first.
    texts = models.JSONField(default=dict)
    retired_on = models.DateField(null=True, blank=True)

    data_policy = DataPolicy(retention="permanent", members="id council position texts retired_on")

    class Meta:
        """In the order of the council."""

        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        """Return its words in the reader's language."""
        return in_reader_language(self.texts)


class WelcomeTick(models.Model):
    """A step that is done for somebody."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="welcome_ticks")
    step = models.ForeignKey(WelcomeStep, on_delete=models.CASCADE, related_name="ticks")
    done_on = models.DateField(default=timezone.localdate)

    data_policy = DataPolicy(retention="90 days after membership ends", staff="id membership step done_on")

    class Meta:
        """A step is done once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["membership", "step"], name="a_step_is_done_once_for_a_member")
        ]

    def __str__(self) -> str:
        """Return the step."""
        return str(self.step)


class Agreement(models.Model):
    """One version of what members agree to. Never changed: new words are a new version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="agreements")
    version = models.PositiveSmallIntegerField()
    texts = models.JSONField(default=dict)
    made_on = models.DateField(default=timezone.localdate)

    data_policy = DataPolicy(retention="permanent", members="id council version texts made_on")

    class Meta:
        """Versions are numbered within a council."""

        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "version"], name="a_version_of_an_agreement_is_made_once")
        ]

    def __str__(self) -> str:
        """Return its words in the reader's language."""
        return in_reader_language(self.texts)


class AgreementAcceptance(models.Model):
    """A member's yes to one version, in the language in which they read it."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="acceptances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="acceptances")
    language = models.CharField(max_length=12)
    accepted_on = models.DateField(default=timezone.localdate)

    data_policy = DataPolicy(retention="five years after the term ends", staff="id agreement user language accepted_on")

    class Meta:
        """A version is accepted once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "user"], name="a_version_is_accepted_once_by_somebody")
        ]

    def __str__(self) -> str:
        """Return when it was accepted."""
        return f"{self.accepted_on}"


def in_reader_language(texts: dict[str, str]) -> str:
    """Return a text in the reader's language, or the first there is."""
    return texts.get(get_language() or "") or next(iter(texts.values()), str(_("Without words yet")))
