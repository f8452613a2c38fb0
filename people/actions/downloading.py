"""Note that somebody took their data along."""

from __future__ import annotations

from django.db import transaction

from accounts import audit
from accounts.models import User


@transaction.atomic
def note_download(*, by: User) -> None:
    """Write into the log that everything held about somebody was handed out to them."""
    audit.record("downloaded own data", by, by=by)
