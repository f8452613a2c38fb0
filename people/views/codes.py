"""People without e-mail: added by staff, and signed in with a code that is handed to them."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.queries import MemberRequest
from accounts.sentences import SIGN_IN
from core import organisation
from core.openness import open_to_all
from core.submitting import mark_sent
from notifications.queries import language_of
from people import actions, forms, queries, rules

CONTACT = (
    "reach_by",
    "phone",
    "postal_address",
    "paper_format",
    "support_name",
    "support_relation",
    "support_contact",
)
TOO_MANY = 429


@require_http_methods(["GET", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """Make an account for somebody without e-mail, with what they said."""
    if not rules.may_add_person(request.user):
        raise Http404
    form = forms.AddPerson(request.POST or None, initial={"time_zone": organisation.current().time_zone})
    if form.is_valid():
        answers = form.cleaned_data
        person = actions.add_person(
            name=answers["name"],
            language=answers["language"],
            time_zone=ZoneInfo(answers["time_zone"]),
            contact={name: answers[name] for name in CONTACT},
            needs=answers["needs"],
            other_need=answers["other_need"],
            helper=answers["helper"],
            by=request.user,
        )
        messages.success(request, _("The account is made. Hand over a code, so that the person can sign in."))
        return redirect("people:hand_over", person.pk)
    return render(request, "people/add.html", {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
def hand_over(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Print a code for somebody. The code is in this one response and nowhere else."""
    person = get_object_or_404(queries.without_email(request.user), pk=pk) if _may_add(request) else None
    if person is None:
        raise Http404
    if request.method == "POST":
        # Shown in the answer to the POST: a redirect would have to keep the code somewhere.
        made, code = actions.make_code(person=person, by=request.user)
        mark_sent(request)
        # The sheet is for the person, whoever prints it.
        with translation.override(language_of(person)):
            context = {"person": person, "made": made, "code": code, "site_url": settings.SITE_URL}
            request.LANGUAGE_CODE = translation.get_language()
            response = render(request, "people/code_sheet.html", context)
        response.headers["Content-Language"] = language_of(person)
        return response
    verdict = rules.may_hand_over_code(request.user, person)
    context = {"person": person, "verdict": verdict, "codes": person.sign_in_codes.order_by("-made_at")}
    return render(request, "people/hand_over.html", context)


def _may_add(request: MemberRequest) -> bool:
    return bool(rules.may_add_person(request.user))


@open_to_all
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign somebody in with a code that staff handed over."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    form = forms.TypedCode(request.POST or None)
    if form.is_valid():
        if not ratelimit.consume(request, action="sign_in_code"):
            form.add_error("code", SIGN_IN["too_many_login_attempts"])
            return render(request, "people/sign_in.html", {"form": form}, status=TOO_MANY)
        person = actions.use_code(typed=form.cleaned_data["code"])
        if person is not None:
            login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
            return redirect("accounts:welcome" if person.welcomed_on is None else settings.LOGIN_REDIRECT_URL)
        # The same words for a wrong, an old and a used one: they tell a stranger nothing.
        form.add_error("code", _("This code does not work. Check each letter, or ask for a new one."))
    return render(request, "people/sign_in.html", {"form": form})
