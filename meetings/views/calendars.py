"""The reader's own calendar: what it says of meetings, and the secret address it can fetch them from."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.queries import MemberRequest
from core.submitting import mark_sent
from meetings import actions, calendar, forms, queries

HOUR_S = 3600
# Calendars ask once in a few hours; several programs of one person share the address.
FETCHES_AN_HOUR = 60
TOO_MANY = 429


@require_http_methods(["GET", "HEAD", "POST"])
def my_calendar(request: MemberRequest) -> HttpResponse:
    """Show and change what the reader's own calendar says, and whether it has an address."""
    choice = queries.calendar_choice_of(request.user)
    data = request.POST if request.method == "POST" else None
    form = forms.CalendarWish(data, initial={"is_discreet": choice.is_discreet})
    if form.is_valid():
        actions.choose_calendar(by=request.user, **form.cleaned_data)
        messages.success(request, _("Your settings are saved."))
        return redirect("meetings:my_calendar")
    return render(request, "meetings/my_calendar.html", {"form": form, "choice": choice})


@require_POST
def make_address(request: MemberRequest) -> HttpResponse:
    """Make a secret address. It is in this one response and nowhere else."""
    # Shown in the answer to the POST: a redirect would have to keep the address somewhere.
    mark_sent(request)
    secret = actions.make_calendar_address(by=request.user)
    path = reverse("calendar:feed", args=[secret])
    return render(request, "meetings/calendar_address.html", {"address": settings.SITE_URL + path})


@require_http_methods(["GET", "HEAD", "POST"])
def revoke_address(request: MemberRequest) -> HttpResponse:
    """Ask once, then end the reader's own address."""
    if request.method == "POST":
        actions.revoke_calendar_address(by=request.user)
        messages.success(request, _("The address no longer works."))
        return redirect("meetings:my_calendar")
    return render(request, "meetings/revoke_calendar_address.html")


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Return the meetings of the person whose secret address this is, for a program that fetches them."""
    owner = queries.owner_of_calendar(secret)
    if owner is None:
        raise Http404
    if _is_too_often(secret):
        response = HttpResponse(status=TOO_MANY, content_type="text/plain; charset=utf-8")
        response.headers["Retry-After"] = str(HOUR_S)
        return response
    changes = queries.calendar_changes_of(owner)
    text = calendar.feed(queries.calendar_of(owner), queries.calendar_reader(owner), changes)
    response = HttpResponse(text.encode(), content_type="text/calendar; charset=utf-8")
    # Nothing between the two keeps a copy, and no search engine lists it.
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _is_too_often(secret: str) -> bool:
    """Count a fetch; returns whether there were too many within an hour. Counts addresses, not who asks."""
    # By the digest: the secret itself is stored nowhere.
    key = f"calendar:{queries.digest_of(secret).hex()}"
    cache.add(key, 0, HOUR_S)
    try:
        return cache.incr(key) > FETCHES_AN_HOUR
    except ValueError:
        # The hour was over between the two lines.
        return False
