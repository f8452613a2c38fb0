"""Asking the organisation's directory (an OpenID Connect issuer) about somebody, over the network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import jwt
import requests
from django.conf import settings
from django.core.cache import cache

WELL_KNOWN = "/.well-known/openid-configuration"
TIMEOUT_S = 8
REMEMBERED_S = 3600
# The part of an error answer that says: this person, or this token, no more. Everything else may be our own mistake.
NO_MORE = frozenset({"invalid_grant", "interaction_required", "login_required", "access_denied"})
OK = 200
SIGNED_OUT = frozenset({401, 403})


class NoMoreError(Exception):
    """The directory does not vouch for this person any more."""


class UnreachableError(Exception):
    """The directory did not answer, or not about the person."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the directory says of somebody now, and the token to ask with the next time."""

    claims: Mapping[str, Any]
    refresh_token: str


def origin() -> str:
    """Return the beginning of the directory's addresses, or nothing."""
    parts = urlsplit(settings.OIDC_ISSUER)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def manners() -> dict[str, str]:
    """Return what one directory wants to be told and others do not know."""
    # Google has a word of its own for what others call `offline_access`.
    if urlsplit(settings.OIDC_ISSUER).netloc == "accounts.google.com":
        return {"access_type": "offline", "prompt": "consent"}
    return {}


def ask(refresh_token: str, *, subject: str) -> Answer:
    """Return what the directory says of somebody now; `subject` is who it has to be about."""
    try:
        return _ask(refresh_token, subject)
    except (requests.RequestException, ValueError, KeyError, TypeError) as error:
        raise UnreachableError from error


def _ask(refresh_token: str, subject: str) -> Answer:
    found = describe()
    data = {"grant_type": "refresh_token", "refresh_token": refresh_token, "client_id": settings.OIDC_CLIENT_ID}
    methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    auth = None
    if "client_secret_post" in methods:
        data["client_secret"] = settings.OIDC_CLIENT_SECRET
    elif settings.OIDC_CLIENT_SECRET:
        auth = (settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)
    answer = requests.post(found["token_endpoint"], data=data, auth=auth, timeout=TIMEOUT_S)
    if answer.status_code != OK:
        if answer.json().get("error") in NO_MORE:
            raise NoMoreError
        raise UnreachableError
    tokens = answer.json()
    claims = {**_stated(tokens), **_user_info(found, tokens["access_token"])}
    if str(claims.get("sub")) != subject:
        raise NoMoreError
    return Answer(claims, tokens.get("refresh_token") or refresh_token)


def describe() -> dict[str, Any]:
    """Return the directory's own description, remembered for an hour."""
    key = f"accounts.issuer:{settings.OIDC_ISSUER}"
    known: dict[str, Any] | None = cache.get(key)
    if known is not None:
        return known
    address = settings.OIDC_ISSUER
    if "/.well-known/" not in address:
        address = address.rstrip("/") + WELL_KNOWN
    answer = requests.get(address, timeout=TIMEOUT_S)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    cache.set(key, found, REMEMBERED_S)
    return found


def _stated(tokens: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the id token says. It came straight from the directory, which needs no signature."""
    if not tokens.get("id_token"):
        return {}
    claims: dict[str, Any] = jwt.decode(tokens["id_token"], options={"verify_signature": False})
    return claims


def _user_info(found: Mapping[str, Any], access_token: str) -> dict[str, Any]:
    if "userinfo_endpoint" not in found:
        return {}
    headers = {"Authorization": f"Bearer {access_token}"}
    answer = requests.get(found["userinfo_endpoint"], headers=headers, timeout=TIMEOUT_S)
    if answer.status_code in SIGNED_OUT:
        raise NoMoreError
    answer.raise_for_status()
    claims: dict[str, Any] = answer.json()
    return claims
