"""After sending: questions about equality, and being told that an answer is ready. Both optional, both apart.

One sealed state opens both pages for an hour. It is handed on as it is, so that nothing makes it live longer.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from feedback import actions, form_state, forms, queries, visits
from feedback.decorators import public_form
from feedback.enums import KeyKind
from feedback.equality import pack as pack_of_region
from feedback.form_state import AfterState, SentState

HOUR_S = 3600


def offers(on: date) -> dict[str, bool]:
    """Return which of the two pages there are: `equality` and `tell_me`."""
    return {
        "equality": pack_of_region() is not None and queries.current_key(on, KeyKind.EQUALITY) is not None,
        "tell_me": queries.current_key(on, KeyKind.NOTICES) is not None,
    }


def offered(sent: SentState, on: date) -> dict[str, Any]:
    """Return what the page that says "sent" needs to offer both pages: `token`, `equality`, `tell_me`.

    The number of the visit is stored nowhere. Sent twice, with the same feedback, it still counts once.
    """
    state = AfterState(feedback=sent.feedback, number=sent.number, visit=sent.visit)
    return {"token": form_state.write(state), **offers(on)}


def _contact_id(state: AfterState) -> uuid.UUID:
    """Return the number of this visit's contact: random, and not to be found from the feedback or the used state."""
    return uuid.UUID(bytes=hashlib.sha256(b"contact|" + state.number.encode()).digest()[:16], version=4)


def _page(request: HttpRequest, name: str, *, status: int = 200, **context: object) -> HttpResponse:
    shown = {
        "token": request.POST.get("token", ""),
        "last": request.POST.get("last") == "yes",
        "without_code": request.POST.get("without_code") == "yes",
        **context,
    }
    return render(request, f"feedback/{name}.html", shown, status=status)


def _done(request: HttpRequest, outcome: str, *, other: str, status: int = 200) -> HttpResponse:
    """Say what became of it, and offer the `other` page unless this was the second."""
    if request.POST.get("last") == "yes" or not offers(timezone.localdate()).get(other):
        other = ""
    return _page(request, "after_done", outcome=outcome, other=other, status=status)


def _equality(request: HttpRequest, state: AfterState) -> HttpResponse:
    pack = pack_of_region()
    step = request.POST.get("step", "").removeprefix("enter-")
    if step == "skip" or pack is None or not offers(timezone.localdate())["equality"]:
        return _done(request, "skipped", other="tell_me")
    data = request.POST if step in {"send", "stay"} else None
    form = forms.Equality(data, pack=pack)
    if step != "send":
        return _page(request, "equality", form=form)
    if not form.is_valid():
        return _page(request, "equality", form=form, status=422)
    if not form.answers:
        return _done(request, "skipped", other="tell_me")
    # Used up before they are stored: if the process dies in between, too few is better than twice (ADR 15).
    if not form_state.spend(state.number):
        return _done(request, "already", other="tell_me")
    linked_to = None
    if form.may_link:
        linked_to = uuid.UUID(state.feedback)
    actions.store_answers(pack=pack, answers=form.answers, linked_to=linked_to, on=timezone.localdate())
    return _done(request, "counted", other="tell_me")


def _tell_me(request: HttpRequest, state: AfterState) -> HttpResponse:
    today = timezone.localdate()
    step = request.POST.get("step", "").removeprefix("enter-")
    if step == "skip" or not offers(today)["tell_me"]:
        return _done(request, "skipped", other="equality")
    until = actions.kept_until(today)
    if step != "send":
        return _page(request, "tell_me", form=forms.TellMe(initial=_typed(request)), until=until)
    form = forms.TellMe(request.POST)
    if not form.is_valid():
        return _page(request, "tell_me", form=form, until=until, status=422)
    if not form.is_safe:
        return _done(request, "not_safe", other="equality")
    return _done(request, _store_contact(state, form, today), other="equality")


def _store_contact(state: AfterState, form: forms.TellMe, today: date) -> str:
    """Store an address, and return what became of it: "told" or "first"."""
    # Only the first address is stored: whoever sees this page later must not be able to turn the message to themselves.
    used = f"contact|{state.number}"
    if form_state.is_spent(used):
        return "first"
    is_new = actions.ask_to_be_told(
        contact_id=_contact_id(state),
        feedback_id=uuid.UUID(state.feedback),
        address=form.cleaned_data["address"],
        language=form.cleaned_data["language"],
        on=today,
    )
    # Used up only once it is stored. The row itself says whose address it is: of two at once, or where a service died
    # in between, only one is told that we will write to it.
    form_state.spend(used)
    return "told" if is_new else "first"


def _typed(request: HttpRequest) -> dict[str, str]:
    """Return what is in the fields now, unchecked: the page is shown again in another language."""
    return {name: request.POST[name] for name in ("address", "safe") if name in request.POST}


def _open(request: HttpRequest, page: Callable[[HttpRequest, AfterState], HttpResponse], other: str) -> HttpResponse:
    if request.method != "POST":
        return redirect("feedback:give")
    try:
        state = visits.read(request, AfterState, request.POST.get("token", ""), max_age=HOUR_S)
    except form_state.ExpiredError:
        return _done(request, "late", other="", status=400)
    try:
        return page(request, state)
    except actions.NoSealingKeyError:
        return _done(request, "skipped", other=other)


@public_form("GET", "HEAD", "POST")
def equality(request: HttpRequest) -> HttpResponse:
    """Ask the questions of the region, and seal the answers until they are counted."""
    return _open(request, _equality, "tell_me")


@public_form("GET", "HEAD", "POST")
def tell_me(request: HttpRequest) -> HttpResponse:
    """Explain what an address may give away, ask for it, and seal it."""
    return _open(request, _tell_me, "equality")
