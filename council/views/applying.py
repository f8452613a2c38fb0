"""Where anybody applies for a seat, and looks after what they sent. Open to everybody."""

from __future__ import annotations

import contextlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.throttles import is_flood
from core.openness import open_to_all
from core.verdicts import Conflict, Refused
from council import actions, forms, queries
from council.enums import APPLICATION_NEXT, ApplicationStatus
from council.models import Application

TOO_MANY = 429
CHANGED = 409


@open_to_all
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """Say what happens with an application, and take it."""
    councils = queries.looking_for_people()
    form = forms.Apply(request.POST or None, councils=councils, language=translation.get_language() or "")
    context: dict[str, object] = {"form": form, "councils": councils}
    if not form.is_valid():
        return render(request, "council/public/apply.html", context)
    # A box that nobody sees was filled in: a program, which is thanked and kept nowhere.
    if request.POST.get("homepage"):
        return render(request, "council/public/status.html", {"status": ApplicationStatus.APPLIED})
    if is_flood(request, "apply"):
        form.add_error(
            None, _("Many people are writing at the moment. Your words are still here. Please try again in an hour.")
        )
        return render(request, "council/public/apply.html", context, status=TOO_MANY)
    try:
        _application, token = actions.apply(**form.cleaned_data)
    except Refused as reason:
        form.add_error("council", str(reason))
        return render(request, "council/public/apply.html", context, status=CHANGED)
    return redirect("apply:status", token)


@open_to_all
@require_http_methods(["GET", "POST"])
def status(request: HttpRequest, token: str) -> HttpResponse:
    """Show how far an application is, and let the person take it back. Whoever holds the link is the person."""
    application = get_object_or_404(Application.objects.select_related("council"), pk=queries.applied_with(token))
    following = APPLICATION_NEXT[ApplicationStatus(application.status)]
    if request.method == "POST":
        # Decided meanwhile: the page says so.
        with contextlib.suppress(Conflict):
            actions.withdraw_application(application=application)
        return redirect("apply:status", token)
    context = {
        "status": application.status,
        "council": application.council,
        "may_withdraw": ApplicationStatus.WITHDRAWN in following,
        "is_mailed": actions.is_written_to(application),
    }
    return render(request, "council/public/status.html", context)
