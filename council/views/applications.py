"""Who would like to join, for coordinators: how far each has come, and the answers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.queries import MemberRequest
from core.listing import Listing, Order, SavedView, last_address
from core.submitting import submit
from core.verdicts import Conflict
from council import actions, forms, queries, rules
from council.actions.applications import kind_words
from council.enums import APPLICATION_NEXT, ApplicationStatus, DeclineReason
from council.models import Application
from council.views.asking import Question, ask

OPEN = [ApplicationStatus.APPLIED, ApplicationStatus.TALKING, ApplicationStatus.OFFERED]
VIEWS = [
    SavedView("open", gettext_lazy("Open"), Q(status__in=OPEN)),
    SavedView("by_hand", gettext_lazy("To post or to phone"), Q(status=ApplicationStatus.DECLINED, answered_on=None)),
    SavedView("decided", gettext_lazy("Decided"), ~Q(status__in=OPEN)),
]
ORDERS = [Order("waiting", ["applied_on", "pk"]), Order("moved", ["-moved_on", "pk"])]
# Each move and the words on its button, in the order of the row.
MOVES = {
    ApplicationStatus.APPLIED: gettext_lazy("Put back to applied"),
    ApplicationStatus.TALKING: gettext_lazy("Talking"),
    ApplicationStatus.OFFERED: gettext_lazy("Seat offered"),
    ApplicationStatus.JOINED: gettext_lazy("Joined"),
    ApplicationStatus.DECLINED: gettext_lazy("Decline"),
    ApplicationStatus.WITHDRAWN: gettext_lazy("Withdrawn"),
}
# These ask something first.
ASK_FIRST = {
    ApplicationStatus.JOINED: "council:application_joined",
    ApplicationStatus.DECLINED: "council:application_decline",
}


def _moves(application: Application) -> list[dict[str, object]]:
    """Return the next steps of an application, each with where its button leads."""
    following = APPLICATION_NEXT[ApplicationStatus(application.status)]
    found: list[dict[str, object]] = []
    for to, words in MOVES.items():
        if to in following:
            page = ASK_FIRST.get(to)
            href = reverse(page, args=[application.pk]) if page else ""
            found.append({"to": to.value, "words": words, "href": href})
    return found


@require_safe
def listed(request: MemberRequest) -> HttpResponse:
    """List who would like to join, each with their next steps."""
    if not rules.may_fill(request.user):
        raise Http404
    listing = Listing(request, queries.applications_to_handle(request.user), views=VIEWS, orders=ORDERS)
    listing.remember()
    rows = [{"application": application, "moves": _moves(application)} for application in listing.page]
    return render(request, "council/applications.html", {"listing": listing, "rows": rows})


@require_safe
def one(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show what somebody sent, and what comes next."""
    application = _application(request, pk)
    context = {
        "application": application,
        "moves": _moves(application),
        "back": last_address(request, reverse("council:applications")),
        "seats": queries.vacant_seats(application.council_id, timezone.localdate()),
        "is_offered": application.status == ApplicationStatus.OFFERED,
        "is_unanswered": application.status == ApplicationStatus.DECLINED and application.answered_on is None,
    }
    return render(request, "council/application.html", context)


@require_http_methods(["GET", "POST"])
def write_down(request: MemberRequest) -> HttpResponse:
    """Write down what somebody said by phone or sent on paper."""
    if not rules.may_fill(request.user):
        raise Http404
    councils = queries.open_councils(request.user).filter(takes_applications=True)
    language = translation.get_language() or ""
    form = forms.WriteDown(request.POST or None, councils=councils, language=language)

    def page(*, status: int = 200) -> HttpResponse:
        return render(request, "council/write_down.html", {"form": form}, status=status)

    if request.method != "POST":
        return page()
    return submit(
        request,
        form,
        lambda: actions.write_down_application(by=request.user, **form.cleaned_data),
        rerender=page,
        success=_("The application is written down."),
        to=reverse("council:applications"),
    )


@require_POST
def move(request: MemberRequest, pk: UUID, to: str) -> HttpResponse:
    """Note how far an application has come."""
    application = _application(request, pk)
    if to not in ApplicationStatus.values or ApplicationStatus(to) in ASK_FIRST:
        raise Http404
    if not (verdict := rules.may_move_application(request.user, application, ApplicationStatus(to))):
        messages.warning(request, str(verdict.reason))
        return redirect(last_address(request, reverse("council:applications")))
    try:
        actions.move_application(application=application, to=ApplicationStatus(to), by=request.user)
        messages.success(request, _("Saved."))
    except Conflict:
        messages.warning(request, _("This changed since you opened it. Here is how it is now."))
    return redirect(last_address(request, reverse("council:applications")))


@require_http_methods(["GET", "POST"])
def decline(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Choose a reason, look at the words, and send them."""
    application = _application(request, pk)
    verdict = rules.may_move_application(request.user, application, ApplicationStatus.DECLINED)
    asked = request.GET.get("reason", "")
    back = reverse("council:application", args=[application.pk])
    if asked not in DeclineReason.values:
        context = {"application": application, "reasons": DeclineReason.choices, "back": back, "verdict": verdict}
        return render(request, "council/decline_why.html", context)
    reason = DeclineReason(asked)
    form = forms.Decline(request.POST or None, initial={"words": kind_words(reason, application)})
    question = Question(
        title=_("Decline kindly"),
        happens=_(
            "These words are sent to the person as they stand here. Please read them once more, and change them."
        ),
        button=_("Decline and send"),
        success=_("The answer is on its way, or waits on the list of letters and calls."),
    )
    return ask(
        request,
        question,
        form,
        lambda: actions.decline_application(
            application=application, reason=reason, words=form.cleaned_data["words"], by=request.user
        ),
        back=back,
        verdict=verdict,
    )


@require_http_methods(["GET", "POST"])
def joined(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say which account is the one of somebody who has joined."""
    application = _application(request, pk)
    form = forms.JoinedAs(request.POST or None, application=application)
    question = Question(
        title=_("Note that the person has joined"),
        happens=_("Somebody is listed here once they have a seat on the council."),
        button=_("Save"),
        success=_("Saved."),
    )
    return ask(
        request,
        question,
        form,
        lambda: actions.join_application(application=application, by=request.user, **form.cleaned_data),
        back=reverse("council:application", args=[application.pk]),
        verdict=rules.may_move_application(request.user, application, ApplicationStatus.JOINED),
    )


@require_POST
def answered(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Note that the letter was posted or the call was made."""
    application = _application(request, pk)
    try:
        actions.note_answered(application=application, by=request.user)
        messages.success(request, _("Saved."))
    except Conflict:
        messages.warning(request, _("This changed since you opened it. Here is how it is now."))
    return redirect(last_address(request, reverse("council:applications")))


def _application(request: MemberRequest, pk: UUID) -> Application:
    return get_object_or_404(queries.applications_to_handle(request.user), pk=pk)
