"""One case, and its words when somebody opens them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.queries import MemberRequest
from core.listing import last_address
from core.slots import Panel
from core.verdicts import Verdict
from desk.actions import opening
from desk.case_view import CaseView
from desk.forms import cases as forms
from desk.models import Case
from desk.presenters import CaseRow
from desk.queries import cases, emergencies, history, submissions
from desk.rules import cases as rules
from desk.rules import emergencies as emergency_rules
from desk.slots import CASE_ACTS, CASE_BUTTONS, CASE_NOTICES, CasePage, CaseSlot

RULES = {
    "take": rules.may_take,
    "hand_back": rules.may_hand_back,
    "acknowledge": rules.may_acknowledge,
    "close": rules.may_close,
    "release": rules.may_release,
    "open_name": rules.may_open_name,
    "give": rules.may_give,
    "open": rules.may_open,
    "sort": rules.may_sort,
    "reply": rules.may_reply,
}


def case_at_desk(request: MemberRequest, pk: UUID) -> Case:
    """Return a case, or answer 404 where somebody may not see it."""
    return get_object_or_404(cases.at_desk(request.user), pk=pk)


@require_safe
def case(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show one case without its words, and what can be done."""
    return show(request, case_at_desk(request, pk))


@never_cache
@require_http_methods(["GET", "POST"])
def words(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show the original words in this one answer, which nobody keeps; the opening is in the log."""
    found = case_at_desk(request, pk)
    # A link or a reload opens nothing: each opening is somebody's decision, and is in the log as one.
    if request.method != "POST" or not rules.may_open(request.user, found):
        return redirect("desk:case", pk)
    opened = opening.open_words(case=found, by=request.user)
    return show(request, found, opened=opened, submission=submissions.of(opened.words))


@never_cache
@require_http_methods(["GET", "POST"])
def named(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show a coordinator who is not to read it, in this one answer; the opening is in the log."""
    found = case_at_desk(request, pk)
    if request.method != "POST" or not rules.may_open_name(request.user, found):
        return redirect("desk:case", pk)
    opened = opening.open_name(case=found, by=request.user)
    return show(request, found, name_opened=True, submission=submissions.of(opened.words))


@never_cache
@require_http_methods(["GET", "POST"])
def added(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show what the person added later in this one answer; the opening is in the log."""
    found = case_at_desk(request, pk)
    if request.method != "POST" or not rules.may_open(request.user, found):
        return redirect("desk:case", pk)
    opened = opening.open_additions(case=found, by=request.user)
    additions = submissions.additions(found, [(message.words, message.on) for message in opened])
    # Read again: what was opened counts as seen by now.
    return show(request, case_at_desk(request, pk), additions=additions)


def _verdicts(request: MemberRequest, view: CaseView) -> dict[str, Verdict]:
    verdicts = {name: rule(request.user, view.case) for name, rule in RULES.items()}
    # Under what the desk knows: the page must not change in the second in which the person acts.
    verdicts["share"] = rules.may_share(request.user, view.case, view.consents)
    return verdicts


def _open_acts(bound: forms.CaseForm | None, more: dict[str, Any]) -> dict[str, bool]:
    """Return which forms are shown open: the one that came back, and those one needs the words for."""
    bound_name = bound.name if bound else ""
    is_reading = "opened" in more or "additions" in more
    open_acts = {}
    for act in ("sort", "share", "reply"):
        open_acts[act] = is_reading or act == bound_name
    return open_acts


def _emergency(request: MemberRequest, case: Case) -> dict[str, object]:
    """Return what a restricted case says of emergencies: the reader's own, and those they are told of."""
    if not case.feedback.restricted:
        return {}
    told = emergencies.to_look_at(request.user).filter(case=case)
    if rules.may_see(request.user, case):
        return {"emergencies": told}
    return {
        "emergencies": told,
        "may_ask": emergency_rules.may_ask(request.user, case),
        "emergency": None if case.is_erased else emergencies.open_for(request.user, case),
    }


def _panels(slot: CaseSlot, page: CasePage) -> list[Panel]:
    panels = (provider(page) for provider in slot)
    return list(filter(None, panels))


def show(
    request: MemberRequest, case: Case, *, bound: forms.CaseForm | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """Render the page of one case; `bound` is a form that was sent and comes back with what was typed."""
    view = CaseView.of(case)
    page = CasePage(request, view, bound)
    case_forms: dict[str, forms.CaseForm] = {
        "sort": forms.Sort(case=case),
        "share": forms.Share(case=case),
        "reply": forms.Reply(case=case),
        "giveto": forms.GiveTo(case=case),
    }
    if bound is not None:
        case_forms[bound.name] = bound
    context = {
        "case": case,
        "row": CaseRow.of(case),
        "back_href": f"{last_address(request, reverse('desk:queue'))}#case-{case.pk}",
        "view": view,
        "consents": view.consents,
        "sight": rules.may_see(request.user, case),
        "verdicts": _verdicts(request, view),
        **_emergency(request, case),
        "button_form": forms.ButtonForm(case=case),
        "forms": case_forms,
        "bound": bound.name if bound else "",
        "open_acts": _open_acts(bound, more),
        "buttons": _panels(CASE_BUTTONS, page),
        "acts": _panels(CASE_ACTS, page),
        "notices": _panels(CASE_NOTICES, page),
        "history": history.of(case),
        "has_additions": history.has_additions(case),
        "files": cases.known_files_of(case),
        **more,
    }
    return render(request, "desk/case.html", context, status=status)
