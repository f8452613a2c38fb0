"""The set-up in the browser: from the link that a command prints to an open door."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.queries import MemberRequest
from core import regions
from core.fields import Form
from core.openness import open_to_all
from core.submitting import mark_sent, submit
from core.verdicts import Conflict, Refused
from desk.actions import places as place_actions
from desk.forms import places as place_forms
from desk.queries import places as place_queries
from pages import actions, forms, presenters, queries, rules
from pages.enums import Step

GONE = 410


def _only_administrators(request: MemberRequest) -> None:
    if not rules.may_set_up(request.user):
        raise Http404


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first administrator's account with the link.

    A GET uses nothing up: mail scanners and previews follow links.
    """
    if not queries.working_links(token).exists():
        return _link_is_gone(request)
    form = forms.Account(request.POST or None)
    if not form.is_valid():
        return _account(request, form)
    try:
        person = actions.begin(token=token, language=get_language() or "", **form.cleaned_data)
    except Conflict:
        return _link_is_gone(request)
    except Refused as reason:
        form.add_error("email", str(reason))
        return _account(request, form)
    login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect(presenters.address(Step.ORGANISATION))


def _account(request: HttpRequest, form: forms.Account) -> HttpResponse:
    return render(request, "pages/setup/account.html", {"form": form, "progress": presenters.progress(Step.ACCOUNT)})


def _link_is_gone(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/setup/link_gone.html", {"hours": actions.LINK_HOURS}, status=GONE)


@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """List what is there and what is missing, and open or close the door."""
    return _overview(request, status=200)


def _overview(request: MemberRequest, *, status: int) -> HttpResponse:
    _only_administrators(request)
    row = queries.organisation()
    context: dict[str, Any] = {"row": row}
    if row is not None:
        facts = queries.facts(row, request.user)
        context.update(
            facts=facts,
            lines=presenters.lines(facts),
            may_open=rules.may_open(request.user, facts),
            may_mail=rules.may_confirm_mail(request.user),
        )
    return render(request, "pages/setup/overview.html", context, status=status)


def _step(request: MemberRequest, step: Step, form: Form, *, status: int = 200, **context: Any) -> HttpResponse:
    """Show a step of the set-up."""
    shown = {"form": form, "progress": presenters.progress(step), "row": queries.organisation(), **context}
    return render(request, f"pages/setup/{step.value}.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: MemberRequest) -> HttpResponse:
    """Say whose service it is."""
    _only_administrators(request)
    form = forms.OrganisationForm(_sent(request), row=queries.organisation())
    rerender = partial(_step, request, Step.ORGANISATION, form)
    if not form.is_bound:
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.save_organisation(by=request.user, **form.cleaned_data),
        rerender=rerender,
        success=_("Saved."),
        to=presenters.progress(Step.ORGANISATION).onward,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def help_lines(request: MemberRequest) -> HttpResponse:
    """Show the crisis lines of the region, and keep that somebody dialled them."""
    _only_administrators(request)
    row = queries.organisation()
    initial = {}
    if row is not None:
        initial = {"local_help_lines": row.local_help_lines, "is_checked": row.help_checked_on is not None}
    form = forms.HelpLines(_sent(request), initial=initial)
    help_of_region = None
    if row is not None and row.names:
        help_of_region = regions.help_in(row.region)
    rerender = partial(_step, request, Step.HELP, form, help=help_of_region)
    if not form.is_bound:
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.save_help(by=request.user, **form.cleaned_data),
        rerender=rerender,
        success=_("Saved."),
        to=presenters.progress(Step.HELP).onward,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: MemberRequest) -> HttpResponse:
    """Invite a coordinator and those who read, one after the other."""
    _only_administrators(request)
    initial = {"language": get_language()}
    form = forms.Colleague(_sent(request), initial=initial)
    rerender = partial(_step, request, Step.PEOPLE, form, desk=queries.desk(), invited=queries.invited())
    if not form.is_bound:
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.invite(by=request.user, **form.cleaned_data),
        rerender=rerender,
        success=_("The invitation is on its way."),
        # To the same page: a reader is invited after the coordinator.
        to=presenters.address(Step.PEOPLE),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def places(request: MemberRequest) -> HttpResponse:
    """Put places on the list, one after the other."""
    _only_administrators(request)
    form = place_forms.AddPlace(_sent(request))
    language = get_language() or ""
    listed = [place.name_in(language) for place in place_queries.visible_to(request.user)]
    rerender = partial(_step, request, Step.PLACES, form, places=listed)
    if not form.is_bound:
        return rerender()
    return submit(
        request,
        form,
        lambda: place_actions.add(by=request.user, code=form.cleaned_data["code"], names=form.cleaned_data["names"]),
        rerender=rerender,
        success=_("The place is on the list."),
        to=presenters.address(Step.PLACES),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def council(request: MemberRequest) -> HttpResponse:
    """Make the first council with its seats."""
    _only_administrators(request)
    form = forms.FirstCouncil(_sent(request))
    verdict = rules.may_make_first_council(request.user)
    # Also what was sent too late is shown, with the reason.
    shows_form = bool(verdict) or form.is_bound
    rerender = partial(
        _step, request, Step.COUNCIL, form, councils=queries.councils(), verdict=verdict, shows_form=shows_form
    )
    if not form.is_bound:
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.make_council(by=request.user, **form.cleaned_data),
        rerender=rerender,
        success=_("The council is there, with its seats."),
        to=presenters.progress(Step.COUNCIL).onward,
    )


@require_POST
def mail(request: MemberRequest) -> HttpResponse:
    """Send a test message to the reader, or keep that it arrived."""
    _only_administrators(request)
    mark_sent(request)
    try:
        if request.POST.get("act") == "arrived":
            actions.confirm_mail(by=request.user)
            messages.success(request, _("Saved."))
        else:
            actions.send_test_mail(by=request.user)
            messages.success(request, _("The test message was sent. Look into your mailbox, then press “It arrived”."))
    except Refused as reason:
        messages.warning(request, str(reason))
    return redirect("setup:overview")


@require_POST
def door(request: MemberRequest) -> HttpResponse:
    """Open the door to the public, or close it."""
    _only_administrators(request)
    mark_sent(request)
    try:
        if request.POST.get("act") == "open":
            actions.open_door(by=request.user)
            messages.success(request, _("The door is open. People can write to you from now on."))
        else:
            actions.close_door(by=request.user)
            messages.success(request, _("The door is closed. Nobody can send anything until it is opened again."))
    except Refused as reason:
        messages.warning(request, str(reason))
    return redirect("setup:overview")


def _sent(request: HttpRequest) -> Any:
    """Return what was sent. Not `request.POST or None`: a form without any answer is sent, too."""
    if request.method == "POST":
        return request.POST
    return None
