"""Talks that are offered, the plan for when it gets heavy, and papers about a term."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.queries import MemberRequest
from core import pdf
from core.submitting import mark_sent, submit
from council import queries, rules
from council.actions import care as actions
from council.forms import care as forms
from council.models import Membership, ParticipationPlan
from council.views.buttons import press

# A last talk is offered to people whose term ends soon, or ended not long ago.
AROUND_THE_END = timedelta(days=183)


@require_safe
def mine(request: MemberRequest) -> HttpResponse:
    """Show a member the talks that were offered, their plan, and papers about their terms."""
    existing = ParticipationPlan.objects.filter(user=request.user).first()
    context = {
        "check_ins": queries.check_ins_for(request.user),
        "exit_talks": queries.exit_talks_for(request.user),
        "plan": existing,
        "has_plan_page": _has_plan_page(request.user, existing),
        "shared": queries.plans_shared_with(request.user).exists(),
        "terms": queries.memberships_of(request.user).filter(starts_on__lte=timezone.localdate()),
    }
    return render(request, "council/care/mine.html", context)


def _has_plan_page(user: User, existing: ParticipationPlan | None) -> bool:
    """Return whether somebody is a member, or has a plan from the time when they were."""
    return existing is not None or queries.seated(user, timezone.localdate()).exists()


@require_POST
def answer_check_in(request: MemberRequest, pk: int) -> HttpResponse:
    """Say whether a talk is wanted."""
    talk = get_object_or_404(queries.check_ins_for(request.user), pk=pk)
    wanted = request.POST.get("wanted") == "yes"
    perform = partial(actions.answer_check_in, talk=talk, wanted=wanted, by=request.user)
    success = _("Thank you. We will find a time with you.") if wanted else _("Thank you for saying so.")
    return press(request, perform, success=success, to=reverse("council:care"))


@require_http_methods(["GET", "POST"])
def exit_talk(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let somebody who leaves say whether they want a last talk, and what the council should learn."""
    talk = get_object_or_404(queries.exit_talks_for(request.user), pk=pk)
    form = forms.ExitTalk(request.POST or None, initial={"for_the_council": talk.for_the_council})
    rerender = partial(render, request, "council/care/exit_talk.html", {"form": form, "talk": talk})
    if request.method != "POST":
        return rerender()
    wanted = request.POST.get("wanted") == "yes"
    return submit(
        request,
        form,
        lambda: actions.answer_exit_talk(talk=talk, wanted=wanted, by=request.user, **form.cleaned_data),
        rerender=rerender,
        success=_("Thank you. Your answer is saved."),
        to=reverse("council:care"),
    )


@require_safe
def of_members(request: MemberRequest) -> HttpResponse:
    """Show coordinators whom they can offer a talk, and which talks are open."""
    if not rules.may_fill(request.user):
        raise Http404
    today = timezone.localdate()
    terms = queries.terms_to_manage(request.user)
    running = terms.filter(starts_on__lte=today, ends_on__gte=today).order_by("seat__council__name", "seat__number")
    leaving = terms.filter(ends_on__gte=today - AROUND_THE_END, ends_on__lte=today + AROUND_THE_END)
    context = {
        "check_ins": queries.talks_to_hold(request.user),
        "exit_talks": queries.exit_talks_to_hold(request.user),
        "running": [{"term": term, "verdict": rules.may_offer_check_in(request.user, term)} for term in running],
        "leaving": leaving.filter(exit_talk=None).order_by("ends_on", "pk"),
    }
    return render(request, "council/care/of_members.html", context)


