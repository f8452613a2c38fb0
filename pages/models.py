"""The link with which the set-up begins."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from core.classification import DataPolicy


class SetupLink(models.Model):
    """The latest link for the first administrator; the one before it ends with it. Only its digest is stored."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    digest = models.BinaryField(max_length=32)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    data_policy = DataPolicy(
        retention="until another one is made",
        staff="id expires_at used_at",
        secret="digest",  # noqa: S106 - the name of a field
    )

    class Meta:
        """There is one at a time."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_link_for_the_set_up"),
        ]

    def __str__(self) -> str:
        """Return until when it works."""
        return f"{self.expires_at:%Y-%m-%d %H:%M}"
