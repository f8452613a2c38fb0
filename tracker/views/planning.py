"""Planning a change of a policy, on the page of the policy."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.queries import MemberRequest
from policies.views import policy_visible_to, show
from tracker.actions import changes as actions
from tracker.panels.pages import plan_form
from tracker.rules import changes as rules


@require_http_methods(["GET", "POST"])
def plan(request: MemberRequest, slug: str) -> HttpResponse:
    """Plan a change because of a decision; the address alone leads to the policy."""
    document = policy_visible_to(request, slug)
    if request.method != "POST" or not rules.may_plan(request.user, document):
        return redirect("policies:policy", slug)
    form = plan_form(document, request.POST)
    if not form.is_valid():
        return show(request, document, bound=form)
    change = actions.plan(document=document, by=request.user, **form.cleaned_data)
    messages.success(request, _("The change is planned. Now write the new words."))
    return redirect("tracker:change", change.pk)
