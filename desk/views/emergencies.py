"""Opening a restricted case in an emergency: asking, agreeing, ending, and looking into it afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.queries import MemberRequest
from core.fields import Form
from core.submitting import submit
from desk.actions import emergencies as actions
from desk.forms import emergencies as forms
from desk.models import EmergencyAccess
from desk.queries import emergencies as queries
from desk.rules import cases as case_rules
from desk.rules import emergencies as rules
from desk.views.cases import case_at_desk

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

RULES = {
    "look_at_name": rules.may_look_at_name,
    "agree": rules.may_agree,
    "end": rules.may_end,
    "look_into": rules.may_look_into,
}


@require_http_methods(["GET", "POST"])
def ask(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask to open a case that one is kept from."""
    case = case_at_desk(request, pk)
    form = forms.Ask(request.POST or None)

    def show(*, status: int = 200) -> HttpResponse:
        context = {"case": case, "form": form, "verdict": rules.may_ask(request.user, case)}
        return render(request, "desk/emergency/ask.html", context, status=status)

    if request.method != "POST":
        return show()
    return submit(
        request,
        form,
        lambda: actions.ask(case=case, by=request.user, **form.cleaned_data),
        rerender=show,
        success=_("A coordinator has to agree. They see it on their home page only: please call one now."),
        to=reverse("desk:case", args=[pk]),
    )


def _found(request: MemberRequest, pk: UUID) -> EmergencyAccess:
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


@require_safe
def emergency(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show who asks, why, and what became of it."""
    return _show(request, pk)


@never_cache
@require_http_methods(["GET", "POST"])
def named(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show whoever is to agree who is named, in this one answer; the opening is in the log."""
    access = _found(request, pk)
    if request.method != "POST" or not rules.may_look_at_name(request.user, access):
        return redirect("desk:emergency", pk)
    opened = actions.look_at_name(access=access, by=request.user)
    return _show(request, pk, name_opened=True, name=opened.words.get("keep_from", ""))


@require_http_methods(["GET", "POST"])
def agree(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Agree as the second person."""
    if request.method != "POST":
        return redirect("desk:emergency", pk)
    form = forms.Agree(request.POST)
    return _act(request, pk, form, actions.agree, _("It is open for sixty minutes, for this one person."))


@require_POST
def end(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Refuse it, or close it before its hour is over."""
    return _act(request, pk, forms.Button(request.POST), actions.end, _("It is closed."))


@require_POST
def look_into(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say that one looked into it."""
    done = _("The record says that you have looked into this.")
    return _act(request, pk, forms.Button(request.POST), actions.look_into, done)


def _act(
    request: MemberRequest, pk: UUID, form: Form, perform: Callable[..., object], success: str | _StrPromise
) -> HttpResponse:
    access = _found(request, pk)
    return submit(
        request,
        form,
        lambda: perform(access=access, by=request.user),
        rerender=lambda *, status: _show(request, pk, status=status, form=form),
        success=success,
        to=reverse("desk:emergency", args=[pk]),
    )


def _show(request: MemberRequest, pk: UUID, *, status: int = 200, **more: Any) -> HttpResponse:
    access = _found(request, pk)
    context = {
        "access": access,
        "verdicts": {name: rule(request.user, access) for name, rule in RULES.items()},
        "sees_case": bool(case_rules.may_see(request.user, access.case)),
        "form": forms.Agree(),
        **more,
    }
    return render(request, "desk/emergency/emergency.html", context, status=status)
