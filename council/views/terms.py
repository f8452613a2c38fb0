"""Terms: given, taken back, put right, ended and renewed by coordinators."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.queries import MemberRequest
from core.fields import ShownAgain
from core.moments import until_words
from core.verdicts import Conflict
from council import actions, forms, queries, rules
from council.models import Membership, Seat
from council.views.asking import Question, ask
from people import joining
from people.hanging import Going
from people.queries.leaving import hangs_on


@require_http_methods(["GET", "POST"])
def appoint(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Give a seat to somebody for a term."""
    seat = get_object_or_404(queries.seats_to_fill(request.user), pk=pk)
    is_search = "search" in request.POST
    form = forms.Appoint(ShownAgain.of(request.POST) if is_search else request.POST or None, seat=seat, by=request.user)
    status = 200
    if form.is_valid():
        said = form.cleaned_data
        # Asked here too, so that the reason is printed at its field: the action would answer with a page of its own.
        verdict = rules.may_seat(request.user, seat, said["person"], said["starts_on"], said["ends_on"])
        if verdict:
            try:
                actions.seat_member(seat=seat, by=request.user, **said)
                messages.success(request, _("The seat is filled."))
                return redirect("council:seat", seat.pk)
            except Conflict:
                status = 409
                form.add_error("starts_on", _("Somebody else filled this seat just now."))
        else:
            form.add_error("starts_on", str(verdict.reason))
    context = {
        "seat": seat,
        "form": form,
        "invite_url": _invite_to(seat),
        "months": seat.council.rules_on(timezone.localdate()).term_months,
    }
    return render(request, "council/appoint.html", context, status=status)


@require_http_methods(["GET", "POST"])
def undo(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take back an appointment that has not begun."""
    term = _term(request, pk)
    form = forms.Why(request.POST or None)
    question = Question(
        title=_("Take back this appointment"),
        happens=_("The seat is free again, as if nobody had been appointed. The person is told. The log keeps why."),
        button=_("Take it back"),
        success=_("The appointment is taken back."),
        is_grave=True,
    )
    return ask(
        request,
        question,
        form,
        lambda: actions.undo_appointment(term=term, by=request.user, **form.cleaned_data),
        back=_seat(term),
        verdict=rules.may_undo_appointment(request.user, term),
    )


@require_http_methods(["GET", "POST"])
def correct(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put right the last day of a term."""
    term = _term(request, pk)
    form = forms.CorrectEnd(request.POST or None, term=term)
    question = Question(
        title=_("Correct the last day"),
        happens=_("Use this to correct a wrong day. It says %(day)s now. The person is told.")
        % {"day": until_words(term.ends_on)},
        button=_("Save"),
        success=_("The last day is corrected."),
    )
    return ask(
        request,
        question,
        form,
        lambda: actions.correct_end(term=term, by=request.user, **form.cleaned_data),
        back=_seat(term),
        verdict=rules.may_end(request.user, term),
    )


@require_http_methods(["GET", "POST"])
def end(request: MemberRequest, pk: UUID) -> HttpResponse:
    """End a term earlier than planned."""
    term = _term(request, pk)
    form = forms.End(request.POST or None)
    if form.is_valid():
        last_day = form.cleaned_data["last_day"]
        if verdict := rules.may_end_on(request.user, term, last_day):
            # First a decision about what hangs on them; that page ends the term with it.
            if hangs_on(Going(term.user, council=term.seat.council_id)):
                data = {"way": "term", "term": term.pk, "last_day": last_day.isoformat()}
                return redirect(f"{reverse('people:leaving', args=[term.user_id])}?{urlencode(data)}")
            try:
                actions.end_term(term=term, last_day=last_day, by=request.user)
                # Only after the action: a conflict must not be followed by "is changed".
                messages.success(request, _("The end of the term is changed."))
            except Conflict:
                messages.warning(request, _("This changed since you opened it. Here is how it is now."))
            return redirect("council:seat", term.seat_id)
        form.add_error("last_day", str(verdict.reason))
    return render(request, "council/end.html", {"term": term, "form": form})


@require_http_methods(["GET", "POST"])
def renew(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Add one more term for the same person in the same seat."""
    term = _term(request, pk)
    starts_on, ends_on = queries.next_term(term)
    # Not `or None`: an empty form is a renewal as long as the council agreed.
    form = forms.Renew(request.POST if request.method == "POST" else None, ends_on=ends_on)
    question = Question(
        title=_("Renew for one more term"),
        happens=_("The new term begins on %(day)s, in the same seat. The person is told.")
        % {"day": until_words(starts_on)},
        button=_("Renew"),
        success=_("The term is renewed."),
    )
    return ask(
        request,
        question,
        form,
        lambda: actions.renew(term=term, by=request.user, **form.cleaned_data),
        back=_seat(term),
        verdict=rules.may_renew(request.user, term, ends_on),
    )


@require_http_methods(["GET", "POST"])
def take_back(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take back a renewal that has not begun."""
    term = _term(request, pk)
    form = forms.Why(request.POST or None)
    question = Question(
        title=_("Take back this renewal"),
        happens=_("The term before it ends as planned, and the seat is free afterwards. The person is told."),
        button=_("Take it back"),
        success=_("The renewal is taken back."),
        is_grave=True,
    )
    return ask(
        request,
        question,
        form,
        lambda: actions.take_back_renewal(term=term, by=request.user, **form.cleaned_data),
        back=_seat(term),
        verdict=rules.may_take_back_renewal(request.user, term),
    )


def _term(request: MemberRequest, pk: UUID) -> Membership:
    return get_object_or_404(queries.terms_to_manage(request.user), pk=pk)


def _invite_to(seat: Seat) -> str:
    """Return where somebody who has no account yet is invited to take a seat."""
    then = {"seat": str(seat.pk), "starts_on": f"{timezone.localdate()}"}
    return f"{reverse('people:invite')}?{joining.query(then)}"


def _seat(term: Membership) -> str:
    return reverse("council:seat", args=[term.seat_id])
