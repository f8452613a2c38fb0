"""Translations: what is missing, and writing one beside its original."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.queries import MemberRequest
from core.verdicts import AlreadyMoved
from tracker.actions import texts as actions
from tracker.forms import translations as forms
from tracker.queries import texts
from tracker.rules import translations as rules
from tracker.views.acting import act

A_PAGE = 25


@require_safe
def listed(request: MemberRequest) -> HttpResponse:
    """List what is to be translated, what is missing first."""
    if not texts.may_see(request.user):
        raise Http404
    form = forms.Filter(request.GET or None)
    found = texts.visible_to(request.user, **form.asked())
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "tracker/translations.html", {"form": form, "page": page})


@require_http_methods(["GET", "POST"])
def translate(request: MemberRequest, kind: str, about: UUID, language: str) -> HttpResponse:
    """Write one translation beside its original."""
    job = texts.one_visible_to(request.user, kind, about, language)
    if job is None:
        raise Http404
    vouch = rules.may_vouch(request.user)
    form = forms.Translate(request.POST or None, job=job, may_vouch=bool(vouch))

    def do() -> None:
        if not form.is_up_to_date:
            raise AlreadyMoved
        is_checked = bool(form.cleaned_data.get("is_checked"))
        actions.translate(job=job, words=form.words, is_checked=is_checked, by=request.user)

    def again(*, status: int) -> HttpResponse:
        if request.method == "POST":
            form.catch_up()
        context = {"job": job, "form": form, "vouch": vouch, "original": originals(job)}
        return render(request, "tracker/translate.html", context, status=status)

    if request.method != "POST":
        return again(status=200)
    return act(request, form, do, again=again, done=_("The translation is kept."), to=reverse("tracker:translations"))


def originals(job: texts.Job) -> list[tuple[str, str]]:
    """Return each text of the original with its name."""
    fields = forms.words_of(job.kind)
    found = [(str(field.label), getattr(job.source, name)) for name, field in fields.items()]
    return [(label, text) for label, text in found if text]
