"""The administrators' pages about people."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions, forms, queries, rules
from accounts.enums import COUNCIL, STAFF
from accounts.models import User
from accounts.queries import MemberRequest
from core.listing import Listing, Order, SavedView, last_address
from core.verdicts import Conflict

PEOPLE_A_PAGE = 50
VIEWS = [
    SavedView("all", gettext_lazy("All"), Q()),
    SavedView("staff", gettext_lazy("Staff"), queries.holding(*STAFF)),
    SavedView("council", gettext_lazy("Council"), queries.holding(*COUNCIL)),
    SavedView("without_role", gettext_lazy("Without a role"), ~queries.holding()),
    SavedView("closed", gettext_lazy("Cannot sign in"), Q(is_active=False)),
]
ORDERS = [
    Order("name", ["name", "email", "id"]),
    Order("email", ["email", "id"]),
]


def _only_administrators(request: MemberRequest) -> None:
    if not rules.may_manage_people(request.user):
        raise Http404


@require_safe
def people(request: MemberRequest) -> HttpResponse:
    """List everybody with their roles, for administrators."""
    _only_administrators(request)
    listing = Listing(
        request,
        queries.people(),
        views=VIEWS,
        search=queries.search_people,
        orders=ORDERS,
        per_page=PEOPLE_A_PAGE,
    )
    listing.remember()
    return render(request, "accounts/people.html", {"listing": listing})


def _back(request: MemberRequest) -> str:
    """Return the address of the list as its reader left it."""
    return last_address(request, reverse("accounts:people"))


@require_http_methods(["GET", "POST"])
def person(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show one person, set their roles, let them sign in or not."""
    somebody = _somebody(request, pk)
    # Not `request.POST or None`: a person without roles who cannot sign in is sent as an empty form.
    data = request.POST if request.method == "POST" else None
    form = forms.Roles(data, person=somebody)
    if form.is_valid():
        actions.set_roles(person=somebody, by=request.user, **form.cleaned_data)
        messages.success(request, _("The changes for %(person)s are saved.") % {"person": somebody.known_as})
        return redirect(_back(request))
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
        except Conflict:
            form.add_error("email", forms.TAKEN)
    return _one_person(request, somebody, forms.Roles(person=somebody), form)


def _somebody(request: MemberRequest, pk: UUID) -> User:
    """Return one person, for administrators."""
    _only_administrators(request)
    return get_object_or_404(queries.people(), pk=pk)


def _one_person(request: MemberRequest, person: User, form: forms.Roles, address: forms.ChangeAddress) -> HttpResponse:
    """Show one person and what can be changed about them."""
    # The page prints the reason where a button is missing.
    verdict = rules.may_change_person(request.user, person)
    context = {
        "person": person,
        "form": form,
        "address": address,
        "verdict": verdict,
        "back_href": f"{_back(request)}#person-{person.pk}",
    }
    return render(request, "accounts/person.html", context)
