"""Policies: what is in force, and what was."""

from __future__ import annotations

from collections import defaultdict

from django import forms as django_forms
from django.contrib import messages
from django.db.models import F, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import COUNCIL, STAFF, Role
from accounts.queries import MemberRequest
from core.listing import Listing, Order, SavedView, last_address
from core.verdicts import Conflict
from policies import actions, forms, queries, rules
from policies.models import PolicyDocument
from policies.slots import POLICY_BADGES, POLICY_PANELS, PolicyPage

ORDERS = [
    Order("title", ["title", "id"]),
    Order("steward", ["steward__name", "title", "id"]),
    Order("review", [F("review_on").asc(nulls_last=True), "title", "id"]),
]


def _views(request: MemberRequest) -> list[SavedView]:
    """Return the views of policies; those of one's own for people who can have some."""
    views = [SavedView("all", gettext_lazy("All"), Q())]
    if request.user.has_role(Role.STEWARD):
        views.append(SavedView("mine", gettext_lazy("Mine"), Q(steward=request.user)))
    views.append(SavedView("without", gettext_lazy("Without a steward"), Q(steward=None)))
    return [*views, SavedView("review", gettext_lazy("Review due"), queries.review_due())]


def _back(request: MemberRequest) -> str:
    """Return the address of the list as its reader left it."""
    return last_address(request, reverse("policies:list"))


@require_safe
def listed(request: MemberRequest) -> HttpResponse:
    """List policies with what is to be done about them."""
    if not request.user.has_role(*STAFF, *COUNCIL, Role.TRANSLATOR):
        raise Http404
    listing = Listing(
        request,
        queries.visible_to(request.user),
        views=_views(request),
        search=queries.search,
        orders=ORDERS,
    )
    listing.remember()
    documents = list(listing.page)
    ids = [document.pk for document in documents]
    badges = defaultdict(list)
    for provider in POLICY_BADGES:
        for pk, badge in provider(ids).items():
            badges[pk].append(badge)
    rows = [{"policy": document, "badges": badges[document.pk]} for document in documents]
    context = {"listing": listing, "rows": rows, "may_add": rules.may_add_document(request.user)}
    return render(request, "policies/list.html", context)


@require_http_methods(["GET", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """Bring in a policy."""
    if not rules.may_add_document(request.user):
        raise Http404
    form = forms.AddDocument(request.POST or None)
    if form.is_valid():
        document = actions.add_document(by=request.user, **form.cleaned_data)
        messages.success(request, _("The policy is added. You are its steward."))
        return redirect("policies:policy", document.slug)
    return render(request, "policies/add.html", {"form": form, "back_href": _back(request)})


def policy_visible_to(request: MemberRequest, slug: str) -> PolicyDocument:
    """Return a policy, or answer 404 where somebody may not see it."""
    return get_object_or_404(queries.visible_to(request.user), slug=slug)


@require_safe
def policy(request: MemberRequest, slug: str) -> HttpResponse:
    """Show a policy as it is in force."""
    return show(request, policy_visible_to(request, slug))


def show(
    request: MemberRequest, document: PolicyDocument, *, bound: django_forms.Form | None = None, status: int = 200
) -> HttpResponse:
    """Render the page of one policy; `bound` is a form of a panel that was sent and comes back as it was typed."""
    version = queries.in_force(document)
    page = PolicyPage(request, document, bound)
    panels = (provider(page) for provider in POLICY_PANELS)
    context = {
        "policy": document,
        "version": version,
        "clauses": queries.clauses(version),
        "versions": queries.versions(document),
        "panels": list(filter(None, panels)),
        "back_href": f"{_back(request)}#policy-{document.slug}",
        "may_adopt": rules.may_adopt(request.user, document),
    }
    return render(request, "policies/policy.html", context, status=status)


@require_POST
def adopt(request: MemberRequest, slug: str) -> HttpResponse:
    """Become the steward of a policy that has none."""
    document = policy_visible_to(request, slug)
    try:
        actions.adopt(document=document, by=request.user)
        messages.success(request, _("You are the steward of this policy now."))
    except Conflict:
        messages.warning(request, _("This changed since you opened it. Here is how it is now."))
    return redirect("policies:policy", document.slug)


@require_safe
def version(request: MemberRequest, slug: str, number: int) -> HttpResponse:
    """Show a policy as it was in force."""
    document = policy_visible_to(request, slug)
    # Among those that are or were in force: a version that is being written is not found.
    found = get_object_or_404(queries.versions(document), number=number)
    context = {"policy": document, "version": found, "clauses": queries.clauses(found)}
    return render(request, "policies/version.html", context)
