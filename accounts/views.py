"""Pages about oneself, and the administrators' pages about people."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, audit, forms, queries, rules
from accounts.enums import COUNCIL
from accounts.models import User
from accounts.queries import MemberRequest
from core.verdicts import AlreadyMoved, Verdict

EVENTS_A_PAGE = 50
PEOPLE_A_PAGE = 50


def _or_not_found(verdict: Verdict) -> None:
    """What one may not see is not there."""
    if not verdict:
        raise Http404


@require_http_methods(["GET", "POST"])
def me(request: MemberRequest) -> HttpResponse:
    """Show and change how one is called, one's language and time zone."""
    person = request.user
    now = {"name": person.name, "language": person.language, "time_zone": str(person.time_zone)}
    form = forms.Profile(request.POST or None, initial=now)
    if form.is_valid():
        actions.change_profile(by=person, **form.cleaned_data)
        messages.success(request, _("Your changes are saved."))
        return redirect("accounts:me")
    return render(request, "accounts/me.html", {"form": form, "is_on_council": person.has_role(*COUNCIL)})


@require_http_methods(["GET", "POST"])
def needs(request: MemberRequest) -> HttpResponse:
    """Show what one needs to take part, and keep something more."""
    form = forms.KeepNeed(request.POST or None)
    if form.is_valid():
        actions.keep_need(by=request.user, **form.cleaned_data)
        messages.success(request, _("We will remember what you need."))
        return redirect("accounts:needs")
    return render(request, "accounts/needs.html", {"form": form, "needs": queries.needs_of(request.user)})


@require_POST
def forget_need(request: MemberRequest, pk: int) -> HttpResponse:
    """Forget one of one's own needs."""
    need = get_object_or_404(queries.needs_of(request.user), pk=pk)
    actions.forget_need(need=need, by=request.user)
    messages.success(request, _("We have forgotten it."))
    return redirect("accounts:needs")


@require_http_methods(["GET", "POST"])
def tokens(request: MemberRequest) -> HttpResponse:
    """Show one's keys for programmes and make a new one. The key stands in this one answer and nowhere else."""
    form = forms.MakeToken(request.POST or None)
    context: dict[str, object] = {"form": form, "tokens": queries.tokens_of(request.user)}
    if form.is_valid():
        context["made"], context["key"] = actions.make_token(by=request.user, **form.cleaned_data)
        return render(request, "accounts/token_made.html", context)
    return render(request, "accounts/tokens.html", context)


@require_POST
def revoke_token(request: MemberRequest, pk: UUID) -> HttpResponse:
    """End one of one's own keys."""
    token = get_object_or_404(queries.tokens_of(request.user), pk=pk)
    actions.revoke_token(token_id=token.pk, by=request.user)
    messages.success(request, _("The key no longer works."))
    return redirect("accounts:tokens")


@require_safe
def people(request: MemberRequest) -> HttpResponse:
    """List everybody with their roles, for administrators."""
    _or_not_found(rules.may_manage_people(request.user))
    page = Paginator(queries.people(), PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/people.html", {"page": page})


@require_http_methods(["GET", "POST"])
def invite(request: MemberRequest) -> HttpResponse:
    """Make an account for somebody new."""
    _or_not_found(rules.may_manage_people(request.user))
    form = forms.Invite(request.POST or None)
    if form.is_valid():
        try:
            person = actions.invite(by=request.user, **form.cleaned_data)
            messages.success(request, _("%(person)s can sign in now.") % {"person": person.known_as})
            return redirect("accounts:people")
        except AlreadyMoved:
            form.add_error("email", forms.TAKEN)
    return render(request, "accounts/invite.html", {"form": form})


@require_http_methods(["GET", "POST"])
def person(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show one person, set their roles, let them sign in or not."""
    somebody = _somebody(request, pk)
    form = forms.Roles(request.POST if request.method == "POST" else None, person=somebody)
    if form.is_valid():
        actions.set_roles(person=somebody, by=request.user, **form.cleaned_data)
        messages.success(request, _("The changes for %(person)s are saved.") % {"person": somebody.known_as})
        return redirect("accounts:people")
    return _one_person(request, somebody, form, forms.ChangeAddress(person=somebody))


@require_http_methods(["GET", "POST"])
def change_address(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change the address somebody signs in with."""
    somebody = _somebody(request, pk)
    form = forms.ChangeAddress(request.POST or None, person=somebody)
    if form.is_valid():
        try:
            actions.change_address(person=somebody, by=request.user, **form.cleaned_data)
            messages.success(request, _("The changes for %(person)s are saved.") % {"person": somebody.known_as})
            return redirect("accounts:person", somebody.pk)
        except AlreadyMoved:
            form.add_error("email", forms.TAKEN)
    return _one_person(request, somebody, forms.Roles(person=somebody), form)


def _somebody(request: MemberRequest, pk: UUID) -> User:
    """Return one person, for administrators."""
    _or_not_found(rules.may_manage_people(request.user))
    return get_object_or_404(queries.people(), pk=pk)


def _one_person(request: MemberRequest, person: User, form: forms.Roles, address: forms.ChangeAddress) -> HttpResponse:
    """Show one person and what can be changed about them."""
    verdict = rules.may_change_person(request.user, person)
    context = {"person": person, "form": form, "address": address, "verdict": verdict}
    return render(request, "accounts/person.html", context)


def nothing_here(request: MemberRequest, key: str = "") -> HttpResponse:
    """Not there: an administrator changes an address, nobody adds or proves one alone."""
    raise Http404


@require_safe
def log(request: MemberRequest) -> HttpResponse:
    """Show what was done, the newest first, and whether the log is whole."""
    _or_not_found(rules.may_read_audit(request.user))
    page = Paginator(queries.events(), EVENTS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/log.html", {"page": page, "first_break": next(audit.breaks(), "")})
