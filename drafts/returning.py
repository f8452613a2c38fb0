"""Showing a form again with what was typed, and performing nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.queries import active
from core.fields import ShownAgain
from drafts import page_token, queries, sealing
from drafts.models import FormDraft
from drafts.page_token import OpenedPage

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# The name of a button that shows its form again, and the field that says with which unsent words.
AGAIN = "_again"
DRAFT = "_draft"
NOT_YET = _("This is what you wrote. It is not sent yet.")
SIGNED_IN_AGAIN = _(
    "This was not sent, because you signed in again, or the page was open for very long. Your text is below: please"
    " send it once more."
)
OK = 200


def from_post(data: QueryDict) -> ShownAgain:
    """Return what was sent, to be shown again."""
    return ShownAgain.of(data)


def from_draft(request: HttpRequest, draft: FormDraft) -> ShownAgain:
    """Return unsent words, to be shown again; the page goes on where that one was left."""
    again = ShownAgain(mutable=True)
    fields = sealing.unseal(draft.sealed, user=draft.user_id, address=draft.address)
    for name, values in fields.items():
        again.setlist(name, values)
    # Never empty: a view takes an empty form for one that was not sent.
    again[AGAIN] = "yes"
    # The page is as it is now, whenever the words were written.
    now = int(timezone.now().timestamp())
    page_token.continue_as(request, OpenedPage(draft.user_id, draft.page, draft.writing, now))
    return again


def is_asked_for(request: HttpRequest) -> bool:
    """Return whether a button asks to show its form again. Signing in and out can be done, not looked at."""
    return AGAIN in request.POST and not page_token.is_sign_in(request.resolver_match)


def asked_for(request: HttpRequest) -> ShownAgain | None:
    """Return the words to show again: those that came with the request, or unsent ones of the same person."""
    number = request.POST.get(DRAFT)
    if number is None:
        return from_post(request.POST)
    person = active(request.user)
    draft = None
    if person is not None:
        draft = queries.numbered(person, number, address=request.path)
    if draft is None:
        return None
    try:
        return from_draft(request, draft)
    except sealing.UnreadableError:
        return None


def show_again(
    request: HttpRequest, data: ShownAgain, sentence: str | _StrPromise, *, level: int = messages.INFO
) -> HttpResponse | None:
    """Return the page with its form filled in, or None where the view shows none. Nothing that it writes stays."""
    match = request.resolver_match
    # A session that a page for signing in begins or ends is not taken back with the database.
    if match is None or page_token.is_sign_in(match):
        return None
    request.POST = data  # type: ignore[assignment]
    messages.add_message(request, level, sentence)
    with transaction.atomic():
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        # A view that acts without a form acts here as well: none of it happened.
        transaction.set_rollback(True)
    # Without a form of ours that took the words, the page is the answer to an act: it is shown to nobody.
    if data.is_used and response.status_code == OK:
        return response
    _drop_messages(request)
    return None


def _drop_messages(request: HttpRequest) -> None:
    """Let no later page print a sentence about this one."""
    for _message in messages.get_messages(request):
        pass
