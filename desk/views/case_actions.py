"""What staff do with a case. Each act is one form on its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.queries import MemberRequest, changed_since
from accounts.undoing import offer
from core.submitting import submit
from desk.actions import cases as actions
from desk.actions import undoing
from desk.forms import cases as forms
from desk.models import Case
from desk.rules import cases as rules
from desk.views.cases import case_at_desk, show
from drafts.interface import page_opened_at

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def submit_case_form(  # noqa: PLR0913 - an act is its form, its action, its words and its way back
    request: MemberRequest,
    pk: UUID,
    make: Callable[..., forms.CaseForm],
    perform: Callable[..., object],
    success: str | _StrPromise,
    *,
    undo: str = "",
) -> HttpResponse:
    """Do one thing with a case as its page showed it; the page's address alone leads to the case.

    `undo` names the act that takes it back, where it can be.
    """
    if request.method != "POST":
        return redirect("desk:case", pk)
    case = case_at_desk(request, pk)
    case_address = reverse("desk:case", args=[pk])
    before = {"topics": case.topics, "content_note": case.content_note}
    form = make(request.POST, case=case)

    def perform_as_seen() -> None:
        data = dict(form.cleaned_data)
        # The case as it is now, so that rules judge the present; its revision as the page had it, so that an older page
        # is refused.
        seen = Case.objects.select_related("feedback").get(pk=case.pk)
        seen.revision = data.pop("revision")
        perform(case=seen, by=request.user, **data)
        # Somebody who handed back what is restricted can no longer open it: that is not theirs to take back.
        if undo and rules.may_see(request.user, seen):
            now = timezone.now().isoformat()
            offer(request, undo, case_address, case=str(pk), revision=seen.revision, at=now, **before)

    def rerender(*, status: int) -> HttpResponse:
        case.refresh_from_db()
        form.catch_up()
        return show(request, case, bound=form, status=status)

    def changed_by() -> str:
        since = page_opened_at(request)
        if since is None:
            return ""
        return changed_since(case, since, but=request.user)

    return submit(
        request, form, perform_as_seen, rerender=rerender, success=success, to=case_address, changed_by=changed_by
    )


@require_http_methods(["GET", "POST"])
def take(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Read it oneself."""
    return submit_case_form(
        request,
        pk,
        forms.ButtonForm,
        actions.take,
        _("This is assigned to you. The person can see that someone is reading it."),
    )


@require_http_methods(["GET", "POST"])
def hand_back(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let somebody else read it."""
    return submit_case_form(
        request,
        pk,
        forms.ButtonForm,
        actions.hand_back,
        _("You have handed this back. It can be assigned to someone else."),
        undo=undoing.HANDED_BACK,
    )


@require_http_methods(["GET", "POST"])
def give_to(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Choose who reads it."""
    return submit_case_form(
        request, pk, forms.GiveTo, actions.give_to, _("The person you chose and coordinators can open it now.")
    )


@require_http_methods(["GET", "POST"])
def release(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put it with the rest."""
    return submit_case_form(
        request, pk, forms.ButtonForm, actions.release, _("Released from quarantine."), undo=undoing.RELEASED
    )


@require_http_methods(["GET", "POST"])
def acknowledge(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Tell the person that we have it."""
    return submit_case_form(
        request, pk, forms.ButtonForm, actions.acknowledge, _("Acknowledged. The person can see that we have it.")
    )


@require_http_methods(["GET", "POST"])
def sort(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say what it is about."""
    return submit_case_form(
        request, pk, forms.Sort, actions.sort, _("Topics and content note are saved."), undo=undoing.SORTED
    )


@require_http_methods(["GET", "POST"])
def share(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Write the version others may see, or look at it first."""
    case = case_at_desk(request, pk)
    form = forms.Share(request.POST or None, case=case)
    # Before the act: a preview writes nothing and shows the person nothing.
    if form.is_valid() and "preview" in request.POST:
        preview = {"text": form.cleaned_data["shareable"], "language": form.cleaned_data["language"]}
        return show(request, case, bound=form, preview=preview)
    return submit_case_form(request, pk, forms.Share, actions.share, _("Others can see this version now."))


@require_http_methods(["GET", "POST"])
def reply(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Reply to the person."""
    return submit_case_form(
        request, pk, forms.Reply, actions.reply, _("Your reply is saved. The person reads it with their code.")
    )


@require_http_methods(["GET", "POST"])
def close(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Finish."""
    return submit_case_form(request, pk, forms.ButtonForm, actions.close, _("This is closed."))
