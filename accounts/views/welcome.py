"""The first sign-in: four questions, each with a "later"."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts import actions, forms, presenters, queries
from accounts.queries import MemberRequest
from core.fields import Form
from core.verdicts import Refused


@dataclass(frozen=True, slots=True)
class Step:
    """One question of the first sign-in."""

    name: str
    title: str | Promise
    lead: str | Promise


STEPS = [
    Step(
        "language",
        _("Your language and your time"),
        _("We write to you in this language, and tell the times of meetings by your clock."),
    ),
    Step(
        "name",
        _("The name others see"),
        _("Until you choose one, others see “A member”. It can be any name you like, and you can change it later."),
    ),
    Step("contact", _("How we reach you"), _("Only those who write to you or call you see this.")),
    Step("needs", _("What you need to take part"), _("We ask for the need, never for a diagnosis or a reason.")),
]


@require_http_methods(["GET"])
def welcome(request: MemberRequest) -> HttpResponse:
    """Begin with the first question."""
    return redirect("accounts:welcome_step", STEPS[0].name)


@require_http_methods(["GET", "POST"])
def step(request: MemberRequest, name: str) -> HttpResponse:
    """Ask one question; "later" leads on without an answer."""
    names = [step.name for step in STEPS]
    if name not in names:
        raise Http404
    number = names.index(name)
    is_later = "later" in request.POST
    form = _form(request, name, is_sent=request.method == "POST" and not is_later)
    if is_later or (form.is_valid() and _stored(request, name, form)):
        if number + 1 < len(STEPS):
            return redirect("accounts:welcome_step", names[number + 1])
        actions.mark_welcomed(by=request.user)
        return redirect("home")
    context = {"step": STEPS[number], "number": number + 1, "of": len(STEPS), "form": form}
    return render(request, "accounts/welcome.html", context)


def _form(request: MemberRequest, name: str, *, is_sent: bool) -> Form:
    """Return the form of a question, with what is known already."""
    data = request.POST if is_sent else None
    person = request.user
    if name == "language":
        initial = {"language": person.language, "time_zone": str(person.time_zone)}
        return forms.LanguageAndZone(data, initial=initial)
    if name == "name":
        return forms.ChooseName(data, initial=forms.name_now(person))
    if name == "contact":
        return forms.Contact(data, person=person, initial=forms.contact_now(queries.contact_of(person)))
    return forms.FirstNeeds(data)


def _stored(request: MemberRequest, name: str, form: Form) -> bool:
    """Store an answer; False where it was refused, with the reason at its field."""
    answers = form.cleaned_data
    person = request.user
    if name == "language":
        actions.change_profile(name=person.name, by=person, **answers)
    elif name == "name":
        try:
            actions.choose_name(by=person, **answers)
        except Refused as reason:
            form.add_error("name", str(reason))
            return False
        if not presenters.is_shown_anywhere(answers):
            messages.info(request, presenters.name_is_saved(answers))
    elif name == "contact":
        actions.change_contact(by=person, **answers)
    else:
        for kind in answers["needs"]:
            actions.keep_need(kind=kind, note="", by=person)
        if answers["other"]:
            actions.keep_need(kind="other", note=answers["other"], by=person)
    return True
