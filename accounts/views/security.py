"""One's own sessions, and help for somebody who lost their second step."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, forms, queries, rules, sessions
from accounts.models import User
from accounts.presenters import SessionRow
from accounts.queries import MemberRequest
from accounts.sentences import SECOND_STEP
from core.submitting import submit

HOUR_S = 3600


@require_safe
def own_sessions(request: MemberRequest) -> HttpResponse:
    """List where the reader is signed in."""
    found = sessions.of_person(request.user, this_one=request.session.session_key)
    rows = [SessionRow.of(session, request.user) for session in found]
    context = {"rows": rows, "has_others": len(rows) > 1, "hours": settings.SESSION_COOKIE_AGE // HOUR_S}
    return render(request, "accounts/sessions.html", context)


@require_POST
def end_session(request: MemberRequest, name: str) -> HttpResponse:
    """End one of the reader's own sessions."""
    if not actions.end_session(name=name, by=request.user):
        raise Http404
    messages.success(request, _("That session is over."))
    return redirect("accounts:sessions")


@require_POST
def end_other_sessions(request: MemberRequest) -> HttpResponse:
    """End all of the reader's own sessions but this one."""
    actions.end_other_sessions(but=request.session.session_key, by=request.user)
    messages.success(request, _("You are signed in here alone now."))
    return redirect("accounts:sessions")


@require_http_methods(["GET", "POST"])
def recover(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take away the second step that somebody lost, once the administrator has shown theirs."""
    if not rules.may_manage_people(request.user):
        raise Http404
    somebody = get_object_or_404(queries.people(), pk=pk)
    verdict = rules.may_remove_second_step(request.user, somebody)
    if verdict and not _has_shown_second_step(request):
        response: HttpResponse = suspend_request(request, reverse(_way_to_show(request)))
        return response
    form = forms.RemoveSecondStep(request.POST or None)

    def page(status: int = 200) -> HttpResponse:
        context = {"person": somebody, "form": form, "verdict": verdict, "back_href": back}
        return render(request, "accounts/recover.html", context, status=status)

    back = reverse("accounts:person", args=[somebody.pk])
    if request.method != "POST":
        return page()
    return submit(
        request,
        form,
        lambda: actions.remove_second_step(person=somebody, by=request.user, **form.cleaned_data),
        rerender=page,
        success=_("%(person)s can sign in and add a new second step.") % {"person": somebody.known_as},
        to=back,
    )


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """Remove one of the reader's own passkeys; of staff, one second step stays, as allauth asks for an app alone."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add why it cannot be removed; empty where it can."""
        context = super().get_context_data(**kwargs)
        context["why_not"] = ""
        if not get_adapter().can_delete_authenticator(self.object):
            context["why_not"] = SECOND_STEP["cannot_delete_authenticator"]
        return context  # type: ignore[no-any-return]

    @transaction.atomic
    def form_valid(self, form: Form) -> HttpResponse:
        """Remove it, or say what to do first."""
        # Of two removed at the same time, the second sees that it is the last.
        User.objects.select_for_update().get(pk=self.request.user.pk)
        if not get_adapter().can_delete_authenticator(self.object):
            refused: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=409)
            return refused
        response: HttpResponse = super().form_valid(form)
        return response


def _has_shown_second_step(request: MemberRequest) -> bool:
    """Return whether the reader has just used their own second step once more; a password is not enough here."""
    shown = [
        record["at"]
        for record in get_authentication_records(request, request.user)
        if record.get("method") == "mfa" and record.get("reauthenticated")
    ]
    return bool(shown) and time.time() - max(shown) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def _way_to_show(request: MemberRequest) -> str:
    if Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists():
        return "mfa_reauthenticate"
    return "mfa_reauthenticate_webauthn"
