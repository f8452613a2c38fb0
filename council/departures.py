"""The end of a term, and leaving the council by one's own wish, as ways of leaving."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.moments import until_words
from core.verdicts import Verdict
from council import actions, rules
from council.models import Membership
from people.hanging import Departure, Going, register_departure
from people.holdings import OwnSeats, fill_seats

TERM = "term"


def register() -> None:
    """Register both. Called from `AppConfig.ready`."""
    register_departure(Departure(name=TERM, may=_may, going=_going, happens=_happens, back=_back, perform=_perform))
    fill_seats(OwnSeats(lines=own_seats, leave=actions.leave_council))


def own_seats(person: User) -> list[str]:
    """Return the seats somebody holds or is going to hold, in words."""
    lines = []
    terms = Membership.objects.filter(user=person, ends_on__gte=timezone.localdate())
    for term in terms.select_related("seat__council").order_by("starts_on"):
        words = {"number": term.seat.number, "council": term.seat.council, "day": until_words(term.ends_on)}
        lines.append(_("Seat %(number)s, %(council)s, until %(day)s") % words)
    return lines


def _term(data: Mapping[str, str]) -> Membership | None:
    try:
        pk = UUID(data.get("term", ""))
    except ValueError:
        return None
    return Membership.objects.select_related("seat__council", "user").filter(pk=pk).first()


def _last_day(data: Mapping[str, str]) -> date | None:
    try:
        return date.fromisoformat(data.get("last_day", ""))
    except ValueError:
        return None


def _may(by: User, person: User, data: Mapping[str, str]) -> Verdict:
    term = _term(data)
    last_day = _last_day(data)
    if term is None or last_day is None or term.user_id != person.pk:
        return Verdict(rules.NOT_OVER)
    return rules.may_end_on(by, term, last_day)


def _going(person: User, data: Mapping[str, str]) -> Going:
    term = _term(data)
    council = term.seat.council_id if term else None
    return Going(person, council=council)


def _happens(person: User, data: Mapping[str, str]) -> str:
    day = _last_day(data) or timezone.localdate()
    return _("Their term ends, and their last day is %(day)s.") % {"day": until_words(day)}


def _back(person: User, data: Mapping[str, str]) -> str:
    term = _term(data)
    if term is None:
        return reverse("council:council")
    return reverse("council:seat", args=[term.seat_id])


def _perform(person: User, data: Mapping[str, str], by: User) -> None:
    term = _term(data)
    last_day = _last_day(data)
    if term is not None and last_day is not None:
        actions.end_term(term=term, last_day=last_day, by=by)
