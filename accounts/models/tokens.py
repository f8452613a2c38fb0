"""Keys for programs."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import Scope
from accounts.models.people import User
from core.classification import DataPolicy


class ApiToken(models.Model):
    """A key for a program. Only its digest is stored; the key itself is shown once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("what is it for?"), max_length=80)
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = models.JSONField(default=list)
    created_on = models.DateField(auto_now_add=True)
    expires_on = models.DateField()
    # A day without a time: it shows keys that nobody uses, not when somebody works.
    last_used_on = models.DateField(null=True, blank=True)

    data_policy = DataPolicy(
        retention="30 days after it expires",
        staff="id user name scopes created_on expires_on last_used_on",
        secret="digest",  # noqa: S106
    )

    def __str__(self) -> str:
        """Return its name."""
        return self.name

    @property
    def scope_labels(self) -> list[str]:
        """Return what it may read, in the reader's language."""
        return [str(scope.label) for scope in Scope if scope.value in self.scopes]
