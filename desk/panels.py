"""What the desk shows on the home page."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.enums import DESK
from accounts.models import User
from accounts.queries import active
from core.moments import moment_words
from core.slots import HOME, ROWS_PER_PANEL, HomePanel, HomeRow
from desk.enums import OPEN
from desk.models import Case, EmergencyAccess
from desk.presenters import CaseRow
from desk.queries import cases, queue
from desk.queries import emergencies as emergency_queries


def fill_slots() -> None:
    """Put everything where it is shown."""
    HOME.fill("emergencies", emergencies, order=4)
    HOME.fill("cases of mine", mine, order=10)
    HOME.fill("new messages", added_to, order=20)
    HOME.fill("unassigned cases", unassigned, order=30)


def emergencies(request: HttpRequest) -> HomePanel | None:
    """Return what somebody asks to open in an emergency, or has opened and nobody else looked into."""
    # From the rows themselves and not from messages: it is there with mail and queue down.
    person = active(request.user)
    if person is None:
        return None
    found = list(emergency_queries.to_look_at(person))
    rows = [_emergency_row(access) for access in found[:ROWS_PER_PANEL]]
    return HomePanel(_("Restricted feedback in an emergency"), rows, total=len(found))


def _emergency_row(access: EmergencyAccess) -> HomeRow:
    text = _("%(name)s asks to open %(reference)s")
    tag = _("Waiting for a coordinator")
    if access.agreed_at:
        text = _("%(name)s was allowed to open %(reference)s")
        tag = _("Open now") if access.is_open else _("To be looked into")
    words = text % {"name": access.asked_by or _("Someone on the staff"), "reference": access}
    address = reverse("desk:emergency", args=[access.pk])
    note = moment_words(access.asked_at, timezone.get_current_timezone())
    return HomeRow(words, address, note, tag, "stop" if access.is_open else "attention")


def mine(request: HttpRequest) -> HomePanel | None:
    """Return the reader's own open cases, what is due next first."""
    person = _desk_person(request)
    if person is None:
        return None
    own = cases.at_desk(person).filter(reader=person, status__in=OPEN)
    return _panel(own, _("Your cases"), "mine", _("All your cases"), empty=_("No case is assigned to you."))


def added_to(request: HttpRequest) -> HomePanel | None:
    """Return cases whose person has added something that nobody opened: the reader's own, and nobody's."""
    person = _desk_person(request)
    if person is None:
        return None
    added = cases.at_desk(person).filter(unread__gt=0)  # type: ignore[misc] # an annotation
    own = added.filter(Q(reader=person) | Q(reader__isnull=True) | ~Q(status__in=OPEN))
    return _panel(own, _("New messages"), "messages", _("All new messages"))


def unassigned(request: HttpRequest) -> HomePanel | None:
    """Return open cases that nobody reads yet, what is due next first."""
    person = _desk_person(request)
    if person is None:
        return None
    nobodys = cases.at_desk(person).filter(reader__isnull=True, status__in=OPEN, quarantined=False)
    empty = _("Every case is assigned to someone.")
    return _panel(nobodys, _("Unassigned cases"), "unassigned", _("All unassigned cases"), empty=empty)


def _desk_person(request: HttpRequest) -> User | None:
    person = active(request.user)
    if person is None or not person.has_role(*DESK):
        return None
    return person


def _panel(found: QuerySet[Case], title: str, view: str, link: str, *, empty: str = "") -> HomePanel:
    rows = queue.by_next_due(found)
    total = rows.count()
    address = f"{reverse('desk:queue')}?view={view}"
    return HomePanel(title, list(_rows(rows[:ROWS_PER_PANEL])), address, link if total else "", total, empty)


def _rows(found: Iterable[Case]) -> Iterable[HomeRow]:
    for case in found:
        row = CaseRow.of(case)
        note = ""
        if row.due_on:
            note = _("Due on %(day)s") % {"day": date_format(row.due_on)}
        tag = ""
        if row.promise and row.promise.state in {"late", "soon"}:
            tag = _("Overdue") if row.promise.state == "late" else _("Due soon")
        yield HomeRow(row.full_title, reverse("desk:case", args=[case.pk]), note, tag, row.tone, row.language)
