"""What whoever books looks at again, because a need changed after somebody had looked at it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.enums import Need, NeedEventKind
from core.classification import DataPolicy
from council.models.councils import Council


class NeedTask(models.Model):
    """A need that changed, or is not there any more, after somebody had looked: what was arranged may be wrong now."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="need_tasks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="need_tasks")
    # Words and no link: a need that was taken back is gone.
    kind = models.CharField(max_length=30, choices=Need.choices)
    event = models.CharField(max_length=12, choices=NeedEventKind.choices)
    made_on = models.DateField(default=timezone.localdate)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.CharField(max_length=150, blank=True)

    data_policy = DataPolicy(
        retention="90 days after membership ends",
        staff="id council made_on done_on done_by",
        secret="user kind event",  # noqa: S106
    )

    class Meta:
        """The oldest first: it has waited longest."""

        ordering: ClassVar = ["made_on", "id"]

    def __str__(self) -> str:
        """Return which need it is about."""
        return str(Need(self.kind).label)

    @property
    def is_gone(self) -> bool:
        """Return whether what was arranged is not needed any more."""
        return self.event == NeedEventKind.TAKEN_BACK
