"""Who signs in through the organisation's own directory."""

from __future__ import annotations

from django.db import models

from accounts.models.people import User
from core.classification import DataPolicy


class DirectoryLink(models.Model):
    """Somebody who signs in through the organisation's directory, and what it takes to ask it about them again."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="directory_link")
    # Sealed: whoever holds it can ask in the person's name. Empty where the directory gives none.
    refresh_token = models.BinaryField(blank=True)
    signed_in_at = models.DateTimeField()
    # The last time that the directory answered for them.
    vouched_at = models.DateTimeField()
    # The last time that somebody began to ask, so that no two ask at once with one token.
    asked_at = models.DateTimeField()

    data_policy = DataPolicy(
        retention="until the directory refuses them, or 12 hours after signing in where no key needs it",
        staff="user signed_in_at vouched_at asked_at",
        secret="refresh_token",  # noqa: S106
    )

    def __str__(self) -> str:
        """Return when the directory last answered."""
        return f"{self.vouched_at:%Y-%m-%d %H:%M}"
