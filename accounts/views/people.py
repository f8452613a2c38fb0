"""The administrators' pages about people."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions, forms, queries, rules, second_step
from accounts.enums import COUNCIL, STAFF
from accounts.models import User
from accounts.presenters import GrantRow
from accounts.queries import MemberRequest
from core.listing import Listing, Order, SavedView, last_address
from core.slots import BEFORE_CHANGE
from core.submitting import submit
from core.verdicts import Conflict, Refused

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
        # Nothing happens to one's own roles; a page that says why has no form that could be shown again.
        rules.may_change_person(request.user, somebody).enforce()
        if first := _before(request, somebody, form):
            return redirect(first)
        try:
            actions.set_roles(person=somebody, by=request.user, **form.cleaned_data)
        except Refused as reason:
            form.add_error("roles", str(reason))
        else:
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


def _before(request: MemberRequest, person: User, form: forms.Roles) -> str:
    """Return where an administrator decides first who takes over what hangs on somebody; empty where nothing does."""
    kept = frozenset(role.value for role in form.cleaned_data["roles"])
    pages = (page(request.user, person, kept, form.cleaned_data["is_active"]) for page in BEFORE_CHANGE)
    return next(filter(None, pages), "")


@require_http_methods(["GET", "POST"])
def give_role(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Give a role with its days, for everything or for one council."""
    somebody = _somebody(request, pk)
    form = forms.GiveRole(request.POST or None)

    def page(status: int = 200) -> HttpResponse:
        context = {
            "person": somebody,
            "form": form,
            "verdict": rules.may_change_person(request.user, somebody),
            "back_href": reverse("accounts:person", args=[somebody.pk]),
        }
        return render(request, "accounts/give_role.html", context, status=status)

    if request.method != "POST":
        return page()
    return submit(
        request,
        form,
        lambda: actions.give_role(person=somebody, by=request.user, **form.cleaned_data),
        rerender=page,
        success=_("The changes for %(person)s are saved.") % {"person": somebody.known_as},
        to=reverse("accounts:person", args=[somebody.pk]),
    )


@require_http_methods(["GET", "POST"])
def take_role(request: MemberRequest, pk: UUID, grant: int) -> HttpResponse:
    """Ask once, then take a role away."""
    somebody = _somebody(request, pk)
    held = get_object_or_404(queries.grants_of(somebody), pk=grant)
    row = GrantRow.of(held, forms.scopes(), timezone.localdate())
    # Not `request.POST or None`: nothing is sent but the button.
    form = forms.TakeRole(request.POST if request.method == "POST" else None)
    back = reverse("accounts:person", args=[somebody.pk])

    def page(status: int = 200) -> HttpResponse:
        verdict = rules.may_take_role(request.user, held)
        context = {"person": somebody, "row": row, "form": form, "verdict": verdict, "back_href": back}
        return render(request, "accounts/take_role.html", context, status=status)

    if request.method != "POST":
        return page()
    return submit(
        request,
        form,
        lambda: actions.take_role(grant=held, by=request.user),
        rerender=page,
        success=_("The changes for %(person)s are saved.") % {"person": somebody.known_as},
        to=back,
    )


def _somebody(request: MemberRequest, pk: UUID) -> User:
    """Return one person, for administrators."""
    _only_administrators(request)
    return get_object_or_404(queries.people(), pk=pk)


def _one_person(request: MemberRequest, person: User, form: forms.Roles, address: forms.ChangeAddress) -> HttpResponse:
    """Show one person and what can be changed about them."""
    # The page prints the reason where a button is missing.
    verdict = rules.may_change_person(request.user, person)
    today, scopes = timezone.localdate(), forms.scopes()
    rows = [GrantRow.of(grant, scopes, today) for grant in queries.grants_of(person)]
    context = {
        "held": [row for row in rows if not row.is_over],
        "over": [row for row in rows if row.is_over],
        "has_second_step": second_step.has_any(person),
        "person": person,
        "form": form,
        "address": address,
        "verdict": verdict,
        "back_href": f"{_back(request)}#person-{person.pk}",
    }
    return render(request, "accounts/person.html", context)
