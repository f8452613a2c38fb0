"""Staff add a second step before they see anything of anybody else: the one place where that is enforced for pages."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse

from accounts import directory, second_step
from accounts.models import User
from accounts.queries import active
from accounts.sentences import SECOND_STEP_FIRST, SECOND_STEP_FIRST_FOR_PROGRAMS, SHOW_SECOND_STEP
from core.stripping import is_door

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PROGRAMS = "/api/"
# One's own account, signing out and help. Everything that is not named here is closed, also what is added later.
REACHABLE = frozenset(
    {
        "accounts:ask_directory_again",
        "accounts:confirm_need",
        "accounts:contact",
        "accounts:me",
        "accounts:name",
        "accounts:needs",
        "accounts:remove_passkey",
        "accounts:forget_need",
        "accounts:sessions",
        "accounts:end_session",
        "accounts:end_other_sessions",
        "accounts:revoke_token",
        "accounts:tokens",
        "accounts:welcome",
        "accounts:welcome_step",
        "accounts:withdraw_name",
        "account_change_password",
        "account_logout",
        "account_reauthenticate",
        "account_set_password",
        "guide",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_deactivate_totp",
        "mfa_download_recovery_codes",
        "mfa_edit_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn",
        "mfa_view_recovery_codes",
    }
)
# Reached without a second step, but by whoever has one only with it: here a password alone would make another one.
WAYS_IN = frozenset(
    {
        "account_change_password",
        "account_set_password",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_deactivate_totp",
        "mfa_download_recovery_codes",
        "mfa_edit_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_remove_webauthn",
        "mfa_view_recovery_codes",
    }
)
# What upper apps add: a page on which somebody finds nobody else's data.
_also: set[str] = set()


def let_reach(*names: str) -> None:
    """Let staff reach some pages before they have a second step. Called from `AppConfig.ready`."""
    _also.update(names)


# Where passwords are chosen; switched off together with them.
PASSWORD_PAGES = frozenset(
    {
        "account_change_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_set_password",
    }
)

View = Callable[..., HttpResponse]


class SecondStepFirst:
    """Leads staff without a second step to the page where they add one. Pages that anyone may open stay open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """Look who it is before the view does; nothing is read for the door."""
        if is_door(request.path_info):
            return None
        match = request.resolver_match
        if settings.OIDC_ONLY and directory.is_on() and match and match.view_name in PASSWORD_PAGES:
            raise Http404
        is_program = request.path_info.startswith(PROGRAMS)
        is_reachable = not is_program and _is_reachable(view, match)
        if is_reachable and not (match and match.view_name in WAYS_IN):
            return None
        person = active(request.user)
        if person is None:
            return None
        if not is_reachable and second_step.keeps_out(person):
            return _refused(SECOND_STEP_FIRST_FOR_PROGRAMS) if is_program else _to_add_one(request)
        if second_step.wants_to_be_shown(request, person):
            return _refused(SHOW_SECOND_STEP) if is_program else _to_show_it(request, person)
        return None


def _to_add_one(request: HttpRequest) -> HttpResponse:
    messages.warning(request, SECOND_STEP_FIRST)
    return redirect("mfa_index")


def _to_show_it(request: HttpRequest, person: User) -> HttpResponse:
    messages.warning(request, SHOW_SECOND_STEP)
    # Nothing that was sent is put by: a session is stored in the clear.
    query = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return redirect(f"{reverse(second_step.way_to_show(person))}?{query}")


def _refused(why: _StrPromise) -> HttpResponse:
    return JsonResponse({"detail": str(why)}, status=HTTPStatus.FORBIDDEN)


def _is_reachable(view: View, match: ResolverMatch | None) -> bool:
    # As `LoginRequiredMiddleware` asks: what is open to everybody is open to staff too.
    if not getattr(view, "login_required", True):
        return True
    return match is not None and match.view_name in REACHABLE | _also
