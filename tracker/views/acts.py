"""What staff do with a piece of feedback. Each act is one form on its page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.queries import MemberRequest
from tracker.actions import agenda as on_agenda
from tracker.actions import desk as actions
from tracker.forms import desk as forms
from tracker.models import Item
from tracker.queries.agenda import coming_meetings
from tracker.views.acting import act
from tracker.views.desk import found_at_desk, show

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def _act(
    request: MemberRequest,
    pk: UUID,
    make: Callable[..., forms.OnItem],
    do: Callable[..., object],
    done: str | _StrPromise,
) -> HttpResponse:
    """Do one thing with an item as its page showed it; the page's address alone leads to the item."""
    if request.method != "POST":
        return redirect("tracker:item", pk)
    item = found_at_desk(request, pk)
    form = make(request.POST, item=item)

    def do_it() -> None:
        data = dict(form.cleaned_data)
        seen = Item.objects.select_related("feedback").get(pk=item.pk)
        seen.revision = data.pop("revision")
        do(item=seen, by=request.user, **data)

    def again(*, status: int) -> HttpResponse:
        item.refresh_from_db()
        form.catch_up()
        return show(request, item, bound=form, status=status)

    return act(request, form, do_it, again=again, done=done, to=reverse("tracker:item", args=[pk]))


@require_http_methods(["GET", "POST"])
def take(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Read it oneself."""
    return _act(request, pk, forms.Press, actions.take, _("You are reading this now. The person can see that."))


@require_http_methods(["GET", "POST"])
def hand_back(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let somebody else read it."""
    return _act(request, pk, forms.Press, actions.hand_back, _("You have handed this back. Somebody else can take it."))


@require_http_methods(["GET", "POST"])
def give_to(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Choose who reads it."""
    return _act(
        request, pk, forms.GiveTo, actions.give_to, _("Only the person you chose and coordinators can open it.")
    )


@require_http_methods(["GET", "POST"])
def move_to_rest(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put it with the rest."""
    return _act(request, pk, forms.Press, actions.move_to_rest, _("This is with the rest now."))


@require_http_methods(["GET", "POST"])
def acknowledge(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Tell the person that we have it."""
    return _act(request, pk, forms.Press, actions.acknowledge, _("The person can see that we have it."))


@require_http_methods(["GET", "POST"])
def sort(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say what it is about."""
    return _act(request, pk, forms.Sort, actions.sort, _("Topics and content note are saved."))


@require_http_methods(["GET", "POST"])
def share(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Write the version others may see, or look at it first."""
    item = found_at_desk(request, pk)
    form = forms.Share(request.POST or None, item=item)
    if form.is_valid() and "preview" in request.POST:
        preview = {"text": form.cleaned_data["shareable"], "language": form.cleaned_data["language"]}
        return show(request, item, bound=form, preview=preview)
    return _act(request, pk, forms.Share, actions.share, _("Others can see this version now."))


@require_http_methods(["GET", "POST"])
def reply(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Reply to the person."""
    return _act(request, pk, forms.Reply, actions.reply, _("Your reply is there. The person reads it with their code."))


@require_http_methods(["GET", "POST"])
def agenda(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put it before a meeting."""
    make: Any = partial(forms.Agenda, meetings=coming_meetings())
    return _act(request, pk, make, on_agenda.put_on_agenda, _("The council will talk about this."))


@require_http_methods(["GET", "POST"])
def bring_back(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Answer at the desk what the council did not ask anything about."""
    return _act(request, pk, forms.Press, on_agenda.bring_back, _("This is at the desk again."))


@require_http_methods(["GET", "POST"])
def close(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Finish."""
    return _act(request, pk, forms.Press, actions.close, _("This is closed."))
