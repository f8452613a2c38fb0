"""The reader's own messages and preferences; for staff, messages that could not be sent."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.queries import MemberRequest
from core.listing import Listing, SavedView, last_address
from core.verdicts import Conflict
from notifications import actions, forms, presenters, queries, rules
from notifications.channels import wording
from notifications.enums import OPEN, Status

MESSAGES_A_PAGE = 20
MY_VIEWS = [
    SavedView("all", gettext_lazy("All"), Q()),
    SavedView("waiting", gettext_lazy("Waiting"), Q(status__in=OPEN)),
    SavedView("sent", gettext_lazy("Sent"), Q(status=Status.SENT)),
    SavedView("dead", gettext_lazy("Could not be sent"), Q(status=Status.DEAD)),
]
UNSENT_VIEWS = [
    SavedView("all", gettext_lazy("All"), Q()),
    SavedView("dead", gettext_lazy("Given up"), Q(status=Status.DEAD)),
    SavedView("tried", gettext_lazy("Still being tried"), Q(status=Status.PENDING)),
]


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: MemberRequest) -> HttpResponse:
    """Show the reader's messages, and change which ones they want."""
    preference = queries.preference_of(request.user)
    form = forms.Preferences(request.POST or None, initial=model_to_dict(preference))
    if request.method == "POST" and form.is_valid():
        actions.set_preferences(by=request.user, **form.cleaned_data)
        messages.success(request, _("Your settings are saved."))
        return redirect("notifications:mine")
    listing = Listing(
        request,
        queries.visible_to(request.user),
        views=MY_VIEWS,
        search=queries.search_mine,
        per_page=MESSAGES_A_PAGE,
    )
    # In the language of this page, which may be another than the one the messages were sent in.
    language = get_language() or queries.language_of(request.user)
    told = [(message, wording.of(message, language)) for message in listing.page]
    context = {"form": form, "listing": listing, "told": told, "preference": preference}
    context["may_see_unsent"] = rules.may_see_unsent(request.user)
    return render(request, "notifications/mine.html", context)


@require_POST
def no_reminders(request: MemberRequest) -> HttpResponse:
    """Stop reminders in one press."""
    actions.stop_reminders(by=request.user)
    messages.success(request, _("We will not remind you of meetings any more. You can change this on this page."))
    return redirect("notifications:mine")


@require_safe
def by_hand(request: MemberRequest) -> HttpResponse:
    """Show the letters to print and the calls to make, person by person."""
    rules.may_reach_by_hand(request.user).enforce()
    now = timezone.now()
    waiting = queries.by_hand(now, request.user)
    context = {"batches": presenters.batches(waiting), "missed": queries.missed_by_hand(now, request.user)}
    return render(request, "notifications/by_hand.html", context)


@require_safe
def letter(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show everything that waits for one person, to be printed or read out."""
    rules.may_reach_by_hand(request.user).enforce()
    waiting = queries.by_hand(timezone.now(), request.user)
    batches = presenters.batches(message for message in waiting if message.recipient_id == pk)
    if not batches:
        raise Http404
    return render(request, "notifications/letter.html", {"batch": batches[0]})


@require_POST
def done(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Note that a letter was posted or a call made."""
    rules.may_reach_by_hand(request.user).enforce()
    message = get_object_or_404(queries.done_by_hand(request.user), pk=pk)
    try:
        actions.mark_done(message=message, by=request.user)
        messages.success(request, _("Noted."))
    except Conflict:
        messages.info(request, _("Someone else has already done this."))
    return redirect("by_hand:list")


@require_safe
def unsent(request: MemberRequest) -> HttpResponse:
    """Show messages that could not be sent."""
    rules.may_see_unsent(request.user).enforce()
    names = rules.may_see_recipient(request.user)
    listing = Listing(
        request,
        queries.unsent(),
        views=UNSENT_VIEWS,
        search=partial(queries.search_unsent, names=bool(names)),
        per_page=MESSAGES_A_PAGE,
    )
    listing.remember()
    rows = [(message, rules.may_try_again(request.user, message)) for message in listing.page]
    context = {"listing": listing, "rows": rows, "names": names}
    return render(request, "notifications/unsent.html", context)


@require_POST
def again(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Try one message again."""
    rules.may_see_unsent(request.user).enforce()
    message = get_object_or_404(queries.unsent(), pk=pk)
    try:
        actions.try_again(message=message, by=request.user)
        messages.success(request, _("We are trying to send it again."))
    except Conflict:
        messages.info(request, _("Someone else has already done this."))
    return redirect(last_address(request, reverse("notifications:unsent")))


@require_POST
def all_again(request: MemberRequest) -> HttpResponse:
    """Try all messages again that were given up."""
    count = actions.try_all_again(by=request.user)
    text = ngettext("We are trying to send %(n)s message again.", "We are trying to send %(n)s messages again.", count)
    messages.success(request, text % {"n": count})
    return redirect(last_address(request, reverse("notifications:unsent")))
