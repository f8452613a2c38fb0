"""A term that is over by its date alone: what happens then is what happens when somebody ends it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from council.actions.terms import after_end
from council.models import Membership, Office
from council.queries import trusted
from people.actions.leaving import leave_open
from people.queries.leaving import is_written_down

# For so long a day that was missed is made up for.
MADE_UP_FOR = timedelta(days=14)


def release_ended() -> int:
    """See to every term that ended lately; returns how many. Doing it again finds nothing to do."""
    today = timezone.localdate()
    ended = Membership.objects.filter(ends_on__lt=today, ends_on__gte=today - MADE_UP_FOR)
    count = 0
    for term in ended.select_related("seat__council", "user").order_by("ends_on", "pk"):
        _see_to(term, today)
        count += 1
    return count


@transaction.atomic
def _see_to(term: Membership, today: date) -> None:
    after_end(term, term.ends_on, None)
    running = trusted(today).filter(user=term.user_id, seat__council=term.seat.council_id).first()
    accompanied = Membership.objects.filter(buddy=term, ends_on__gte=today)
    if running is not None:
        # They go on, in a term of their own: so does what they promised to a new member.
        accompanied.update(buddy=running)
        return
    left = _accompanied(accompanied) + _offices(term, today)
    accompanied.update(buddy=None)
    leave_open(person=term.user, things=left, by=None)


def _accompanied(terms: QuerySet[Membership]) -> list[dict[str, str]]:
    found = terms.select_related("seat", "user__chosen_name")
    return [_line("buddy", one.pk, one.shown_name, one.seat_id) for one in found]


def _offices(term: Membership, today: date) -> list[dict[str, str]]:
    """Return the offices that ended with a term and that nobody holds now, each once."""
    vacant = []
    for office in Office.objects.filter(membership=term, ends_on=term.ends_on):
        held = Office.objects.filter(
            kind=office.kind, membership__seat__council=term.seat.council_id, starts_on__lte=today, ends_on__gte=today
        )
        if held.exists() or is_written_down(term.user, "office", str(office.pk)):
            continue
        title = _("%(office)s, %(council)s") % {"office": office, "council": term.seat.council}
        vacant.append(_line("office", office.pk, title, term.seat_id))
    return vacant


def _line(kind: str, pk: object, title: str, seat: object) -> dict[str, str]:
    return {"kind": kind, "id": str(pk), "title": title, "href": reverse("council:seat", args=[seat])}
