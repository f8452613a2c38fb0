"""What the council shows on the home page, and the name a member is greeted by."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import COUNCIL
from accounts.queries import active
from core.moments import until_words
from core.slots import (
    FIRST_PAGE,
    GREETING,
    HOME,
    NAVIGATION,
    ROWS_PER_PANEL,
    HomePanel,
    HomeRow,
    NavItem,
    Panel,
    Section,
)
from council import presenters, queries, rules
from council.enums import ApplicationStatus, ClaimStatus, RecusalAnswer, TalkStatus

# A term that ends within so many days is worth thinking about.
ENDING_SOON_DAYS = 182


def fill_slots() -> None:
    """Put everything where it is shown."""
    HOME.fill("people who would like to join", applying, order=34)
    HOME.fill("needs to look at again", needs_again, order=33)
    HOME.fill("terms that end", ending, order=60)
    HOME.fill("claims to decide", claims_to_decide, order=65)
    HOME.fill("asked of a member", asked_of_me, order=15)
    GREETING.fill("name on the council", greeting)
    # After what came of it.
    FIRST_PAGE.fill("joining a council", joining, order=60)


def fill_navigation() -> None:
    """Add the pages of coordinators and finance, also for those who coordinate one council alone."""
    for order, label, name, is_shown in (
        (70, gettext_lazy("Welcome of members"), "council:welcome_of_members", _coordinates),
        (80, gettext_lazy("Care of members"), "council:care_of_members", _coordinates),
        (85, gettext_lazy("Needs that changed"), "council:need_tasks", _coordinates),
        (90, gettext_lazy("Register of interests"), "council:interests_register", _coordinates),
        (100, gettext_lazy("Claims"), "council:claims_desk", _handles_claims),
        (110, gettext_lazy("Rates"), "council:rates", _handles_claims),
    ):
        NAVIGATION.fill(name, NavItem(label, name, is_shown, Section.COUNCIL), order=order)


def _coordinates(request: HttpRequest) -> bool:
    person = active(request.user)
    return person is not None and bool(rules.may_fill(person))


def _handles_claims(request: HttpRequest) -> bool:
    person = active(request.user)
    return person is not None and bool(rules.may_export_claims(person))


def greeting(request: HttpRequest) -> str:
    """Return the name the reader chose; empty where they are not on a council, or chose none."""
    person = active(request.user)
    if person is None or not person.has_role(*COUNCIL):
        return ""
    chosen = getattr(person, "chosen_name", None)
    return chosen.name if chosen else ""


def joining(_request: HttpRequest) -> Panel | None:
    """Return the way to the public page where one applies, as long as a council looks for people."""
    if not queries.looking_for_people().exists():
        return None
    return Panel("council/public/joining.html", {})


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


def needs_again(request: HttpRequest) -> HomePanel | None:
    """Return whose needs changed after somebody had looked, for coordinators; which need it is, their page says."""
    person = active(request.user)
    if person is None or not rules.may_fill(person):
        return None
    waiting = queries.need_tasks_for(person).filter(done_on=None)
    shown = presenters.need_rows(waiting[:ROWS_PER_PANEL])
    rows = []
    for row in shown:
        note = _("Since %(day)s") % {"day": until_words(row.task.made_on)}
        rows.append(HomeRow(row.name, f"{reverse('council:need_tasks')}#task-{row.task.pk}", note))
    return HomePanel(
        _("Needs to look at again"), rows, reverse("council:need_tasks"), _("Needs that changed"), waiting.count()
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


def claims_to_decide(request: HttpRequest) -> HomePanel | None:
    """Return the claims of others that wait for somebody's decision."""
    person = active(request.user)
    if person is None or not rules.may_export_claims(person):
        return None
    waiting = queries.claims_to_handle(person).filter(status=ClaimStatus.SENT).exclude(recorded_by=person)
    rows = []
    for claim in waiting.order_by("sent_on", "pk")[:ROWS_PER_PANEL]:
        note = _("Sent on %(day)s") % {"day": until_words(claim.sent_on)}
        rows.append(HomeRow(claim.get_kind_display(), reverse("council:claim", args=[claim.pk]), note))
    return HomePanel(_("Claims to approve"), rows, reverse("council:claims_desk"), _("All claims"), waiting.count())


def asked_of_me(request: HttpRequest) -> HomePanel | None:
    """Return what a council asks of a member, without a day by which: nothing here is late."""
    person = active(request.user)
    if person is None or not person.has_role(*COUNCIL):
        return None
    rows = []
    today = timezone.localdate()
    accepted = set(queries.acceptances_of(person).values_list("agreement", flat=True))
    for term in queries.my_terms(person, today):
        newest = queries.newest_agreement(term.seat.council)
        if newest is not None and newest.pk not in accepted:
            rows.append(HomeRow(_("Read what members agree to"), reverse("council:agreement", args=[newest.pk])))
    if queries.check_ins_for(person).filter(status=TalkStatus.OFFERED).exists():
        rows.append(HomeRow(_("A talk is offered to you, if you like"), reverse("council:care")))
    if queries.recusals_for(person).filter(answer=RecusalAnswer.OFFERED).exists():
        rows.append(HomeRow(_("Something may touch an interest of yours"), reverse("council:interests")))
    return HomePanel(_("From your council"), rows[:ROWS_PER_PANEL], total=len(rows))
