"""What people are told about their own seat, each in their language."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.urls import reverse
from django.utils import translation

from accounts.models import User
from council.enums import Office, SeatNews
from council.models import Council, Membership
from notifications import actions as outbox
from notifications.enums import Kind
from notifications.keys import message_key
from notifications.queries import language_of


def tell_seated(term: Membership) -> None:
    """Tell somebody that a seat is theirs, from when until when."""
    values = {**_values(term), "first_day": _day(term.starts_on), "last_day": _day(term.ends_on)}
    outbox.queue(kind=Kind.SEAT_GIVEN, recipient=term.user, values=values, dedupe_key=_given(term))


def tell_changed(
    term: Membership,
    news: SeatNews,
    *,
    first_day: date | None = None,
    last_day: date | None = None,
    office: Office | None = None,
) -> None:
    """Tell somebody what changed about their seat."""
    values: dict[str, object] = {**_values(term), "news": news.value}
    if first_day:
        values["first_day"] = _day(first_day)
    if last_day:
        values["last_day"] = _day(last_day)
    if office:
        values["office"] = office.value
    # Each act is a message of its own: an end can be moved to a day and back again.
    key = message_key(Kind.SEAT_CHANGED, term.pk, term.user_id, uuid4())
    outbox.queue(kind=Kind.SEAT_CHANGED, recipient=term.user, values=values, dedupe_key=key)


def tell_taken_back(term: Membership) -> None:
    """Tell somebody that an appointment was taken back, unless they have not heard of it yet."""
    if term.user_id in outbox.drop(_given(term)):
        return
    tell_changed(term, SeatNews.TAKEN_BACK)


def tell_ending(term: Membership, person: User, months: int) -> None:
    """Tell a member, or a coordinator, that a term ends in so many months. Once, however often it is asked for."""
    is_own = person.pk == term.user_id
    values: dict[str, object] = {
        **_values(term, person),
        "last_day": _day(term.ends_on),
        "months": months,
        "is_own": is_own,
        "number": term.seat.number,
    }
    if not is_own:
        values["path"] = reverse("council:seat", args=[term.seat_id])
    key = message_key(Kind.SEAT_ENDS, term.pk, term.ends_on, months, person.pk)
    outbox.queue(kind=Kind.SEAT_ENDS, recipient=person, values=values, dedupe_key=key)


def _values(term: Membership, person: User | None = None) -> dict[str, object]:
    return {"council": council_name(term.seat.council, person or term.user), "path": reverse("council:me")}


def council_name(council: Council, person: User) -> str:
    """Return a council's name in the language that somebody is written to in."""
    with translation.override(language_of(person)):
        return str(council)


def _given(term: Membership) -> str:
    return message_key(Kind.SEAT_GIVEN, term.pk, term.user_id)


def _day(day: date) -> str:
    return day.isoformat()
