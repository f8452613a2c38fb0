"""Reads about people without a seat who are asked to a meeting."""

from __future__ import annotations

from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet

from meetings.enums import GuestRole
from meetings.models import Attendance, Guest, Meeting

# Whom everybody on the council may know of beforehand. An interpreter or a support person would tell of a need.
FOR_EVERYBODY = frozenset({GuestRole.GUEST, GuestRole.STAFF})


def guests_of(meeting: Meeting) -> QuerySet[Guest]:
    """Return who is asked to a meeting besides the members, without those who were taken off."""
    related = meeting.guests.select_related("supports__membership__user__chosen_name")
    return related.filter(taken_off_on=None)


def guests_to_write_to(meeting: Meeting) -> list[Guest]:
    """Return the guests who have an e-mail address; the others are phoned."""
    return list(guests_of(meeting).exclude(email=""))


def guests_awaited(meeting: Meeting) -> list[Guest]:
    """Return the guests who are asked and not counted in the room yet, known by what they are and their name."""
    counted = set(Attendance.objects.filter(meeting=meeting, membership=None).values_list("kind", "name"))
    return [guest for guest in guests_of(meeting) if (guest.role, guest.name) not in counted]


def _signer(guest: Guest) -> Signer:
    """Return what signs the links that go to the address of a guest, and to no other."""
    # With a salt of its own: a member's link is no guest's link.
    return Signer(salt=f"meetings.guest:{guest.email.lower()}", sep=".")


def guest_token_of(guest: Guest) -> str:
    """Return what a guest's link holds: the id, signed together with the address it is sent to."""
    return _signer(guest).sign(guest.pk.hex)


def guest_by_token(token: str) -> Guest | None:
    """Return the guest a link is for, or None for one that was changed, cut, or sent to a mistyped address."""
    try:
        pk = UUID(token.partition(".")[0])
    except ValueError:
        return None
    guest = Guest.objects.select_related("meeting__council").filter(pk=pk).first()
    if guest is None:
        return None
    try:
        _signer(guest).unsign(token)
    except BadSignature:
        return None
    return guest
