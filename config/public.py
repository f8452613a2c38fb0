"""Pages that belong to no app: the first page, and what we promise about access and privacy."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from core.openness import open_to_all
from tracker import queries

NEWEST = 3


@open_to_all
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what one can do here without an account, and the newest confirmed changes."""
    language = get_language() or settings.LANGUAGE_CODE
    changes = [
        {"said": change.said, "address": reverse("changes:change", args=[change.pk]), "signed_on": change.signed_on}
        for change in queries.newest_confirmed(language, NEWEST)
    ]
    return render(request, "config/home.html", {"changes": changes})


@open_to_all
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say what works for whom, what does not yet, and whom to tell."""
    return render(request, "config/accessibility.html")


@open_to_all
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say who reads what, how long it is kept, and where being anonymous ends."""
    context = {
        "ack_days": settings.ACK_WORKING_DAYS,
        "answer_days": settings.ANSWER_WORKING_DAYS,
        "words_months": settings.WORDS_MONTHS,
        "conversation_months": settings.CONVERSATION_MONTHS,
    }
    return render(request, "config/privacy.html", context)


@open_to_all
@require_safe
def to_the_form(request: HttpRequest, code: str = "") -> HttpResponse:
    """Lead from an address of the door without a language to the same in the visitor's."""
    return redirect(f"{settings.DOOR_URL}/{get_language() or settings.LANGUAGE_CODE}{request.path_info}")


@open_to_all
@require_safe
def to_the_door(request: HttpRequest) -> HttpResponse:
    """Lead to the same page on the door's own host name."""
    return redirect(f"{settings.DOOR_URL}{request.path}")
