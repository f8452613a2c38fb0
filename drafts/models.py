"""Words that were typed into a form and not sent."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from core.classification import DataPolicy
from drafts.enums import Why

LONGEST_ADDRESS = 500


class FormDraft(models.Model):
    """What somebody typed into one form on one opened page, sealed. It can be shown to them alone.

    `address` is where the form is sent to, `page` where it was shown; `writing` is the number that the page was given
    when it was opened, so that two tabs, or words of yesterday, are not written over.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="form_drafts")
    address = models.CharField(max_length=LONGEST_ADDRESS)
    page = models.CharField(max_length=LONGEST_ADDRESS)
    writing = models.CharField(max_length=32)
    sealed = models.BinaryField()
    saved_at = models.DateTimeField()
    why = models.CharField(max_length=10, choices=Why.choices, default=Why.TYPING)

    data_policy = DataPolicy(
        retention="seven days after it was last saved, or until it is sent",
        # To colleagues as well: who is writing about which case, and when, is nobody else's business.
        secret="id user address page writing sealed saved_at why",  # noqa: S106
    )

    class Meta:
        """The newest first. One form of one opened page is kept once."""

        ordering: ClassVar = ["-saved_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "address", "writing"], name="typed_words_are_kept_once")
        ]

    def __str__(self) -> str:
        """Return where it was written, never what."""
        return self.page
