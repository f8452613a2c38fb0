"""Bringing a case before a council, and back to the desk."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.queries import MemberRequest
from desk.forms.cases import ButtonForm
from desk.views.case_actions import submit_case_form
from tracker.actions import agenda as actions
from tracker.forms import agenda as forms
from tracker.queries.agenda import coming_meetings


@require_http_methods(["GET", "POST"])
def put_on_agenda(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put a case before a meeting."""
    make: Any = partial(forms.Agenda, meetings=coming_meetings())
    return submit_case_form(request, pk, make, actions.put_on_agenda, _("The council will talk about this."))


@require_http_methods(["GET", "POST"])
def bring_back(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Answer at the desk what the council did not ask anything about."""
    return submit_case_form(request, pk, ButtonForm, actions.bring_back, _("This is at the desk again."))
