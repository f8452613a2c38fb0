"""What the council shows on the home page, and the name a member is greeted by."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import COUNCIL
from accounts.queries import active
from core.moments import until_words
from core.slots import GREETING, HOME, ROWS_PER_PANEL, HomePanel, HomeRow
from council import queries, rules
from council.enums import ApplicationStatus

# A term that ends within so many days is worth thinking about.
ENDING_SOON_DAYS = 182


def fill_slots() -> None:
    """Put everything where it is shown."""
    HOME.fill("people who would like to join", applying, order=34)
    HOME.fill("terms that end", ending, order=60)
    GREETING.fill("name on the council", greeting)


def greeting(request: HttpRequest) -> str:
    """Return the name the reader chose; empty where they are not on a council, or chose none."""
    person = active(request.user)
    if person is None or not person.has_role(*COUNCIL):
        return ""
    chosen = getattr(person, "chosen_name", None)
    return chosen.name if chosen else ""


def applying(request: HttpRequest) -> HomePanel | None:
    """Return who would like to join and waits for a first word, for coordinators."""
    person = active(request.user)
    if person is None or not rules.may_fill(person):
        return None
    waiting = queries.applications_to_handle(person).filter(status=ApplicationStatus.APPLIED)
    rows = []
    for application in waiting[:ROWS_PER_PANEL]:
        note = _("Since %(day)s") % {"day": until_words(application.applied_on)}
        text = application.name or _("No name yet")
        rows.append(HomeRow(text, reverse("council:application", args=[application.pk]), note))
    return HomePanel(
        _("People who would like to join"), rows, reverse("council:applications"), _("Applications"), waiting.count()
    )


def ending(request: HttpRequest) -> HomePanel | None:
    """Return the terms that end soon, for coordinators."""
    person = active(request.user)
    if person is None or not rules.may_fill(person):
        return None
    today = timezone.localdate()
    terms = queries.terms_to_manage(person).filter(
        starts_on__lte=today, ends_on__gte=today, ends_on__lte=today + timedelta(days=ENDING_SOON_DAYS)
    )
    terms = terms.order_by("ends_on", "pk")
    rows = []
    for term in terms[:ROWS_PER_PANEL]:
        note = _("Until %(day)s") % {"day": until_words(term.ends_on)}
        rows.append(HomeRow(term.shown_name, reverse("council:seat", args=[term.seat_id]), note))
    return HomePanel(_("Terms that end soon"), rows, reverse("council:board"), _("Board of seats"), terms.count())
