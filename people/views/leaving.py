"""Pages that lead over somebody's leaving: what hangs on them, what was handed over, and who stands in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.queries import MemberRequest
from accounts.queries import people as everybody
from core.submitting import submit
from people import hanging
from people.actions import leaving as actions
from people.forms import leaving as forms
from people.queries import leaving as queries
from people.rules import leaving as rules

# Switching an account off: what the page is about where its address does not say.
DEFAULT = "account"


@require_http_methods(["GET", "POST"])
def leaving(request: MemberRequest, pk: UUID) -> HttpResponse:
    """List what hangs on somebody who leaves, ask who takes it over, and let them go: both or neither."""
    person = get_object_or_404(everybody(), pk=pk)
    data = {name: str(value) for name, value in request.GET.items()}
    departure = hanging.departure(data.get("way", DEFAULT))
    # Not found also for whoever may not: nobody else learns what hangs on whom.
    if departure is None or not departure.may(request.user, person, data):
        raise Http404
    going = departure.going(person, data)
    groups = queries.hanging_on(going)
    form = forms.HandOver(request.POST or None, groups=groups)

    def show(*, status: int) -> HttpResponse:
        context = {
            "person": person,
            "form": form,
            "groups": form.fields_by_group(),
            "happens": departure.happens(person, data),
            "back_href": departure.back(person, data),
        }
        return render(request, "people/leaving.html", context, status=status)

    if request.method != "POST":
        return show(status=200)
    return submit(
        request,
        form,
        lambda: actions.leave(
            departure=departure,
            person=person,
            data=data,
            choices=form.choices(),
            note=form.cleaned_data["note"],
            by=request.user,
        ),
        rerender=show,
        success=_("It is done. Whoever takes something over is told."),
        to=departure.back(person, data),
    )


@require_safe
def handovers(request: MemberRequest) -> HttpResponse:
    """List what was handed over: to the reader and by them; more for those who see to what is left open."""
    visible = queries.handovers_visible_to(request.user)
    found = [handover for handover in visible if queries.is_shown(request.user, handover)]
    return render(request, "people/handovers.html", {"handovers": found})


@require_safe
def handover(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show what was handed over to somebody, with links and the note."""
    found = get_object_or_404(queries.handovers_visible_to(request.user), pk=pk)
    if not queries.is_shown(request.user, found):
        raise Http404
    things = _kinds(queries.things_visible_to(request.user, found))
    return render(request, "people/handover.html", {"handover": found, "things": things})


def _kinds(things: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the things with the names of their kinds in the reader's language."""
    labels = {one.name: str(one.label) for one in hanging.responsibilities()}
    return [{**thing, "label": labels.get(thing["kind"], thing["kind"])} for thing in things]


@require_http_methods(["GET", "POST"])
def stand_ins(request: MemberRequest) -> HttpResponse:
    """Show who stands in for whom, and arrange it."""
    user = request.user
    if not rules.may_arrange_stand_in(user, user):
        raise Http404
    form = forms.ArrangeStandIn(
        request.POST or None,
        initial={"person": user.pk},
        people=queries.may_be_away(user),
        stand_ins=queries.may_stand_in(),
    )

    def show(*, status: int) -> HttpResponse:
        rows = [
            {"row": row, "is_over": not row.runs_or_comes, "may_end": rules.may_end_stand_in(user, row)}
            for row in queries.stand_ins_visible_to(user)
        ]
        return render(request, "people/stand_ins.html", {"form": form, "rows": rows}, status=status)

    if request.method != "POST":
        return show(status=200)
    return submit(
        request,
        form,
        lambda: actions.arrange_stand_in(by=user, **form.cleaned_data),
        rerender=show,
        success=_("It is arranged."),
        to=reverse("people:stand_ins"),
    )


@require_POST
def end_stand_in(request: MemberRequest, pk: int) -> HttpResponse:
    """End a stand-in, or take back one that has not begun."""
    found = get_object_or_404(queries.stand_ins_visible_to(request.user), pk=pk)
    actions.end_stand_in(stand_in=found, by=request.user)
    messages.success(request, _("It is ended."))
    return redirect("people:stand_ins")
