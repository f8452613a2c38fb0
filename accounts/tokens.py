"""Keys for programs: only their digest is stored, and each may read only what it was made for."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts import directory, second_step
from accounts.models import ApiToken, User
from accounts.sentences import DIRECTORY_SILENT, SECOND_STEP_FIRST_FOR_PROGRAMS

if TYPE_CHECKING:  # the framework's views read their defaults, and so this module, while they are imported
    from rest_framework.views import APIView


class TokenAuthentication(BaseAuthentication):
    """Reads `Authorization: Bearer <key>`."""

    keyword = b"bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Return the person and their token, or None when no key was sent."""
        keyword, _space, key = get_authorization_header(request).partition(b" ")
        if keyword.lower() != self.keyword:
            return None
        # A key that is missing or malformed is looked up all the same, and gets the same answer as a wrong one.
        digest = hashlib.sha256(key.strip()).digest()
        today = timezone.localdate()
        token = ApiToken.objects.select_related("user").filter(digest=digest, expires_on__gte=today).first()
        # A key has no session that would end: each request looks whether its owner may still sign in.
        if token is None or not token.user.is_active:
            raise AuthenticationFailed(_("This key does not work. Make a new one on your account page."))
        if second_step.keeps_out(token.user):
            raise AuthenticationFailed(SECOND_STEP_FIRST_FOR_PROGRAMS)
        if not directory.vouches_for(token.user):
            raise AuthenticationFailed(DIRECTORY_SILENT)
        # A day and no time, and written once a day: it is there to find keys that nobody uses.
        if token.last_used_on != today:
            ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Say which kind of key is asked for, so that the answer is 401."""
        return "Bearer"


class HasScope(BasePermission):
    """A view names its `scope`; a token must hold it, a signed-in person always does.

    A view with `public = True` answers without a key.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return whether the request may reach the view."""
        if isinstance(request.auth, ApiToken):
            return getattr(view, "scope", None) in request.auth.scopes
        return getattr(view, "public", False) or request.user.is_authenticated


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema describes our keys."""

    target_class = TokenAuthentication
    name = "key"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return it as OpenAPI wants it."""
        return {"type": "http", "scheme": "bearer"}
