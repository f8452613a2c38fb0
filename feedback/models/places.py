"""Places that people may choose from a list."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from core.classification import DataPolicy


class Place(models.Model):
    """A place or service that people may choose from a list. `code` is printed on its posters."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=40, unique=True)
    names = models.JSONField(default=dict)
    # Not deleted when it closes: what was said about it still names it.
    listed = models.BooleanField(default=True)

    data_policy = DataPolicy(retention="permanent", public="id code names listed")

    class Meta:
        """By their codes."""

        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        """Return its code."""
        return self.code

    def name_in(self, language: str) -> str:
        """Return its name in a language; else in English, else in any, else its code."""
        names: dict[str, str] = self.names
        return names.get(language) or names.get("en") or next(filter(None, names.values()), self.code)
