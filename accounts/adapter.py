"""How allauth behaves here."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import directory, queries, second_step
from accounts.models import User
from accounts.sentences import DIRECTORY_ONLY, OTHER_WAYS, SECOND_STEP, SIGN_IN
from core import isolates

_log = logging.getLogger(__name__)
# allauth asks this under its password field. Named here so that our catalogues say it: its own Polish asks a man.
gettext_noop("Forgot your password?")


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator's invitation only, and nobody learns here who has one."""

    error_messages = SIGN_IN

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: nobody signs up by themselves."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the home page, or the questions of the first sign-in until they are answered or passed over."""
        if isinstance(request.user, User) and queries.is_to_be_welcomed(request.user):
            return reverse("accounts:welcome")
        return str(super().get_login_redirect_url(request))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return the person; one who is deactivated is answered like a wrong password."""
        user: User | None = super().authenticate(request, **credentials)
        if user is None or not user.is_active:
            return None
        return user

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Refuse every other way in to somebody who signs in through the directory, or leaving it would not end it."""
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        if response is None and "sociallogin" not in (kwargs.get("signal_kwargs") or {}) and directory.is_bound(user):
            messages.warning(request, DIRECTORY_ONLY)
            return redirect(settings.LOGIN_URL)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send in the receiver's language. A mail server that is down must not show which addresses we know."""
        languages = User.objects.filter(email=email.lower()).values_list("language", flat=True)
        try:
            with translation.override(languages.first() or translation.get_language()):
                context = {**context, "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60}
                if "code" in context:
                    context["code"] = isolates.left_to_right(context["code"])
                super().send_mail(template_prefix, email, context)
        except OSError as error:
            # The kind of error alone: errors of mail servers quote addresses.
            _log.error("a mail for signing in was not sent (%s)", type(error).__name__)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of the mail: to our own address, not to the one that the request came with."""
        person, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": person, "key": token})
        # The host of a request is written by whoever asks for the mail, and a link to theirs would bring them the key.
        return f"{settings.SITE_URL}{path}"

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Return the ways of showing again that it is you, named in our words."""
        return [{**way, "description": OTHER_WAYS[way["id"]]} for way in super().get_reauthentication_methods(user)]


class OurSecondStep(DefaultMFAAdapter):  # type: ignore[misc]
    """The second step speaks as the rest does."""

    error_messages = SECOND_STEP

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Return whether somebody may do without this one: of staff, one stays."""
        if authenticator.type not in second_step.STEPS or not second_step.is_asked_of(authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=second_step.STEPS)
        return bool(others.exclude(pk=authenticator.pk).exists())

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 # allauth's name
        """Return a name for a passkey that its owner did not name."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}
