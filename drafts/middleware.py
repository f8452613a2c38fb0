"""Nothing that a signed-in person typed is lost with the answer to it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.queries import active
from core.fields import ShownAgain
from core.stripping import is_door
from core.submitting import was_sent
from drafts import actions, answers, page_token, returning, typed
from drafts.enums import Why
from drafts.page_token import OpenedPage
from drafts.sealing import Fields

FORBIDDEN = 403
REFUSALS = 400
SERVER_ERRORS = 500
REDIRECTS = range(300, 400)
SIGNED_OUT = _("You were signed out before this was sent. We kept what you wrote: sign in and it is there.")
KEPT_ELSEWHERE = _("What you wrote was not saved. We kept it for you.")

View = Callable[..., HttpResponse]


class KeepTyped:
    """The last middleware: around it there is a person, and messages that their next page prints."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and see to it that what was typed is in the answer, sent or kept."""
        response = self.get_response(request)
        # First, because of the door: nothing of its requests is looked at.
        if is_door(request.path_info) or request.method != "POST" or page_token.is_keeping(request):
            return response
        page = page_token.sent_with(request)
        if page is None or response.status_code >= SERVER_ERRORS:
            return response
        fields = _fields(request)
        if not typed.texts(fields):
            return response
        return _looked_after(request, response, page, fields)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """Show a form again where a button asks for that and nothing more."""
        if is_door(request.path_info) or request.method != "POST" or not returning.is_asked_for(request):
            return None
        data = returning.asked_for(request)
        if data is None:
            return answers.not_sent(request, [], status=answers.CONFLICT, kept=False)
        response = returning.show_again(request, data, returning.NOT_YET)
        if response is None:
            written = typed.texts(typed.fields_of(data))
            return answers.not_sent(request, written, status=answers.CONFLICT, kept=returning.DRAFT in data)
        return response


def _fields(request: HttpRequest) -> Fields:
    """Return what was typed; what a page shows again counts as that."""
    if isinstance(request.POST, ShownAgain):
        return typed.fields_of(request.POST)
    return typed.fields_of(typed.posted(request))


def _looked_after(request: HttpRequest, response: HttpResponse, page: OpenedPage, fields: Fields) -> HttpResponse:
    person = active(request.user)
    if person is None:
        return _signed_out(request, response, page, fields)
    if person.pk != page.user:
        # Two people at one browser: kept for whoever wrote it, and shown to nobody else.
        _keep(page, request, fields, Why.REFUSED)
        return response
    return _of_person(request, response, page, fields)


def _of_person(request: HttpRequest, response: HttpResponse, page: OpenedPage, fields: Fields) -> HttpResponse:
    if response.status_code in REDIRECTS:
        return _redirected(request, response, page, fields)
    if was_sent(request):
        actions.forget_sent(page=page, address=request.path, fields=fields)
        return response
    if not _is_page(response) or typed.shows(response.content.decode(), typed.texts(fields)):
        return response
    return _given_back(request, response, page, fields)


def _is_page(response: HttpResponse) -> bool:
    """Return whether an answer is a page; a file that was asked for has no words to show."""
    return not response.streaming and response.headers.get("Content-Type", "").startswith("text/html")


def _given_back(request: HttpRequest, response: HttpResponse, page: OpenedPage, fields: Fields) -> HttpResponse:
    """Return the words to be copied, instead of an answer that does not have them."""
    written = typed.texts(fields)
    kept = _keep(page, request, fields, Why.REFUSED)
    reason = getattr(response, "reason_given", "")
    if response.status_code >= REFUSALS and response.status_code != answers.CONFLICT:
        return answers.not_sent(request, written, status=response.status_code, kept=kept, reason=reason)
    # The page is there, but it shows no form that could take the words any more.
    return answers.not_sent(request, written, status=answers.CONFLICT, kept=kept, reason=reason, page=page.path)


def _redirected(request: HttpRequest, response: HttpResponse, page: OpenedPage, fields: Fields) -> HttpResponse:
    """Forget what is sent. A view that leads on with a warning did not do what the form was for."""
    if _warns(request):
        if _keep(page, request, fields, Why.REFUSED):
            messages.info(request, KEPT_ELSEWHERE)
        return response
    actions.forget_sent(page=page, address=request.path, fields=fields)
    return response


def _warns(request: HttpRequest) -> bool:
    # Looked at without taking them: they are for the next page.
    queued = messages.get_messages(request)._queued_messages  # type: ignore[union-attr]  # noqa: SLF001
    return any(message.level >= messages.WARNING for message in queued)


def _signed_out(request: HttpRequest, response: HttpResponse, page: OpenedPage, fields: Fields) -> HttpResponse:
    """Keep the words for whoever wrote them, and lead to signing in; pages that anyone may open answer themselves."""
    if not _wants_sign_in(response):
        return response
    if not _keep(page, request, fields, Why.SIGNED_OUT):
        return answers.not_sent(request, typed.texts(fields), status=FORBIDDEN, kept=False)
    messages.warning(request, SIGNED_OUT)
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': page.path})}")


def _wants_sign_in(response: HttpResponse) -> bool:
    if response.status_code == FORBIDDEN:
        return True
    return response.headers.get("Location", "").startswith(resolve_url(settings.LOGIN_URL))


def _keep(page: OpenedPage, request: HttpRequest, fields: Fields, why: Why) -> bool:
    return actions.keep_if_possible(page=page, address=request.path, fields=fields, why=why)
