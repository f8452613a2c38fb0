"""The way to the organisation's directory and back; allauth does the talking."""

from __future__ import annotations

import secrets

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from accounts import directory, issuer
from accounts.queries import MemberRequest
from accounts.sentences import DIRECTORY_CANCELLED, DIRECTORY_DOWN
from core.openness import open_to_all

SCOPES = ("openid", "profile", "email")
# Asks for a token with which the worker can ask again; not every directory knows the word.
LASTING = "offline_access"


@open_to_all
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the directory. By a button alone: a link elsewhere signs nobody in."""
    return _lead(request)


@open_to_all
@require_safe
def cancelled(request: HttpRequest) -> HttpResponse:
    """Lead back to signing in: somebody turned round at the directory."""
    messages.info(request, DIRECTORY_CANCELLED)
    return redirect(settings.LOGIN_URL)


@require_safe
def ask_again(request: MemberRequest) -> HttpResponse:
    """Lead to the directory once more, and back to the page that was asked for."""
    return _lead(request)


def _lead(request: HttpRequest) -> HttpResponse:
    if not directory.is_on():
        raise Http404
    try:
        found = issuer.describe()
        provider = get_adapter().get_provider(request, directory.PROVIDER)
        scopes = [*SCOPES, LASTING] if LASTING in found.get("scopes_supported", []) else list(SCOPES)
        nonce = secrets.token_urlsafe(32)
        response: HttpResponse = provider.redirect(
            request,
            AuthProcess.LOGIN,
            next_url=get_next_redirect_url(request),
            scope=scopes,
            auth_params={**issuer.manners(), "nonce": nonce},
            # Into the session, beside the state: the id token has to say the same (OpenID Connect Core, 3.1.3.7).
            nonce=nonce,
        )
    except (RequestException, ValueError, KeyError):
        messages.warning(request, DIRECTORY_DOWN)
        return redirect(settings.LOGIN_URL)
    return response
