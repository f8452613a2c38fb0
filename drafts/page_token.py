"""The hidden field of each form that says, without session or database, for whom its page was made.

It proves that the form is ours and whose it is, also when the session is over, the person signed in again, the service
was restarted or the database does not answer.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone

from accounts.queries import active
from core.stripping import is_door
from drafts.typed import posted

FIELD = "_page"
SALT = "drafts.page"
# Where the script sends what is being written.
KEEP = "drafts:keep"
# Pages whose forms hold passwords and codes; nothing of them is ever kept.
SIGN_IN = "allauth"


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """A page that was made for somebody: whose, where it is, the number of this opening, and when that was.

    `opened` is in whole seconds since 1970.
    """

    user: UUID
    path: str
    writing: str
    opened: int


def sign(page: OpenedPage) -> str:
    """Return the value of the field."""
    return signing.dumps([str(page.user), page.path, page.writing, page.opened], salt=SALT)


def read(value: str) -> OpenedPage | None:
    """Return what a value says, or None where it is none of ours or too old."""
    # As long as words are kept, not as long as a session lasts: a page may stay open over night.
    age = timedelta(days=settings.TYPED_WORDS_DAYS)
    try:
        user, path, writing, opened = signing.loads(value, salt=SALT, max_age=age)
    except signing.BadSignature:
        return None
    return OpenedPage(UUID(user), path, writing, opened)


def sent_with(request: HttpRequest) -> OpenedPage | None:
    """Return the page that a sent form was on, or None. Nobody's words are given back without one."""
    if request.method != "POST" or is_door(request.path_info):
        return None
    # Another site must not be able to show its words under our name, even with a field that it was given here.
    if not _is_from_here(request):
        return None
    return read(posted(request).get(FIELD, ""))


def _is_from_here(request: HttpRequest) -> bool:
    """Return whether a page of ours sent a form, as far as the browser says; old ones say only where it came from."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") in {None, f"{request.scheme}://{request.get_host()}"}


def field_value(request: HttpRequest) -> str:
    """Return the value for the forms of the page that answers a request; empty where nobody is signed in."""
    if is_door(request.path_info) or is_sign_in(request.resolver_match):
        return ""
    user = active(getattr(request, "user", None))
    if user is None:
        return ""
    # The same for every form of one page.
    value: str | None = getattr(request, "typed_field", None)
    if value is None:
        value = sign(_page(request, user.pk))
        request.typed_field = value  # type: ignore[attr-defined]
    return value


def continue_as(request: HttpRequest, page: OpenedPage) -> None:
    """Let the page that answers go on where another one was left."""
    request.typed_field = sign(page)  # type: ignore[attr-defined]


def is_sign_in(match: ResolverMatch | None) -> bool:
    """Return whether an address is a page for signing in, where passwords and codes are typed."""
    return match is not None and match.func.__module__.partition(".")[0] == SIGN_IN


def is_keeping(request: HttpRequest) -> bool:
    """Return whether a request comes from the script that keeps what is being written."""
    match = request.resolver_match
    return match is not None and match.view_name == KEEP


def is_open(address: str) -> bool:
    """Return whether anyone may open an address: it may be a proof of its own, as the link in an invitation is."""
    try:
        match = resolve(address)
    except Resolver404:
        return False
    return not getattr(match.func, "login_required", True)


def _page(request: HttpRequest, user: UUID) -> OpenedPage:
    # A form that comes back with its errors is still the same page.
    before = sent_with(request)
    if before is not None and before.user == user:
        return before
    return OpenedPage(user, request.path, secrets.token_hex(8), int(timezone.now().timestamp()))
