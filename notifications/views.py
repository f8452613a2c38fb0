"""My messages and what I want to be told; for staff, what could not be sent."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.queries import MemberRequest
from core.verdicts import AlreadyMoved
from notifications import actions, forms, queries, rules
from notifications.channels import wording

PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: MemberRequest) -> HttpResponse:
    """My messages, and what I want to be told."""
    preference = queries.preference_of(request.user)
    form = forms.Preferences(request.POST or None, initial=model_to_dict(preference))
    if request.method == "POST" and form.is_valid():
        actions.set_preferences(by=request.user, **form.cleaned_data)
        messages.success(request, _("We will do it as you said."))
        return redirect("notifications:mine")
    page = Paginator(queries.visible_to(request.user), PAGE).get_page(request.GET.get("page"))
    language = get_language() or queries.language_of(request.user)
    told = [(message, wording.of(message, language)) for message in page]
    context = {"form": form, "page": page, "told": told, "preference": preference}
    context["may_see_unsent"] = rules.may_see_unsent(request.user)
    return render(request, "notifications/mine.html", context)


@require_POST
def no_reminders(request: MemberRequest) -> HttpResponse:
    """Stop reminders in one press."""
    actions.stop_reminders(by=request.user)
    messages.success(request, _("We will not remind you of meetings any more. You can change this on this page."))
    return redirect("notifications:mine")


@require_safe
def unsent(request: MemberRequest) -> HttpResponse:
    """Show messages that could not be sent."""
    rules.may_see_unsent(request.user).enforce()
    page = Paginator(queries.unsent(), PAGE).get_page(request.GET.get("page"))
    rows = [(message, rules.may_try_again(request.user, message)) for message in page]
    context = {"page": page, "rows": rows, "names": rules.may_see_recipient(request.user)}
    return render(request, "notifications/unsent.html", context)


@require_POST
def again(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Try one message again."""
    rules.may_see_unsent(request.user).enforce()
    message = get_object_or_404(queries.unsent(), pk=pk)
    try:
        actions.try_again(message=message, by=request.user)
        messages.success(request, _("We are trying to send it again."))
    except AlreadyMoved:
        messages.info(request, _("Somebody else has already done this."))
    return redirect("notifications:unsent")


@require_POST
def all_again(request: MemberRequest) -> HttpResponse:
    """Try all messages again that were given up."""
    count = actions.try_all_again(by=request.user)
    text = ngettext("We are trying to send %(n)s message again.", "We are trying to send %(n)s messages again.", count)
    messages.success(request, text % {"n": count})
    return redirect("notifications:unsent")
