"""The name others see, how the reader is reached, and what they need: their own, and nobody else's."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions, forms, presenters, queries, rules
from accounts.queries import MemberRequest
from core.submitting import submit
from core.verdicts import Conflict, Refused


@require_http_methods(["GET", "POST"])
def name(request: MemberRequest) -> HttpResponse:
    """Choose the name others see, and which of them do; a preview changes nothing."""
    person = request.user
    form = forms.ChooseName(request.POST or None, initial=forms.name_now(person))
    context: dict[str, object] = {"form": form, "chosen": getattr(person, "chosen_name", None)}
    if form.is_valid():
        answers = form.cleaned_data
        verdict = rules.may_choose_name(person, " ".join(answers["name"].split()))
        if not verdict:
            form.add_error("name", str(verdict.reason))
        elif "preview" in request.POST:
            context["preview"] = presenters.name_preview(answers)
        else:
            try:
                actions.choose_name(by=person, **answers)
            # Taken by somebody else since the rule looked: said at the same field in the same words.
            except Refused as reason:
                form.add_error("name", str(reason))
            else:
                messages.success(request, presenters.name_is_saved(answers))
                return redirect("accounts:name")
    if "preview" not in context:
        context["preview"] = presenters.name_preview(forms.name_now(person))
    return render(request, "accounts/name.html", context)


@require_POST
def withdraw_name(request: MemberRequest) -> HttpResponse:
    """Take the chosen name back."""
    actions.withdraw_name(by=request.user)
    messages.success(request, _("Your name is taken back. From now on others see “A member”."))
    return redirect("accounts:name")


@require_http_methods(["GET", "POST"])
def contact(request: MemberRequest) -> HttpResponse:
    """Show and change how the reader is reached."""
    person = request.user
    initial = forms.contact_now(queries.contact_of(person))
    form = forms.Contact(request.POST or None, person=person, initial=initial)
    return submit(
        request,
        form,
        lambda: actions.change_contact(by=person, **form.cleaned_data),
        rerender=lambda *, status: render(request, "accounts/contact.html", {"form": form}, status=status),
        success=_("Your changes are saved."),
        to=reverse("accounts:contact"),
    )


@require_http_methods(["GET", "POST"])
def needs(request: MemberRequest) -> HttpResponse:
    """Show what the reader needs to take part, its history and who has looked, and add a need."""
    form = forms.KeepNeed(request.POST or None)
    if form.is_valid():
        actions.keep_need(by=request.user, **form.cleaned_data)
        messages.success(request, _("We will remember what you need."))
        return redirect("accounts:needs")
    context = {
        "form": form,
        "needs": queries.needs_of(request.user),
        "history": presenters.need_history(queries.need_events_of(request.user)),
    }
    return render(request, "accounts/needs.html", context)


@require_POST
def confirm_need(request: MemberRequest, pk: int) -> HttpResponse:
    """Confirm one of the reader's own needs."""
    need = get_object_or_404(queries.needs_of(request.user), pk=pk)
    try:
        actions.confirm_need(need=need, by=request.user)
        messages.success(request, _("Thank you. We go on asking for it."))
    except Conflict:
        messages.info(request, _("This changed since you opened it. Here is how it is now."))
    return redirect("accounts:needs")


@require_POST
def forget_need(request: MemberRequest, pk: int) -> HttpResponse:
    """Delete one of the reader's own needs."""
    need = get_object_or_404(queries.needs_of(request.user), pk=pk)
    actions.forget_need(need=need, by=request.user)
    messages.success(request, _("We have forgotten it."))
    return redirect("accounts:needs")
