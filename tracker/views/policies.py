"""Policies: what is in force, what was, and what is to change."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import COUNCIL, STAFF, Role
from accounts.queries import MemberRequest
from tracker.actions import changes, policies
from tracker.forms import policies as forms
from tracker.models import PolicyDocument
from tracker.queries import policies as queries
from tracker.queries.recommendations import agreed
from tracker.rules import policies as rules


@require_safe
def listed(request: MemberRequest) -> HttpResponse:
    """List policies by title."""
    if not request.user.has_role(*STAFF, *COUNCIL, Role.TRANSLATOR):
        raise Http404
    context = {"policies": queries.listed(request.user), "may_add": rules.may_add_document(request.user)}
    return render(request, "tracker/policies.html", context)


@require_http_methods(["GET", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """Bring in a policy."""
    if not rules.may_add_document(request.user):
        raise Http404
    form = forms.AddDocument(request.POST or None)
    if form.is_valid():
        document = policies.add_document(by=request.user, **form.cleaned_data)
        messages.success(request, _("The policy is here now, and you look after it."))
        return redirect("tracker:policy", document.slug)
    return render(request, "tracker/policy_add.html", {"form": form})


def _found(request: MemberRequest, slug: str) -> PolicyDocument:
    return get_object_or_404(queries.visible_to(request.user), slug=slug)


def _plan_form(document: PolicyDocument, data: Any = None) -> forms.Plan:
    clauses = list(queries.clauses(queries.in_force(document)))
    return forms.Plan(data, decisions=list(agreed()), clauses=clauses)


@require_http_methods(["GET", "POST"])
def policy(request: MemberRequest, slug: str) -> HttpResponse:
    """Show a policy as it is in force; its steward plans a change here."""
    document = _found(request, slug)
    verdict = rules.may_plan(request.user, document)
    form = _plan_form(document, request.POST or None) if verdict else None
    if form and form.is_valid():
        change = changes.plan(document=document, by=request.user, **form.cleaned_data)
        messages.success(request, _("The change is planned. Now write the new words."))
        return redirect("tracker:change", change.pk)
    version = queries.in_force(document)
    context = {
        "policy": document,
        "version": version,
        "clauses": queries.clauses(version),
        "versions": queries.versions(document),
        "changes": queries.changes_of(document),
        "form": form,
        "verdict": verdict,
    }
    return render(request, "tracker/policy.html", context)


@require_safe
def version(request: MemberRequest, slug: str, number: int) -> HttpResponse:
    """Show a policy as it was in force."""
    document = _found(request, slug)
    found = get_object_or_404(queries.versions(document), number=number)
    context = {"policy": document, "version": found, "clauses": queries.clauses(found)}
    return render(request, "tracker/policy_version.html", context)
