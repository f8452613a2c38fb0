"""What the tracker shows on the pages of the apps below it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.enums import COUNCIL, DESK, STAFF
from accounts.models import User
from accounts.navigation import add_nav_item
from core.slots import FIRST_PAGE, Panel, Section
from desk.forms.cases import ButtonForm
from desk.slots import CASE_ACTS, CASE_BUTTONS, CASE_NOTICES, CasePage
from meetings.models import AgendaItem
from meetings.slots import AGENDA_ITEM_ACTIONS, AGENDA_ITEM_PANELS, EARLIER_TOPICS
from policies import queries as policies
from policies.models import Clause, PolicyDocument
from policies.slots import CLAUSES_STILL_SHOWN, POLICY_BADGES, POLICY_PANELS, Badge, PolicyPage
from tracker.forms.agenda import Agenda
from tracker.forms.changes import Plan
from tracker.queries import changes, quotes
from tracker.queries.agenda import coming_meetings
from tracker.queries.earlier import earlier_topics
from tracker.queries.recommendations import agreed
from tracker.rules import agenda as agenda_rules
from tracker.rules import changes as change_rules

NEWEST_CHANGES = 3


def newest_changes(request: HttpRequest) -> Panel:
    """Return the newest confirmed changes, for the first page."""
    language = get_language() or settings.LANGUAGE_CODE
    rows = []
    for change in changes.newest_confirmed(language, NEWEST_CHANGES):
        address = reverse("changes:change", args=[change.pk])
        rows.append({"text_for_reader": change.text_for_reader, "address": address, "signed_on": change.signed_on})
    return Panel("tracker/panels/newest_changes.html", {"changes": rows})


def withdrawn_notice(page: CasePage) -> Panel | None:
    """Return the notice that the council may not see a case any more, where it is so."""
    if not page.view.is_withdrawn_from_council:
        return None
    return Panel("tracker/panels/withdrawn.html", {})


def bring_back_button(page: CasePage) -> Panel | None:
    """Return the button that brings a case back from the council, where somebody may press it."""
    if not agenda_rules.may_bring_back(page.request.user, page.view.case):
        return None
    form = ButtonForm(case=page.view.case)
    return Panel("tracker/panels/bring_back.html", {"case": page.view.case, "button_form": form})


def agenda_act(page: CasePage) -> Panel:
    """Return the form that puts a case on an agenda, or why it cannot be put on one."""
    # By what the desk knows: a form that vanished at once would tell when the person changed their mind (ADR 19).
    verdict = agenda_rules.may_put_on_agenda(page.request.user, page.view.case, page.view.consents)
    is_bound = isinstance(page.bound, Agenda)
    form: Any = page.bound if is_bound else None
    if form is None and verdict:
        form = Agenda(case=page.view.case, meetings=coming_meetings())
    context = {"case": page.view.case, "form": form, "verdict": verdict, "is_open": is_bound}
    return Panel("tracker/panels/agenda.html", context)


def agenda_quotes(user: User, items: Sequence[AgendaItem]) -> Mapping[UUID, Panel]:
    """Return the words of people that are quoted under agenda items."""
    panels = {}
    for pk, quoted in quotes.quotes_of(items).items():
        panels[pk] = Panel("tracker/panels/quotes.html", {"quotes": quoted})
    return panels


def recommend_button(user: User, items: Sequence[AgendaItem]) -> Mapping[UUID, Panel]:
    """Return the button that leads to a recommendation, under what has an outcome."""
    panels = {}
    for item in items:
        if item.outcome:
            address = reverse("tracker:recommend", args=[item.pk])
            panels[item.pk] = Panel("tracker/panels/recommend.html", {"address": address, "title": item.title})
    return panels


def plan_form(document: PolicyDocument, data: Any = None) -> Plan:
    """Return the form that plans a change of a policy."""
    clauses = list(policies.clauses(policies.in_force(document)))
    return Plan(data, decisions=list(agreed()), clauses=clauses)


def policy_changes(page: PolicyPage) -> Panel:
    """Return what changed and is to change in a policy."""
    return Panel("tracker/panels/policy_changes.html", {"changes": changes.of_document(page.document)})


def policy_plan(page: PolicyPage) -> Panel:
    """Return the form that plans a change, or why somebody cannot plan one."""
    verdict = change_rules.may_plan(page.request.user, page.document)
    form: Any = page.bound
    if form is None and verdict:
        form = plan_form(page.document)
    return Panel("tracker/panels/plan.html", {"policy": page.document, "form": form, "verdict": verdict})


def policy_badges(documents: Collection[UUID]) -> Mapping[UUID, Badge]:
    """Return what waits in policies: a change that is doubted, or one to sign."""
    to_sign, doubted = changes.to_sign_and_doubted(documents)
    badges = {pk: Badge(_("A change waits for a signature"), "waiting") for pk in to_sign}
    # Over the other one: a doubt is what the steward has to answer first.
    badges |= {pk: Badge(_("A council member says a change has not happened yet"), "attention") for pk in doubted}
    return badges


def clauses_of_changes() -> Collection[UUID]:
    """Return the clauses before and after a change: both are shown beside each other in every language."""
    # Without their default order: SQLite refuses one inside a union.
    before = Clause.objects.filter(changed_by__isnull=False).order_by()
    after = Clause.objects.filter(came_from__isnull=False).order_by()
    return set(before.union(after).values_list("pk", flat=True))


def fill_slots() -> None:
    """Put everything where it is shown."""
    FIRST_PAGE.fill("newest changes", newest_changes)
    CASE_NOTICES.fill("withdrawn from council", withdrawn_notice)
    CASE_BUTTONS.fill("bring back", bring_back_button)
    CASE_ACTS.fill("agenda", agenda_act)
    AGENDA_ITEM_PANELS.fill("quotes", agenda_quotes)
    AGENDA_ITEM_ACTIONS.fill("recommend", recommend_button)
    EARLIER_TOPICS.fill("recommendations", earlier_topics)
    # What changed comes before the form that plans more, with room for other apps between them.
    POLICY_PANELS.fill("changes", policy_changes, order=10)
    POLICY_PANELS.fill("plan", policy_plan, order=90)
    POLICY_BADGES.fill("changes", policy_badges)
    CLAUSES_STILL_SHOWN.fill("changes", clauses_of_changes)
    add_nav_item(
        _("Recommendations"),
        "tracker:recommendations",
        COUNCIL | STAFF,
        section=Section.CHANGES,
        order=10,
        of_one_council=True,
    )
    add_nav_item(_("What people told us"), "tracker:shared", DESK, section=Section.FEEDBACK, order=20)
