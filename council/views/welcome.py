"""The welcome of a council: a member's own page, how far everybody is, and what the council asks."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.queries import MemberRequest
from core.submitting import submit
from council import queries, rules
from council.actions import terms
from council.actions import welcome as actions
from council.forms import welcome as forms
from council.models import Agreement, Council, Membership, WelcomeStep
from council.views.buttons import press


@require_safe
def mine(request: MemberRequest) -> HttpResponse:
    """Show a member what their councils do to welcome them, and the agreement."""
    own = [_welcome_of(term) for term in queries.my_terms(request.user, timezone.localdate())]
    accepted = queries.acceptances_of(request.user)
    return render(request, "council/welcome/mine.html", {"terms": own, "accepted": accepted})


@require_http_methods(["GET", "POST"])
def agreement(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show a version of the agreement in the reader's language; accept it."""
    version = get_object_or_404(queries.agreements_for(request.user), pk=pk)
    accepted = queries.acceptances_of(request.user).filter(agreement=version).first()
    if request.method == "POST":
        accept = partial(actions.accept_agreement, agreement=version, language=_language_read(version), by=request.user)
        return press(request, accept, success=_("Thank you. Your yes is saved."), to=reverse("council:welcome"))
    context = {
        "agreement": version,
        "language": _language_read(version),
        "accepted": accepted,
        "verdict": rules.may_accept(request.user, version),
    }
    return render(request, "council/welcome/agreement.html", context)


@require_POST
def tick(request: MemberRequest, pk: UUID, step: int) -> HttpResponse:
    """Say that a step is done, or that it is not."""
    term = _term(request.user, pk)
    found = get_object_or_404(queries.steps_of(term.seat.council), pk=step)
    done = request.POST.get("done") == "yes"
    perform = partial(actions.tick_step, term=term, step=found, done=done, by=request.user)
    to = reverse("council:welcome") if term.user_id == request.user.pk else reverse("council:welcome_of_members")
    return press(request, perform, success=_("Saved."), to=to)


@require_http_methods(["GET", "POST"])
def hours(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let a member say how many hours a month they can give."""
    term = get_object_or_404(queries.my_terms(request.user, timezone.localdate()), pk=pk)
    form = forms.Hours(request.POST or None, initial={"hours": term.hours_a_month})
    # An empty answer takes the limit away: its form is not empty, because it says whose page it is on.
    rerender = partial(render, request, "council/welcome/hours.html", {"form": form, "term": term})
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: terms.set_hours(term=term, hours=form.cleaned_data["hours"], by=request.user),
        rerender=rerender,
        success=_("Saved."),
        to=reverse("council:welcome"),
    )


@require_safe
def of_members(request: MemberRequest) -> HttpResponse:
    """Show coordinators how far the welcome of each member is; no day says how long it has taken."""
    councils = _coordinated(request.user)
    today = timezone.localdate()
    shown = []
    for council in councils:
        running = queries.terms_to_manage(request.user).filter(seat__council=council, ends_on__gte=today)
        members = [_welcome_of(term) for term in running.order_by("seat__number", "starts_on")]
        shown.append({"council": council, "members": members})
    return render(request, "council/welcome/of_members.html", {"councils": shown})


@require_http_methods(["GET", "POST"])
def buddy(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let a coordinator say who accompanies a member."""
    term = get_object_or_404(queries.terms_to_manage(request.user), pk=pk)
    running = queries.running(timezone.localdate()).filter(seat__council=term.seat.council_id)
    fellows = list(running.exclude(user=term.user_id).order_by("seat__number"))
    offered = [(str(fellow.pk), _seat_and_name(fellow)) for fellow in fellows]
    form = forms.Buddy(request.POST or None, fellows=offered, initial={"buddy": str(term.buddy_id or "")})
    rerender = partial(render, request, "council/welcome/buddy.html", {"form": form, "term": term})
    if request.method != "POST":
        return rerender()

    def perform() -> None:
        chosen = {str(fellow.pk): fellow for fellow in fellows}.get(form.cleaned_data["buddy"])
        terms.set_buddy(term=term, buddy=chosen, by=request.user)

    return submit(
        request, form, perform, rerender=rerender, success=_("Saved."), to=reverse("council:welcome_of_members")
    )


@require_safe
def edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show coordinators the steps and the versions of the agreement of a council."""
    council = get_object_or_404(queries.coordinated_by(request.user), pk=pk)
    versions = council.agreements.prefetch_related("acceptances")
    context = {"council": council, "steps": list(queries.steps_of(council)), "versions": versions}
    return render(request, "council/welcome/edit.html", context)


@require_http_methods(["GET", "POST"])
def add_step(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Add a step."""
    council = get_object_or_404(queries.coordinated_by(request.user), pk=pk)
    form = forms.Step(request.POST or None)
    rerender = partial(render, request, "council/welcome/step.html", {"form": form, "council": council})
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.add_step(council=council, texts=form.texts, by=request.user),
        rerender=rerender,
        success=_("The step is added."),
        to=reverse("council:welcome_edit", args=[council.pk]),
    )


