"""Translations: what is missing, and writing one beside its original."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.queries import MemberRequest
from core.listing import Listing, SavedView, ViewLink, last_address
from core.submitting import submit
from core.verdicts import Conflict
from translations import actions, forms, queries, rules
from translations.enums import TextState

VIEWS = [
    SavedView(queries.TO_DO, _("To do"), Q()),
    *(SavedView(state, label, Q()) for state, label in queries.STATES.items()),
    SavedView(queries.EVERYTHING, _("All"), Q()),
]


class JobList(Listing[Any]):
    """The list of what is to be translated. Its rows are a union without conditions: views go by their names."""

    request: MemberRequest

    @cached_property
    def matching(self) -> Any:
        """Return the rows that were asked for, in their own order."""
        return queries.joined(self._parts, self.view.name if self.view else queries.TO_DO)

    @cached_property
    def view_links(self) -> list[ViewLink]:
        """Return the saved views, each with how many rows it has under the same filters. One query for all."""
        by_state = queries.count_by_state(self._parts)
        by_state[queries.EVERYTHING] = by_state.total()
        by_state[queries.TO_DO] = by_state[queries.EVERYTHING] - by_state[TextState.REVIEWED.value]
        return self.links_with(by_state)

    @cached_property
    def _parts(self) -> list[QuerySet[Any]]:
        return queries.parts_visible_to(self.request.user, words=self.query, **self.criteria)


@require_safe
def listed(request: MemberRequest) -> HttpResponse:
    """List what is to be translated, what is missing first."""
    if not rules.may_see(request.user):
        raise Http404
    listing = JobList(
        request,
        # Not asked: the rows are joined from parts when it is known which are wanted.
        None,  # type: ignore[arg-type]
        views=VIEWS,
        form=forms.Filter(request.GET or None),
    )
    listing.remember()
    context = {"listing": listing, "jobs": queries.listed(listing.page.object_list)}
    return render(request, "translations/list.html", context)


def _back(request: MemberRequest) -> str:
    """Return the address of the list as its reader left it."""
    return last_address(request, reverse("translations:list"))


@require_http_methods(["GET", "POST"])
def translate(request: MemberRequest, kind: str, about: UUID, language: str) -> HttpResponse:
    """Write one translation beside its original."""
    job = queries.job_visible_to(request.user, kind, about, language)
    if job is None:
        raise Http404
    vouch = rules.may_vouch(request.user)
    form = forms.Translate(request.POST or None, job=job, may_vouch=bool(vouch))

    def perform() -> None:
        # The page may be hours old: it counts what was shown beside the words, not what this request has read.
        if not form.is_up_to_date:
            raise Conflict
        is_checked = bool(form.cleaned_data.get("is_checked"))
        actions.translate(job=job, words=form.words, is_checked=is_checked, by=request.user)

    def rerender(*, status: int) -> HttpResponse:
        if request.method == "POST":
            form.catch_up()
        context = {
            "job": job,
            "form": form,
            "vouch": vouch,
            "original": _originals(job),
            "back_href": f"{_back(request)}#{job.anchor}",
        }
        return render(request, "translations/translate.html", context, status=status)

    if request.method != "POST":
        return rerender(status=200)
    success = _("The translation is saved.")
    return submit(request, form, perform, rerender=rerender, success=success, to=_back(request))


def _originals(job: queries.OpenJob) -> list[tuple[str, str]]:
    """Return each text of the original with its name."""
    originals = []
    for name, field in job.kind.fields().items():
        text = getattr(job.source, name)
        if text:
            originals.append((str(field.label), text))
    return originals
