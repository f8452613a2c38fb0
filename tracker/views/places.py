"""The list of places, and their posters."""

from __future__ import annotations

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.queries import MemberRequest
from core.language import OWN_NAMES, supported
from core.verdicts import AlreadyMoved
from feedback.models import Place
from tracker.actions import places
from tracker.forms import places as forms
from tracker.queries import places as queries
from tracker.rules import places as rules


def _only_managers(request: MemberRequest) -> None:
    if not rules.may_manage(request.user):
        raise Http404


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _door() -> str:
    """Return the door's address as it is printed: scheme and host."""
    return settings.DOOR_URL or settings.SITE_URL


def drawn(text: str) -> SafeString:
    """Return a picture of an address, large enough to be read from a wall."""
    picture = segno.make_qr(text, error="q").svg_inline(border=2, dark="#000", light="#fff", omitsize=True)
    return mark_safe(picture)  # noqa: S308 - drawn here from our own address


@require_safe
def listed(request: MemberRequest) -> HttpResponse:
    """List every place."""
    _only_managers(request)
    rows = [{"place": place, "name": place.name_in(_language())} for place in queries.visible_to(request.user)]
    return render(request, "tracker/places.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """Add a place."""
    _only_managers(request)
    form = forms.AddPlace(request.POST or None)
    if form.is_valid():
        try:
            place = places.add(by=request.user, code=form.cleaned_data["code"], names=form.cleaned_data["names"])
        except AlreadyMoved:
            form.add_error("code", forms.TAKEN)
        else:
            messages.success(request, _("The place is on the list. Now you can print its poster."))
            return redirect("tracker:place", place.code)
    return render(request, "tracker/place.html", {"form": form})


def _found(request: MemberRequest, code: str) -> Place:
    return get_object_or_404(queries.visible_to(request.user), code=code)


@require_http_methods(["GET", "POST"])
def place(request: MemberRequest, code: str) -> HttpResponse:
    """Show a place; change its names."""
    found = _found(request, code)
    form = forms.Names(request.POST or None, place=found)
    if form.is_valid():
        places.rename(place=found, names=form.cleaned_data["names"], by=request.user)
        messages.success(request, _("The names are kept."))
        return redirect("tracker:place", code)
    context = {
        "place": found,
        "name": found.name_in(_language()),
        "form": form,
        "address": f"{_door()}/feedback/at/{found.code}/",
        "kiosk_address": f"{_door()}/feedback/kiosk/{found.code}/",
        "poster_languages": [(language, OWN_NAMES[language]) for language, _name in settings.LANGUAGES],
    }
    return render(request, "tracker/place.html", context)


@require_POST
def offer(request: MemberRequest, code: str) -> HttpResponse:
    """Put a place on the list, or take it off."""
    found, is_listed = _found(request, code), request.POST.get("listed") == "yes"
    places.offer(place=found, listed=is_listed, by=request.user)
    messages.success(request, _("It is on the list again.") if is_listed else _("It is off the list."))
    return redirect("tracker:place", code)


@require_safe
def poster(request: MemberRequest, code: str) -> HttpResponse:
    """Show a place's poster to print, in one language or in all of them, one sheet each.

    Its picture holds the door's address for this place and nothing else.
    """
    found = _found(request, code)
    chosen = supported(request.GET.get("in"))
    sheets = []
    for language, _name in settings.LANGUAGES:
        if chosen in {None, language}:
            address = f"{_door()}/{language}/feedback/at/{found.code}/"
            name = found.name_in(language)
            sheets.append({"language": language, "address": address, "picture": drawn(address), "place": name})
    return render(request, "tracker/poster.html", {"place": found, "sheets": sheets})
