"""Pages that belong to no app: the first page, the home page, and what we promise about access and privacy."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.queries import MemberRequest, had_role
from core import organisation, regions
from core.openness import open_to_all
from core.slots import FIRST_PAGE, panels
from pages.home import greeting_name, home_panels
from retention.queries import about_people

# When somebody last compared the accessibility page with the service. Written again with each release.
ACCESSIBILITY_CHECKED_ON = date(2026, 11, 30)


@open_to_all
@require_safe
def first_page(request: HttpRequest) -> HttpResponse:
    """Show what one can do here without an account, and what is new."""
    return render(request, "pages/first_page.html", {"panels": panels(FIRST_PAGE, request)})


@require_safe
def home(request: MemberRequest) -> HttpResponse:
    """Show what waits for the reader, and by when: the page people land on after signing in."""
    loaded = home_panels(request)
    has_role = request.user.has_role(*Role)
    context = {
        "panels": loaded.panels,
        "failed": loaded.failed,
        "name": greeting_name(request),
        "has_role": has_role,
        "had_role": not has_role and had_role(request.user),
    }
    return render(request, "pages/home.html", context)


@require_safe
def guide(request: MemberRequest) -> HttpResponse:
    """Explain each part of the work: what is done there, what others see of it, and what can be undone."""
    return render(request, "pages/guide.html")


@open_to_all
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say what works for whom, what does not yet, whom to tell, and who takes a complaint."""
    context = {
        "checked_on": ACCESSIBILITY_CHECKED_ON,
        "contact": organisation.current().contact,
        "complaints": regions.complaints_body(organisation.current().region),
        "answer_days": organisation.current().answer_days,
        "code_minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
    }
    return render(request, "pages/accessibility.html", context)


@open_to_all
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say who reads what, how long it is kept, and where being anonymous ends."""
    # From the settings, not in the text: where a law asks for other periods the page must not promise ours.
    context = {
        "ack_days": organisation.current().acknowledge_days,
        "answer_days": organisation.current().answer_days,
        "words_months": settings.WORDS_MONTHS,
        "conversation_months": settings.CONVERSATION_MONTHS,
        "typed_days": settings.TYPED_WORDS_DAYS,
        "backup_days": settings.BACKUP_DAYS,
        # From the rules that are really applied: the page cannot promise what nothing does.
        "kept_about_people": [{"rule": rule, "length": rule.length()} for rule in about_people()],
    }
    return render(request, "pages/privacy.html", context)


@open_to_all
@require_safe
def to_the_form(request: HttpRequest, code: str = "") -> HttpResponse:
    """Lead from an address of the door without a language to the same in the visitor's."""
    # The code of a place is in the path already. Nothing but the path is passed on.
    return redirect(f"{settings.DOOR_URL}/{get_language() or settings.LANGUAGE_CODE}{request.path_info}")


@open_to_all
@require_safe
def to_the_door(request: HttpRequest) -> HttpResponse:
    """Lead to the same page on the door's own host name."""
    return redirect(f"{settings.DOOR_URL}{request.path}")
