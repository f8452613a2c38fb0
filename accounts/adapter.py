"""How allauth behaves here."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from accounts.models import User

_log = logging.getLogger(__name__)


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator's invitation only, and nobody learns here who has one."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: nobody signs up by themselves."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return the person; somebody switched off is answered like a wrong password."""
        user: User | None = super().authenticate(request, **credentials)
        return user if user and user.is_active else None

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send in the receiver's language. A mail server that is down must not show which addresses we know."""
        languages = User.objects.filter(email=email.lower()).values_list("language", flat=True)
        try:
            with translation.override(languages.first() or translation.get_language()):
                super().send_mail(template_prefix, email, context)
        except OSError as error:
            _log.error("a mail for signing in was not sent (%s)", type(error).__name__)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of the mail: to our own address, not to the one that the request came with."""
        person, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": person, "key": token})
        return f"{settings.SITE_URL}{path}"
