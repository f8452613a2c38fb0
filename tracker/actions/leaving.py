"""Take back what waits to be sent about decisions and signatures to somebody who is not the one for it any more."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.enums import COUNCIL, Role
from accounts.models import User
from council.models import Membership
from council.queries import seated
from notifications.actions import drop_for
from notifications.enums import Kind


@transaction.atomic
def drop_after_term(term: Membership, last_day: date, by: User | None) -> None:
    """Take back what asks somebody to sign who sits on no council after today."""
    if last_day < timezone.localdate() and not seated(term.user, timezone.localdate()).exists():
        drop_for(person=term.user, key=Kind.CHANGE_TO_SIGN.value)


@transaction.atomic
def drop_after_change(person: User, by: User | None) -> None:
    """Take back what asks for a decision, a signature or an answer, from whoever lost the role for it."""
    fresh = User.objects.prefetch_related("grants").get(pk=person.pk)
    needs = {
        Kind.DECISION_WAITING: {Role.EXECUTIVE},
        Kind.CHANGE_TO_SIGN: COUNCIL,
        Kind.CHANGE_DOUBTED: {Role.STEWARD},
    }
    for kind, roles in needs.items():
        if not fresh.has_role(*roles):
            drop_for(person=person, key=kind.value)