@require_POST
def offer_check_in(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Offer a member a talk."""
    term = get_object_or_404(queries.terms_to_manage(request.user), pk=pk)
    perform = partial(actions.offer_check_in, term=term, by=request.user)
    return press(request, perform, success=_("The talk is offered."), to=reverse("council:care_of_members"))


@require_POST
def offer_exit_talk(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Offer somebody who leaves a last talk."""
    term = get_object_or_404(queries.terms_to_manage(request.user), pk=pk)
    perform = partial(actions.offer_exit_talk, term=term, by=request.user)
    return press(request, perform, success=_("The talk is offered."), to=reverse("council:care_of_members"))


@require_POST
def check_in_held(request: MemberRequest, pk: int) -> HttpResponse:
    """Note that a talk took place."""
    talk = get_object_or_404(queries.talks_to_hold(request.user), pk=pk)
    perform = partial(actions.mark_check_in_held, talk=talk, by=request.user)
    return press(request, perform, success=_("Saved."), to=reverse("council:care_of_members"))


@require_POST
def exit_talk_held(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Note that a last talk took place."""
    talk = get_object_or_404(queries.exit_talks_to_hold(request.user), pk=pk)
    perform = partial(actions.mark_exit_talk_held, talk=talk, by=request.user)
    return press(request, perform, success=_("Saved."), to=reverse("council:care_of_members"))


@never_cache
@require_http_methods(["GET", "POST"])
def plan(request: MemberRequest) -> HttpResponse:
    """Let a member write what helps when it gets heavy, and say who may read it."""
    existing = ParticipationPlan.objects.filter(user=request.user).first()
    if not _has_plan_page(request.user, existing):
        raise Http404
    people = _people_to_name(request.user, existing)
    offered = [(str(person.pk), label) for person, label in people]
    form = forms.Plan(request.POST or None, readers=offered, initial=_filled(existing))
    rerender = partial(render, request, "council/care/plan.html", {"form": form, "plan": existing})
    if request.method != "POST":
        return rerender()
    by_id = {str(person.pk): person for person, _label in people}
    return submit(
        request,
        form,
        lambda: actions.write_plan(
            text=form.cleaned_data["text"],
            first_reader=by_id.get(form.cleaned_data["first_reader"]),
            second_reader=by_id.get(form.cleaned_data["second_reader"]),
            by=request.user,
        ),
        rerender=rerender,
        success=_("Your plan is saved."),
        to=reverse("council:plan"),
    )


@require_http_methods(["GET", "POST"])
def destroy_plan(request: MemberRequest) -> HttpResponse:
    """Ask whether the plan shall be destroyed, and destroy it."""
    get_object_or_404(ParticipationPlan, user=request.user)
    if request.method == "POST":
        perform = partial(actions.destroy_plan, by=request.user)
        return press(request, perform, success=_("Your plan is destroyed."), to=reverse("council:care"))
    return render(request, "council/care/destroy_plan.html")


@never_cache
@require_safe
def shared_plans(request: MemberRequest) -> HttpResponse:
    """Show the plans that the reader was named for."""
    plans = queries.plans_shared_with(request.user)
    shown = [{"plan": shared, "name": _name_of(shared.user)} for shared in plans]
    return render(request, "council/care/shared_plans.html", {"plans": shown})


@never_cache
@require_safe
def shared_plan(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show a plan to somebody who was named for it."""
    shared = get_object_or_404(queries.plans_shared_with(request.user), pk=pk)
    rules.may_read_plan(request.user, shared).enforce()
    return render(request, "council/care/shared_plan.html", {"plan": shared, "name": _name_of(shared.user)})


@never_cache
@require_http_methods(["GET", "POST"])
def paper(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Make a certificate or a letter about a term, in the language and with the name that the member wants."""
    term = _term_of_paper(request.user, pk)
    is_own = term.user_id == request.user.pk
    form_class = forms.Paper if is_own else forms.PaperByStaff
    initial = {"kind": forms.CERTIFICATE, "language": term.user.language}
    form = form_class(request.POST or None, initial=initial)
    if not form.is_valid():
        return render(request, "council/care/paper.html", {"form": form, "term": term, "is_own": is_own})
    wish = form.cleaned_data
    actions.note_paper(term=term, kind=wish["kind"], by=request.user)
    # A page or a file answers and no redirect: what was typed has arrived.
    mark_sent(request)
    with translation.override(wish["language"]):
        context = {"term": term, "wish": wish, "is_letter": wish["kind"] == forms.LETTER, "today": timezone.localdate()}
        try:
            made = pdf.from_html(
                render_to_string("council/care/paper_file.html", context, request=request),
                render_to_string("council/care/paper_style.css"),
            )
        except pdf.NoPdfError:
            return render(request, "council/care/paper_page.html", context)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{wish["kind"]}.pdf"'
    return response


def _filled(existing: ParticipationPlan | None) -> dict[str, str]:
    if existing is None:
        return {}
    return {
        "text": existing.text,
        "first_reader": str(existing.first_reader_id or ""),
        "second_reader": str(existing.second_reader_id or ""),
    }


def _people_to_name(user: User, existing: ParticipationPlan | None) -> list[tuple[User, str]]:
    """Return whom a member may name, by the names members see; whoever is named already is among them."""
    today = timezone.localdate()
    seats: dict[UUID, Membership] = {}
    for term in queries.trusted(today).filter(seat__council__in=_councils(user)):
        seats.setdefault(term.user_id, term)
    people = list(queries.plan_readers(user))
    if existing is not None:
        for named in (existing.first_reader, existing.second_reader):
            if named is not None and named not in people:
                people.append(named)
    labelled = []
    for person in people:
        term_of_person = seats.get(person.pk)
        label = _name_of(person)
        if term_of_person is not None:
            label = _("%(name)s (seat %(number)s)") % {"name": label, "number": term_of_person.seat.number}
        labelled.append((person, label))
    return labelled


def _councils(user: User) -> list[UUID]:
    return list(queries.seated(user, timezone.localdate()).values_list("seat__council", flat=True))


def _name_of(person: User) -> str:
    """Return the name that members see: the chosen one, "A member", or the name of somebody on the staff."""
    chosen = getattr(person, "chosen_name", None)
    if chosen is not None and chosen.to_members:
        return str(chosen.name)
    if queries.memberships_of(person).exists():
        return _("A member")
    return str(person)


def _term_of_paper(user: User, pk: UUID) -> Membership:
    """Return a term that has begun: the reader's own, or of somebody whom they coordinate."""
    begun = {"pk": pk, "starts_on__lte": timezone.localdate()}
    own = queries.memberships_of(user).filter(**begun).first()
    return own or get_object_or_404(queries.terms_to_manage(user), **begun)
