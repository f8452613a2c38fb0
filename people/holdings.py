"""What is held about a person: every app registers its own, for the download, for erasing, and for the receipt.

A test walks every model that points to a person, also by their seat, and fails on one that is not registered here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Protocol

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Fate(Enum):
    """What becomes of rows when their person is erased."""

    DELETED = "deleted"
    # Stays without whatever could tell whose it was.
    ANONYMISED = "anonymised"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of thing that is held about somebody.

    `rows` finds a person's own; `fields` are what the download says of each. Without fields it is not in the download,
    and `not_exported` says why. What is not deleted says `why`; `anonymise` then takes the person out of the rows.
    `model` names the table, `via` the columns by which it points to a person.
    """

    model: str
    label: str | Promise
    rows: Callable[[User], QuerySet[Any]]
    fields: tuple[str, ...] = ()
    not_exported: str | Promise = ""
    fate: Fate = Fate.DELETED
    why: str | Promise = ""
    anonymise: Callable[[QuerySet[Any], User], None] | None = None
    via: tuple[str, ...] = ()
    # Of several kinds in one table, or of what is found by a name in words: no table is walked for that.
    name: str = ""

    @property
    def key(self) -> str:
        """Return what it is known by: the table, and which rows of it where there are several kinds."""
        return f"{self.model} {self.name}".strip()


# Of a name in words beside a checked translation.
VOUCHED = _("Somebody answers for each checked translation. Your name stays beside it, and only staff can see it.")

# Columns that no form asks for, and that have no name of their own.
COLUMNS: dict[str, str | Promise] = {
    "accepted_on": _("Accepted on"),
    "action": _("What was done"),
    "agreement": _("Agreement"),
    "answer": _("Answer"),
    "answered_on": _("Answered on"),
    "applied_on": _("Sent on"),
    "approved_on": _("Approved on"),
    "asked_at": _("Asked last"),
    "asked_on": _("Asked on"),
    "at": _("When"),
    "booking": _("What you need"),
    "by": _("By whom"),
    "after": _("After"),
    "before": _("Before"),
    "change": _("The change"),
    "changed_at": _("Changed on"),
    "changed_on": _("Changed on"),
    "channel": _("How it was sent"),
    "choice": _("Your decision"),
    "chosen_on": _("Chosen on"),
    "clause": _("Clause"),
    "confirmed_on": _("Confirmed on"),
    "consented_on": _("Agreed on"),
    "council": _("Council"),
    "created_at": _("Made on"),
    "created_on": _("Made on"),
    "decided_on": _("Answered on"),
    "decision": _("Answer"),
    "declared_on": _("Declared on"),
    "document": _("Policy"),
    "done_on": _("Done on"),
    "due_at": _("To be sent"),
    "event": _("What happened"),
    "expires_at": _("Works until"),
    "expires_on": _("Works until"),
    "granted_on": _("Given on"),
    "invitation": _("Meeting"),
    "is_active": _("Can sign in"),
    "joined_on": _("Here since"),
    "kind": _("Kind"),
    "language": _("Language"),
    "last_login": _("Signed in last"),
    "last_used_at": _("Used last"),
    "last_used_on": _("Used last"),
    "made_at": _("Made on"),
    "made_on": _("Made on"),
    "media_type": _("Kind of file"),
    "meeting": _("Meeting"),
    "minutes": _("Minutes of a meeting"),
    "mark": _("Vote"),
    "moved_on": _("Changed on"),
    "need": _("What you need"),
    "note": _("Notes"),
    "number": _("Number"),
    "offered_on": _("Offered on"),
    "option": _("Answer"),
    "paid_on": _("Paid on"),
    "poll": _("Looking for a date"),
    "proposed_on": _("Proposed on"),
    "raised_at": _("When"),
    "recommendation": _("Recommendation"),
    "review_asked_on": _("We asked whether it is still so on"),
    "rated_on": _("Answered on"),
    "said_on": _("Said on"),
    "saved_at": _("Saved on"),
    "scopes": _("What it may read"),
    "seat": _("Seat"),
    "sent_at": _("Sent"),
    "sent_on": _("Sent on"),
    "signed_in_at": _("Signed in"),
    "signed_on": _("Signed on"),
    "stand_in": _("Stands in"),
    "status": _("Status"),
    "step": _("Step"),
    "subject": _("What it was about"),
    "things": _("What it is"),
    "title": _("What it was about"),
    "told_on": _("Told us on"),
    "type": _("Kind"),
    "used_at": _("Used on"),
    "user": _("Away"),
    "vouched_at": _("Your organisation answered last"),
    "vote": _("Vote"),
    "what": _("What"),
    "welcomed_on": _("Welcomed on"),
}


class Leave(Protocol):
    """Ends the seats of whoever asks, with a day; returns how many."""

    def __call__(self, *, last_day: date, by: User) -> int:
        """Write it."""


@dataclass(frozen=True, slots=True)
class OwnSeats:
    """The seats of a person in words, and how they leave them."""

    lines: Callable[[User], list[str]]
    leave: Leave


_holdings: dict[str, tuple[int, Holding]] = {}
# What councils fill in: this app is below them.
_seats: list[OwnSeats] = []


def register(*holdings: Holding, order: int) -> None:
    """Say what is held about people. Erased in this order: what points to something goes before it."""
    for holding in holdings:
        _holdings[holding.key] = (order, holding)


def holdings() -> list[Holding]:
    """Return everything that is held about people, in the order in which it is erased."""
    ranked = sorted(_holdings.values(), key=lambda entry: entry[0])
    return [holding for _order, holding in ranked]


def fill_seats(seats: OwnSeats) -> None:
    """Say which seats people hold and how they leave them."""
    _seats[:] = [seats]


def seats() -> OwnSeats | None:
    """Return how people leave their seats, or None where there are no councils."""
    return _seats[0] if _seats else None


def label_of_field(row: Model, name: str) -> str:
    """Return the name of a column in the reader's language: the one of its form, or that of its kind."""
    field = row._meta.get_field(name)
    own = getattr(field, "verbose_name", name)
    # What Django makes of the name of a column is no sentence of ours, and in English only.
    if own == name.replace("_", " "):
        return str(COLUMNS.get(name, own))
    return str(own)
