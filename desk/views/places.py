"""The list of places, and their posters."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.queries import MemberRequest
from core import language as languages
from core.listing import Listing, Order, SavedView, last_address
from core.qr import qr_svg
from core.verdicts import Conflict
from desk.actions import places
from desk.forms import places as forms
from desk.queries import places as queries
from desk.rules import places as rules
from feedback.models import Place

VIEWS = [
    SavedView("all", gettext_lazy("All"), Q()),
    SavedView("listed", gettext_lazy("On the list"), Q(listed=True)),
    SavedView("closed", gettext_lazy("Not on the list"), Q(listed=False)),
]
ORDERS = [
    Order("listed", ["-listed", "code"]),
    Order("code", ["code"]),
]


def _only_managers(request: MemberRequest) -> None:
    if not rules.may_manage(request.user):
        raise Http404


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _door() -> str:
    """Return the door's address as it is printed: scheme and host."""
    return settings.DOOR_URL or settings.SITE_URL


@require_safe
def listed(request: MemberRequest) -> HttpResponse:
    """List every place."""
    _only_managers(request)
    listing = Listing(
        request,
        queries.visible_to(request.user),
        views=VIEWS,
        search=queries.search,
        orders=ORDERS,
    )
    listing.remember()
    language = _language()
    rows = [{"place": place, "name": place.name_in(language)} for place in listing.page]
    return render(request, "desk/places.html", {"listing": listing, "rows": rows})


def _back(request: MemberRequest) -> str:
    """Return the address of the list as its reader left it."""
    return last_address(request, reverse("desk:places"))


@require_http_methods(["GET", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """Add a place."""
    _only_managers(request)
    form = forms.AddPlace(request.POST or None)
    if form.is_valid():
        try:
            place = places.add(by=request.user, code=form.cleaned_data["code"], names=form.cleaned_data["names"])
        except Conflict:
            form.add_error("code", forms.TAKEN)
        else:
            messages.success(request, _("The place is on the list. Now you can print its poster."))
            return redirect("desk:place", place.code)
    return render(request, "desk/place.html", {"form": form, "back_href": _back(request)})


def _found(request: MemberRequest, code: str) -> Place:
    return get_object_or_404(queries.visible_to(request.user), code=code)


@require_http_methods(["GET", "POST"])
def place(request: MemberRequest, code: str) -> HttpResponse:
    """Show a place; change its names."""
    found = _found(request, code)
    form = forms.Names(request.POST or None, place=found)
    if form.is_valid():
        places.rename(place=found, names=form.cleaned_data["names"], by=request.user)
        messages.success(request, _("The names are saved."))
        return redirect("desk:place", code)
    context = {
        "place": found,
        "name": found.name_in(_language()),
        "form": form,
        "address": f"{_door()}/feedback/at/{found.code}/",
        "kiosk_address": f"{_door()}/feedback/kiosk/{found.code}/",
        "poster_languages": languages.choices(),
        "back_href": f"{_back(request)}#place-{found.code}",
    }
    return render(request, "desk/place.html", context)


@require_POST
def offer(request: MemberRequest, code: str) -> HttpResponse:
    """Put a place on the list, or take it off."""
    is_listed = request.POST.get("listed") == "yes"
    places.offer(place=_found(request, code), listed=is_listed, by=request.user)
    if is_listed:
        messages.success(request, _("It is on the list again."))
    else:
        messages.success(request, _("It is off the list."))
    return redirect("desk:place", code)


@require_safe
def poster(request: MemberRequest, code: str) -> HttpResponse:
    """Show a place's poster to print, in one language or in all of them, one sheet each.

    Its picture holds the door's address for this place and nothing else.
    """
    found = _found(request, code)
    chosen = languages.supported(request.GET.get("in"))
    sheets = []
    for language in languages.codes():
        if chosen in {None, language}:
            address = f"{_door()}/{language}/feedback/at/{found.code}/"
            name = found.name_in(language)
            sheets.append({"language": language, "address": address, "picture": qr_svg(address), "place": name})
    context = {"place": found, "name": found.name_in(_language()), "sheets": sheets}
    return render(request, "desk/poster.html", context)
