"""Input about councils, by subject."""

from council.forms.applications import Apply, Decline, JoinedAs, WriteDown
from council.forms.councils import AddSeats, Agreed, Close, CouncilWords, OneDay, RetypeSeat
from council.forms.terms import Appoint, CorrectEnd, End, GiveOffice, HandOver, Pause, PersonField, Renew, Why

__all__ = [
    "AddSeats",
    "Agreed",
    "Apply",
    "Appoint",
    "Close",
    "CorrectEnd",
    "CouncilWords",
    "Decline",
    "End",
    "GiveOffice",
    "HandOver",
    "JoinedAs",
    "OneDay",
    "Pause",
    "PersonField",
    "Renew",
    "RetypeSeat",
    "Why",
    "WriteDown",
]
