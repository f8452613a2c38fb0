"""What an invitation does for a council when it is accepted: the seat that was promised."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.moments import until_words
from core.verdicts import Refused
from council.actions.terms import seat_member
from council.models import Membership, Seat


def take_seat(person: User, then: Mapping[str, Any], by: User | None) -> Membership:
    """Seat somebody who accepted an invitation, in the name of whoever sent it.

    From the day that was planned, or from today where that is over.
    """
    seat = _seat(then)
    if seat is None or by is None:
        raise Refused(_("This seat is no longer open."))
    return seat_member(seat=seat, person=person, starts_on=max(_day(then), timezone.localdate()), by=by)


def seat_in_words(then: Mapping[str, Any]) -> str:
    """Return which seat somebody takes who accepts, and from when; empty where it is gone."""
    seat = _seat(then)
    if seat is None:
        return ""
    words = {"number": seat.number, "council": seat.council, "day": until_words(max(_day(then), timezone.localdate()))}
    return _("A seat on “%(council)s” (seat %(number)d), from %(day)s on.") % words


def _seat(then: Mapping[str, Any]) -> Seat | None:
    return Seat.objects.select_related("council").filter(pk=then["seat"]).first()


def _day(then: Mapping[str, Any]) -> date:
    return date.fromisoformat(then["starts_on"])
