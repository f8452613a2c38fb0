"""Unsent words, each person's own."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from accounts.models import User
from drafts.models import FormDraft


def visible_to(user: User) -> QuerySet[FormDraft]:
    """Return somebody's own unsent words, the newest first. Nobody else's are ever found."""
    return FormDraft.objects.filter(user=user)


def listed_for(user: User) -> list[FormDraft]:
    """Return somebody's own without the words themselves."""
    return list(visible_to(user).defer("sealed"))


def numbered(user: User, number: str, *, address: str) -> FormDraft | None:
    """Return one of somebody's own for one address, or None."""
    try:
        return visible_to(user).filter(pk=number, address=address).first()
    except ValidationError:
        return None


def past(before: datetime) -> QuerySet[FormDraft]:
    """Return what was saved too long ago, or belongs to somebody who can no longer sign in."""
    return FormDraft.objects.filter(Q(saved_at__lt=before) | Q(user__is_active=False))
