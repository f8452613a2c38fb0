"""The first page of signing in, and the one that asks for the code of a mail."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.views import ConfirmLoginCodeView, LoginView
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator

from accounts import directory, issuer
from accounts.sentences import CODE_SENT_AGAIN, CODE_TOO_OLD
from core.openness import open_to_all


class Login(LoginView):  # type: ignore[misc]
    """allauth's, with a button for the organisation's directory, and without passwords where they are switched off."""

    @method_decorator(open_to_all)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer; from this page alone a form may lead to the directory."""
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if directory.is_on():
            response._csp_update = {"form-action": [issuer.origin()]}  # type: ignore[attr-defined]  # noqa: SLF001
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take a password, unless they are switched off."""
        if settings.OIDC_ONLY and directory.is_on():
            raise Http404
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add which ways in there are."""
        name = settings.OIDC_NAME if directory.is_on() else ""
        only = settings.OIDC_ONLY and directory.is_on()
        return {**super().get_context_data(**kwargs), "directory_name": name, "has_passwords": not only}


class ConfirmCode(ConfirmLoginCodeView):  # type: ignore[misc]
    """allauth's, with a new life for each new code."""

    @method_decorator(open_to_all)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer; where the code has outlived itself, say why the page asks for the address again."""
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if not getattr(self, "_process", None) and not request.user.is_authenticated:
            messages.warning(request, CODE_TOO_OLD)
        return response

    def _resend_form_valid(self, form: object) -> HttpResponse:
        # allauth would let the new code die with the first one, and count the tries at the old one against it.
        self.stage.login.initiated_at = self._process.state["at"] = time.time()
        self._process.state["failed_attempts"] = 0
        response: HttpResponse = super()._resend_form_valid(form)
        messages.success(self.request, CODE_SENT_AGAIN)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how many minutes a code lives."""
        minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
        return {**super().get_context_data(**kwargs), "minutes": minutes}
