"""The desk: what waits, one piece of feedback, and its words when somebody opens them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import DESK
from accounts.queries import MemberRequest
from tracker.actions import opening
from tracker.forms import desk as forms
from tracker.models import Item
from tracker.queries import agenda, desk, history, items, said
from tracker.rules import desk as rules

ITEMS_A_PAGE = 25
BUTTONS = {
    "take": rules.may_take,
    "hand_back": rules.may_hand_back,
    "acknowledge": rules.may_acknowledge,
    "bring_back": rules.may_bring_back,
    "close": rules.may_close,
    "move_to_rest": rules.may_move_to_rest,
    "open_name": rules.may_open_name,
    "give": rules.may_give,
    "open": rules.may_open,
    "sort": rules.may_sort,
    "share": rules.may_share,
    "reply": rules.may_reply,
    "agenda": rules.may_put_on_agenda,
}


@require_safe
def waiting(request: MemberRequest) -> HttpResponse:
    """List feedback, what is due first. Never opens any words."""
    if not request.user.has_role(*DESK):
        raise Http404
    form = forms.Filter(request.GET or None)
    found = items.at_desk(request.user)
    page = Paginator(desk.narrowed(found, **form.asked()), ITEMS_A_PAGE).get_page(request.GET.get("page"))
    asked = form.asked()
    narrowing = [value for name, value in asked.items() if name != "lane" and value]
    context = {
        "form": form,
        "page": page,
        "waiting": desk.in_words(found),
        "lane": asked.get("lane", ""),
        "is_narrowed": bool(narrowing),
    }
    return render(request, "tracker/desk.html", context)


def found_at_desk(request: MemberRequest, pk: UUID) -> Item:
    """Return the item, or answer 404 where somebody may not see it."""
    return get_object_or_404(items.at_desk(request.user), pk=pk)


@require_safe
def item(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show one piece of feedback without its words, and what can be done."""
    return show(request, found_at_desk(request, pk))


@never_cache
@require_http_methods(["GET", "POST"])
def words(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show the original words in this one answer, which nobody keeps; the opening is in the log."""
    found = found_at_desk(request, pk)
    if request.method != "POST" or not rules.may_open(request.user, found):
        return redirect("tracker:item", pk)
    opened = opening.open_words(item=found, by=request.user)
    return show(request, found, opened=opened, said=said.of(opened.words))


@never_cache
@require_http_methods(["GET", "POST"])
def named(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show a coordinator who is not to read it, in this one answer; the opening is in the log."""
    found = found_at_desk(request, pk)
    if request.method != "POST" or not rules.may_open_name(request.user, found):
        return redirect("tracker:item", pk)
    opened = opening.open_name(item=found, by=request.user)
    return show(request, found, name_opened=True, said=said.of(opened.words))


@never_cache
@require_http_methods(["GET", "POST"])
def added(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show what the person added later in this one answer; the opening is in the log."""
    found = found_at_desk(request, pk)
    if request.method != "POST" or not rules.may_open(request.user, found):
        return redirect("tracker:item", pk)
    opened = opening.open_additions(item=found, by=request.user)
    additions = said.additions(found, [(one.words, one.on) for one in opened])
    return show(request, found_at_desk(request, pk), additions=additions)


def _open(bound: forms.OnItem | None, more: dict[str, Any]) -> dict[str, bool]:
    """Return which forms stand open: the one that came back, and those one needs the words for."""
    name = type(bound).__name__.lower() if bound else ""
    is_reading = "opened" in more or "additions" in more
    beside_words = {"sort", "share", "reply"} if is_reading else set()
    return {act: act == name or act in beside_words for act in ("sort", "share", "reply", "agenda")}


def show(
    request: MemberRequest, item: Item, *, bound: forms.OnItem | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """Render the page of one item; `bound` is a form that was sent and comes back with what was typed."""
    items.as_told(item)
    verdicts = {name: rule(request.user, item) for name, rule in BUTTONS.items()}
    press = forms.Press(item=item)
    given: dict[str, forms.OnItem] = {"sort": forms.Sort(item=item), "share": forms.Share(item=item)}
    given |= {"reply": forms.Reply(item=item), "giveto": forms.GiveTo(item=item)}
    if verdicts["agenda"]:
        given["agenda"] = forms.Agenda(item=item, meetings=agenda.coming_meetings())
    if bound is not None:
        given[type(bound).__name__.lower()] = bound
    context = {
        "item": item,
        "sight": rules.may_see(request.user, item),
        "verdicts": verdicts,
        "press": press,
        "forms": given,
        "bound": type(bound).__name__.lower() if bound else "",
        "open_acts": _open(bound, more),
        "history": history.of(item),
        "has_additions": history.has_additions(item),
        "files": items.files_told(item),
        **more,
    }
    return render(request, "tracker/item.html", context, status=status)
