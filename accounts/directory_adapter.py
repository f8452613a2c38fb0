"""How allauth behaves where somebody comes from the organisation's directory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts import actions, directory, sealing
from accounts.models import DirectoryLink, User
from accounts.sentences import FROM_DIRECTORY
from core import language as languages
from core.verdicts import Conflict

# In a session: when the directory has to be asked again, where it cannot be asked without the person.
UNTIL = "directory_until"
OPENID = "openid_connect"


class OurDirectory(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """One directory, from the settings. Who it does not give a role, and we do not know, is told kindly."""

    error_messages = FROM_DIRECTORY

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return the directory of the settings, and nothing that a table might hold."""
        del request, client_id
        if not directory.is_on() or provider not in {None, OPENID, directory.PROVIDER}:
            return []
        how = {"server_url": settings.OIDC_ISSUER.rstrip("/"), "oauth_pkce_enabled": True}
        app = SocialApp(provider=OPENID, provider_id=directory.PROVIDER, name=settings.OIDC_NAME, settings=how)
        app.client_id, app.secret = settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET
        return [app]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find or make the account, give its roles, and sign in; or say why not."""
        if not _belongs_to_this_sign_in(sociallogin):
            raise ImmediateHttpResponse(_did_not_work(request, sociallogin))
        claims = _claims(sociallogin)
        roles = directory.roles_in(claims)
        try:
            person = _person(sociallogin, claims, invites=bool(roles) and settings.OIDC_MAKES_ACCOUNTS)
            if person is None or not person.is_active:
                raise ImmediateHttpResponse(_refused(request))
            actions.bind_to_directory(person=person, subject=sociallogin.account.uid)
        except Conflict:
            raise ImmediateHttpResponse(_refused(request)) from None
        actions.keep_directory_answer(
            person=person, roles=roles, refresh_token=_refresh_token(sociallogin, person), signs_in=True
        )
        account = SocialAccount.objects.get(user=person, provider=directory.PROVIDER)
        # Of what was told nothing is kept that is not used.
        account.extra_data = {}
        account.save(update_fields=["extra_data"])
        sociallogin.account, sociallogin.user = account, person
        if request.user == person:
            # Only asked again: the session goes on as it was, without a second step for the second time.
            ask_again_later(request.session, person)
            raise ImmediateHttpResponse(redirect(sociallogin.get_redirect_url(request) or settings.LOGIN_REDIRECT_URL))


def ask_again_later(session: SessionBase, person: User) -> None:
    """Note when this session has to ask the directory again; never, where the worker can do that by itself."""
    if DirectoryLink.objects.filter(user=person).exclude(refresh_token=b"").exists():
        session.pop(UNTIL, None)
        return
    session[UNTIL] = (timezone.now() + timedelta(minutes=settings.OIDC_SESSION_MINUTES)).isoformat()


def _belongs_to_this_sign_in(sociallogin: SocialLogin) -> bool:
    """Return whether the id token answers what this browser asked, and is about whom the directory then described."""
    told = sociallogin.account.extra_data
    stated = told.get("id_token") or {}
    wanted = str(sociallogin.state.get("nonce") or "")
    if not wanted or not constant_time_compare(str(stated.get("nonce") or ""), wanted):
        return False
    described = told.get("userinfo") or stated
    return str(described.get("sub")) == str(stated.get("sub"))


def _did_not_work(request: HttpRequest, sociallogin: SocialLogin) -> Any:
    return render_authentication_error(request, sociallogin.provider, extra_context={"state": sociallogin.state})


def _claims(sociallogin: SocialLogin) -> Mapping[str, Any]:
    """Return everything that was told of somebody, in the id token or on request."""
    told = sociallogin.account.extra_data
    return {**(told.get("id_token") or {}), **(told.get("userinfo") or {})}


def _person(sociallogin: SocialLogin, claims: Mapping[str, Any], *, invites: bool) -> User | None:
    """Return whose account it is: by who they are in the directory, else by a verified address, else a new one."""
    if sociallogin.is_existing:
        known: User = sociallogin.user
        return known
    address = directory.address_in(claims)
    if not address:
        return None
    found = User.objects.filter(email=address).first()
    if found is None and invites:
        language = languages.supported(str(claims.get("locale") or "")[:2]) or settings.LANGUAGE_CODE
        found = actions.join_from_directory(email=address, name=str(claims.get("name") or "")[:120], language=language)
    return found


def _refresh_token(sociallogin: SocialLogin, person: User) -> str:
    """Return what asks the directory again. Some give it with the first sign-in alone."""
    if sociallogin.token and sociallogin.token.token_secret:
        return str(sociallogin.token.token_secret)
    link = DirectoryLink.objects.filter(user=person).first()
    return sealing.unseal(link.refresh_token, user=person.pk) if link else ""


def _refused(request: HttpRequest) -> Any:
    context = {"directory_name": settings.OIDC_NAME}
    return render(request, "socialaccount/refused.html", context, status=HTTPStatus.FORBIDDEN)
