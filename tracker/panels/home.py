"""What the tracker shows on the home page: decisions, signatures and promises that wait, and what has changed."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.enums import COUNCIL, Role
from accounts.queries import active, acts_for
from core.slots import HOME, ROWS_PER_PANEL, HomePanel, HomeRow
from tracker.enums import AGREED, UNFINISHED, ChangeStatus
from tracker.models import Decision, PolicyChange
from tracker.queries import changes, recommendations


def fill_slots() -> None:
    """Put everything where it is shown."""
    HOME.fill("to decide", to_decide, order=15)
    HOME.fill("to sign", to_sign, order=16)
    HOME.fill("to plan", to_plan, order=17)
    HOME.fill("to finish", to_finish, order=18)
    HOME.fill("doubted", doubted, order=12)
    HOME.fill("changed because of us", changed, order=70)


def to_decide(request: HttpRequest) -> HomePanel | None:
    """Return the recommendations that wait for a decision, for those who decide."""
    person = active(request.user)
    if person is None or not person.has_role(Role.EXECUTIVE):
        return None
    waiting = recommendations.visible_to(person).filter(decision__isnull=True).order_by("answer_by", "made_on", "id")
    rows = []
    for found in waiting[:ROWS_PER_PANEL]:
        is_late = found.answer_by < timezone.localdate()
        note = _("Answer promised by %(day)s") % {"day": date_format(found.answer_by)}
        address = reverse("tracker:recommendation", args=[found.pk])
        tag = _("Overdue") if is_late else ""
        rows.append(HomeRow(found.title, address, note, tag, "stop", found.language))
    return HomePanel(
        _("Recommendations to decide"),
        rows,
        reverse("tracker:recommendations"),
        _("All recommendations"),
        waiting.count(),
        _("No recommendation waits for a decision."),
    )


def to_sign(request: HttpRequest) -> HomePanel | None:
    """Return the changes in force that a member may confirm, for members."""
    person = active(request.user)
    if person is None or not person.has_role(*COUNCIL):
        return None
    waiting = changes.visible_to(person).filter(status=ChangeStatus.IN_FORCE).exclude(evidence="")
    # Whoever has said that a change is not real is not asked to sign it every day.
    waiting = waiting.exclude(doubts__membership__user=person).order_by("in_force_on", "id")
    return _of_changes(_("Has this really changed?"), waiting)


def doubted(request: HttpRequest) -> HomePanel | None:
    """Return the changes that a member says are not real yet, for their steward and the executives."""
    person = active(request.user)
    if person is None or not person.has_role(Role.STEWARD, Role.EXECUTIVE):
        return None
    found = changes.visible_to(person).filter(status=ChangeStatus.IN_FORCE, doubts__isnull=False).distinct()
    if not person.has_role(Role.EXECUTIVE):
        found = found.filter(document__steward__in=acts_for(person))
    return _of_changes(_("A council member says it has not changed yet"), found.order_by("in_force_on", "id"))


def _of_changes(title: str, found: QuerySet[PolicyChange]) -> HomePanel:
    rows = []
    for change in found[:ROWS_PER_PANEL]:
        note = ""
        if change.in_force_on:
            note = _("In force since %(day)s") % {"day": date_format(change.in_force_on)}
        address = reverse("tracker:change", args=[change.pk])
        text, language = _titled(change)
        rows.append(HomeRow(text, address, note, language=language))
    return HomePanel(title, rows, reverse("policies:list"), _("All policies"), found.count())


def _titled(change: PolicyChange) -> tuple[str, str]:
    """Return what a change is called, and in which language; what was asked for while nothing is written."""
    text = change.text_for_reader
    if text is None:
        wanted = change.decision.recommendation
        return wanted.title, wanted.language
    return text.title, text.language


def to_plan(request: HttpRequest) -> HomePanel | None:
    """Return what was agreed and nobody has planned yet, for stewards and coordinators; the earliest day first."""
    person = active(request.user)
    if person is None or not person.has_role(Role.STEWARD, Role.COORDINATOR):
        return None
    found = Decision.objects.filter(outcome__in=AGREED, changes__isnull=True).select_related("recommendation")
    found = found.order_by("target_on", "id")
    rows = []
    for decision in found[:ROWS_PER_PANEL]:
        note = ""
        is_late = False
        if decision.target_on:
            note = _("Promised by %(day)s") % {"day": date_format(decision.target_on)}
            is_late = decision.target_on < timezone.localdate()
        wanted = decision.recommendation
        address = reverse("tracker:recommendation", args=[wanted.pk])
        tag = _("Overdue") if is_late else ""
        rows.append(HomeRow(wanted.title, address, note, tag, "stop", wanted.language))
    address = f"{reverse('tracker:recommendations')}?view=decided"
    return HomePanel(_("Agreed, nothing planned yet"), rows, address, _("All decided recommendations"), found.count())


def to_finish(request: HttpRequest) -> HomePanel | None:
    """Return the changes of the reader's own policies that are not in force with evidence, the earliest day first."""
    person = active(request.user)
    if person is None or not person.has_role(Role.STEWARD):
        return None
    unfinished = Q(status__in=UNFINISHED) | Q(status=ChangeStatus.IN_FORCE, evidence="")
    found = changes.visible_to(person).filter(unfinished, document__steward__in=acts_for(person))
    found = found.order_by("decision__target_on", "id")
    rows = [_unfinished_row(change) for change in found[:ROWS_PER_PANEL]]
    address = f"{reverse('policies:list')}?view=mine"
    return HomePanel(_("Changes to finish"), rows, address, _("All your policies"), found.count())


def _unfinished_row(change: PolicyChange) -> HomeRow:
    text, language = _titled(change)
    address = reverse("tracker:change", args=[change.pk])
    tag = str(ChangeStatus(change.status).label)
    if change.status == ChangeStatus.IN_FORCE:
        tag = _("Evidence is missing")
    target = change.decision.target_on
    if target is None:
        return HomeRow(text, address, "", tag, change.tone, language)
    note = _("Promised by %(day)s") % {"day": date_format(target)}
    if target < timezone.localdate():
        return HomeRow(text, address, note, _("Overdue"), "stop", language)
    return HomeRow(text, address, note, tag, change.tone, language)


def changed(request: HttpRequest) -> HomePanel | None:
    """Return the newest changes that were confirmed, for members: what came of their work."""
    person = active(request.user)
    if person is None or not person.has_role(*COUNCIL):
        return None
    language = get_language() or settings.LANGUAGE_CODE
    rows = [_changed_row(change) for change in changes.newest_confirmed(language, ROWS_PER_PANEL)]
    return HomePanel(_("Changed because people spoke"), rows, reverse("changes:list"), _("Everything that has changed"))


def _changed_row(change: PolicyChange) -> HomeRow:
    note = _("Confirmed on %(day)s") % {"day": date_format(change.signed_on)} if change.signed_on else ""
    address = reverse("changes:change", args=[change.pk])
    text, language = _titled(change)
    return HomeRow(text, address, note, language=language)
