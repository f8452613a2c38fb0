"""Pages about the reader's own account: profile, keys and undoing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions, forms, queries, undoing
from accounts.enums import COUNCIL
from accounts.queries import MemberRequest
from core.submitting import mark_sent
from core.verdicts import Conflict, Refused


@require_http_methods(["GET", "POST"])
def me(request: MemberRequest) -> HttpResponse:
    """Show and change the reader's own name, language and time zone."""
    person = request.user
    initial = {"name": person.name, "language": person.language, "time_zone": str(person.time_zone)}
    form = forms.Profile(request.POST or None, initial=initial)
    if form.is_valid():
        actions.change_profile(by=person, **form.cleaned_data)
        messages.success(request, _("Your changes are saved."))
        return redirect("accounts:me")
    return render(request, "accounts/me.html", {"form": form, "is_on_council": person.has_role(*COUNCIL)})


@require_http_methods(["GET", "POST"])
def tokens(request: MemberRequest) -> HttpResponse:
    """Show the reader's keys for programs and make a new one. The key is in this one response and nowhere else."""
    form = forms.MakeToken(request.POST or None)
    context: dict[str, object] = {"form": form, "tokens": queries.tokens_of(request.user)}
    if form.is_valid():
        # Shown in the answer to the POST: a redirect would have to keep the key somewhere.
        mark_sent(request)
        context["made"], context["key"] = actions.make_token(by=request.user, **form.cleaned_data)
        return render(request, "accounts/token_made.html", context)
    return render(request, "accounts/tokens.html", context)


@require_http_methods(["GET", "POST"])
def revoke_token(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask once, then delete one of the reader's own keys."""
    # Through the reader's own keys: anybody else's is 404.
    token = get_object_or_404(queries.tokens_of(request.user), pk=pk)
    if request.method == "POST":
        actions.revoke_token(token_id=token.pk, by=request.user)
        messages.success(request, _("The key no longer works."))
        return redirect("accounts:tokens")
    return render(request, "accounts/revoke_token.html", {"token": token})


@require_POST
def undo(request: MemberRequest) -> HttpResponse:
    """Take back what the reader has just done, if nobody has seen or used it yet."""
    try:
        undone = undoing.undo(offered=request.POST.get("undo", ""), by=request.user)
    except Conflict:
        messages.warning(
            request,
            _("This cannot be undone any more. It was used since, undone already, or done more than an hour ago."),
        )
        return redirect("home")
    except Refused as reason:
        messages.warning(request, str(reason))
        return redirect("home")
    messages.success(request, undone.success)
    return redirect(undone.back)


def nothing_here(request: MemberRequest, key: str = "") -> HttpResponse:
    """404: only an administrator changes an address; nobody adds or verifies one themselves."""
    raise Http404
