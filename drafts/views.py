"""Unsent words: the reader's own, to copy or to throw away; and keeping them while they are written."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.queries import MemberRequest
from core.moments import clock_words
from core.stripping import is_door
from drafts import actions, page_token, queries, sealing, typed
from drafts.enums import Why
from drafts.models import FormDraft

ADDRESS = "_address"
BAD_REQUEST = 400
TOO_LARGE = 413


@dataclass(frozen=True, slots=True)
class Unsent:
    """Unsent words as a page lists them."""

    draft: FormDraft
    written: list[str]


@require_safe
def listed(request: MemberRequest) -> HttpResponse:
    """List what the reader wrote and did not send."""
    unsent = [_opened(draft) for draft in queries.visible_to(request.user)]
    context = {"unsent": unsent, "days": settings.TYPED_WORDS_DAYS, "most": actions.DRAFTS_PER_PERSON}
    return render(request, "drafts/listed.html", context)


def _opened(draft: FormDraft) -> Unsent:
    try:
        fields = sealing.unseal(draft.sealed, user=draft.user_id, address=draft.address)
    except sealing.UnreadableError:
        fields = {}
    return Unsent(draft, typed.texts(fields))


@require_POST
def throw_away(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Destroy some of the reader's own, and go back to where they were."""
    draft = get_object_or_404(queries.visible_to(request.user), pk=pk)
    actions.throw_away(draft=draft, by=request.user)
    messages.success(request, _("It is thrown away."))
    back = request.POST.get("back", "")
    # A path of ours: what has no slash would be looked up as the name of a page.
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("drafts:listed")


# The field of the page is as good a proof as Django's, and is still good when the person signed in again elsewhere.
@csrf_exempt
@require_POST
def keep(request: MemberRequest) -> HttpResponse:
    """Keep what is being written, and say when it was kept."""
    page = page_token.sent_with(request)
    address = request.POST.get(ADDRESS, "")
    if page is None or page.user != request.user.pk or not _is_form(address):
        return JsonResponse({}, status=BAD_REQUEST)
    fields = typed.fields_of(request.POST)
    if not typed.texts(fields):
        # All of it was deleted by hand.
        actions.forget_sent(page=page, address=address, fields={})
        return JsonResponse({"at": ""})
    try:
        kept = actions.keep(page=page, address=address, fields=fields, why=Why.TYPING)
    except actions.TooLongError:
        return JsonResponse({}, status=TOO_LARGE)
    if kept is None:
        return JsonResponse({}, status=BAD_REQUEST)
    return JsonResponse({"at": clock_words(timezone.localtime(timezone=request.user.time_zone))})


def _is_form(address: str) -> bool:
    """Return whether an address is one of ours whose forms may be kept."""
    try:
        match = resolve(address)
    except Resolver404:
        return False
    return not is_door(address) and not page_token.is_sign_in(match)