@require_http_methods(["GET", "POST"])
def reword_step(request: MemberRequest, pk: int) -> HttpResponse:
    """Say a step in other words."""
    step = _step(request.user, pk)
    form = forms.Step(request.POST or None, texts=step.texts)
    context = {"form": form, "council": step.council, "step": step}
    rerender = partial(render, request, "council/welcome/step.html", context)
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.reword_step(step=step, texts=form.texts, by=request.user),
        rerender=rerender,
        success=_("Saved."),
        to=reverse("council:welcome_edit", args=[step.council_id]),
    )


@require_POST
def move_step(request: MemberRequest, pk: int) -> HttpResponse:
    """Move a step one place up or down."""
    step = _step(request.user, pk)
    earlier = request.POST.get("move") == "earlier"
    perform = partial(actions.move_step, step=step, earlier=earlier, by=request.user)
    to = reverse("council:welcome_edit", args=[step.council_id])
    return press(request, perform, success=_("The order is changed."), to=to)


@require_http_methods(["GET", "POST"])
def retire_step(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask whether a step shall be asked of nobody any more, and do so."""
    step = _step(request.user, pk)
    to = reverse("council:welcome_edit", args=[step.council_id])
    if request.method == "POST":
        perform = partial(actions.retire_step, step=step, by=request.user)
        return press(request, perform, success=_("The step is retired."), to=to)
    return render(request, "council/welcome/retire_step.html", {"step": step, "back": to})


@require_http_methods(["GET", "POST"])
def write_agreement(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Write a new version of the agreement, beginning with the words of the newest."""
    council = get_object_or_404(queries.coordinated_by(request.user), pk=pk)
    newest = queries.newest_agreement(council)
    form = forms.NewAgreement(request.POST or None, texts=newest.texts if newest else None)
    context = {"form": form, "council": council, "newest": newest}
    rerender = partial(render, request, "council/welcome/write_agreement.html", context)
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.write_agreement(council=council, texts=form.texts, by=request.user),
        rerender=rerender,
        success=_("The new version is saved. Members are asked to read it."),
        to=reverse("council:welcome_edit", args=[council.pk]),
    )


def _welcome_of(term: Membership) -> dict[str, object]:
    """Return a term with its steps, those that are done, the newest agreement and whether it is accepted."""
    done = set(term.welcome_ticks.values_list("step", flat=True))
    steps = [{"step": step, "done": step.pk in done} for step in queries.steps_of(term.seat.council)]
    newest = queries.newest_agreement(term.seat.council)
    accepted = newest is not None and newest.acceptances.filter(user=term.user_id).exists()
    count = sum(1 for step in steps if step["done"])
    return {"term": term, "steps": steps, "done": count, "agreement": newest, "accepted": accepted}


def _language_read(version: Agreement) -> str:
    """Return the language in which the reader sees a version."""
    wanted = get_language() or ""
    if version.texts.get(wanted):
        return wanted
    return next(iter(version.texts), wanted)


def _seat_and_name(term: Membership) -> str:
    return _("Seat %(number)s: %(name)s") % {"number": term.seat.number, "name": term.shown_name}


def _term(user: User, pk: UUID) -> Membership:
    """Return a term of the reader, or of somebody whom they coordinate."""
    own = queries.my_terms(user, timezone.localdate()).filter(pk=pk).first()
    return own or get_object_or_404(queries.terms_to_manage(user), pk=pk)


def _step(user: User, pk: int) -> WelcomeStep:
    steps = WelcomeStep.objects.filter(council__in=queries.coordinated_by(user).values("pk"), retired_on=None)
    return get_object_or_404(steps.select_related("council"), pk=pk)


def _coordinated(user: User) -> QuerySet[Council]:
    """Return the councils somebody coordinates; for others this page does not exist."""
    councils = queries.coordinated_by(user).filter(closed_on=None)
    if not rules.may_fill(user):
        raise Http404
    return councils
