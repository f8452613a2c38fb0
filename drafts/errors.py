"""The members' site's pages for two errors that give back what was typed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.queries import active
from core import errors
from drafts import actions, answers, page_token, returning, typed
from drafts.enums import Why

OPEN_LONG = _("The page was open for a long time, or someone signed in again in this browser.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form again, filled in, for the person it was made for; for everybody else the page that says what to do."""
    refused = errors.csrf_failure(request, reason)
    refused.reason_given = OPEN_LONG  # type: ignore[attr-defined]
    page = page_token.sent_with(request)
    if page is None:
        return refused
    person = active(request.user)
    if person is None or person.pk != page.user:
        return refused
    data = returning.asked_for(request)
    if data is None:
        return refused
    shown = returning.show_again(request, data, returning.SIGNED_IN_AGAIN, level=messages.WARNING)
    return shown or refused


def server_error(request: HttpRequest) -> HttpResponse:
    """500, with what was typed and a button that sends it again. Works without a database."""
    page = page_token.sent_with(request)
    # What a script sends while somebody types is on their page, and it tries again.
    if page is None or page_token.is_keeping(request):
        return errors.server_error(request)
    data = typed.posted(request)
    fields = typed.fields_of(data)
    if not typed.texts(fields):
        return errors.server_error(request)
    kept = actions.keep_if_possible(page=page, address=request.path, fields=fields, why=Why.FAILED)
    return errors.server_error(request, {"kept": kept, "retry": answers.retry(request.get_full_path(), data)})
