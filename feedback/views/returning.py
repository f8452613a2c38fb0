"""Coming back with a code: in, add something, take a new code; what one can decide is in `choosing`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from feedback import actions, challenges, cleaning, codes, form_state, forms, rate_limit, visits
from feedback.decorators import public_form
from feedback.form_state import ConversationState, FormState, TypedCode
from feedback.views import choosing, conversation, pages, pausing, pending_input, waiting, wizard
from feedback.views.conversation import QUARTER_HOUR_S
from feedback.views.pages import DAY_S

Act = Callable[[HttpRequest, ConversationState], HttpResponse]


def _open(request: HttpRequest) -> HttpResponse:
    try:
        visits.arrive(request)
    except form_state.ExpiredError:
        # The page is too old to know whether somebody has left it since: the code is typed once more.
        return conversation.ask(request, expired=True, status=400)
    form = forms.Code(request.POST)
    if not form.is_valid():
        return conversation.ask(request, form)
    return _open_typed(request, TypedCode(code=form.cleaned_data["code"]))


def _open_typed(request: HttpRequest, typed: TypedCode) -> HttpResponse:
    """Open what a well-formed code opens; where very many codes open nothing, half a minute's wait comes first."""
    has_waited = challenges.is_satisfied(typed, work=request.POST.get("work", ""))
    attempt = rate_limit.Attempt.CODE
    outcome = rate_limit.admit(bucket=request.META["answerable.bucket"], attempt=attempt, has_waited=has_waited)
    if outcome is rate_limit.Outcome.WAIT:
        address = reverse("feedback:return")
        return waiting.page(request, typed, step="open", address=address, name="act", attempt=attempt)
    # The code of a draft looks like any other, so both are tried, in the same time.
    receipt, draft = codes.opened_both(typed.code)
    return pausing.resume(request, draft) or conversation.show(request, _state(typed.code, receipt))


def _state(code: str, opened: codes.Opened) -> ConversationState:
    return ConversationState(lookup=opened.lookup.hex(), wrap_key=opened.wrap_key.hex(), code=code)


def _add(request: HttpRequest, state: ConversationState, *, anyway: bool = False) -> HttpResponse:
    form = forms.Addition(request.POST, code=state.code)
    if not form.is_valid():
        return conversation.show(request, state, form)
    text = form.cleaned_data["text"]
    identifiers = cleaning.find_identifiers(text)
    if identifiers and not anyway:
        kinds = sorted(kind.value for kind in identifiers)
        return conversation.show(request, state, forms.Addition(initial={"text": text}), identifiers=kinds)
    try:
        is_new = actions.add_words(
            lookup=bytes.fromhex(state.lookup),
            addition={"text": text, "language": get_language() or "en"},
            submission=conversation.submission(state, text),
            on=timezone.localdate(),
        )
    except actions.NotStoredError:
        return conversation.show(request, state, not_added=text)
    return conversation.show(request, state, added=is_new, already=not is_new)


def _stay(request: HttpRequest, state: ConversationState) -> HttpResponse:
    """Show the same page in another language, with what was typed and is not sent."""
    return conversation.show(request, state, forms.Addition(initial={"text": request.POST.get("text", "")}))


def _rotate(request: HttpRequest, state: ConversationState) -> HttpResponse:
    """First show a new code; only when the person has kept it does the old one stop working."""
    if not state.new_code or request.POST.get("kept") != "kept":
        code = state.new_code or codes.new()
        state = replace(state, new_code=code)
        picture = pages.code_picture(code)
        return conversation.page(request, "new_code", state, code=codes.shown(code), picture=picture)
    is_rotated = actions.rotate(
        lookup=bytes.fromhex(state.lookup), wrap_key=bytes.fromhex(state.wrap_key), new_code=state.new_code
    )
    # Sent twice, or with a lost answer, the new code works already: then there is nothing left to do but to open it.
    renewed = replace(_state(state.new_code, codes.opened(state.new_code)), unsent=state.unsent)
    return conversation.show(request, renewed, rotated=is_rotated)


# What is carried along of what was typed as a code: codes have 20 signs, and a field for one takes so many.
LONGEST_CODE = 200
# What leads away from the page for a while: what is in its field and is not sent comes back with it.
LEAVES = frozenset({"choose", "say", "rotate", "erase"})
ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "add": _add,
        "add-anyway": partial(_add, anyway=True),
        "choose": choosing.choose,
        "say": choosing.say,
        "rotate": _rotate,
        "erase": choosing.erase,
        "show": conversation.show,
        "stay": _stay,
    }
)


@public_form("GET", "HEAD", "POST")
def come_back(request: HttpRequest) -> HttpResponse:
    """Ask for the code, then show what it opens. The code travels in the body of a form, never in an address."""
    if request.method != "POST":
        return conversation.ask(request)
    if "step" in request.POST:
        # A button of the form, on the page that a draft's code opened here: the same page in another language.
        return wizard.run(request, FormState())
    if request.POST.get("act") == "language" and "token" not in request.POST:
        # The same page in another language, with what was typed: nothing is looked up and no try is counted.
        return conversation.ask(request, forms.Code(initial={"code": request.POST.get("code", "")[:LONGEST_CODE]}))
    try:
        if "token" in request.POST:
            return _act(request)
        return _open(request)
    except actions.NoSealingKeyError:
        return render(request, "feedback/closed.html", status=503)


def _unsent(token: str) -> str:
    """Return what was typed in the field for adding and carried along, from a state that opens nothing any more."""
    try:
        return form_state.read(ConversationState, token, max_age=DAY_S).unsent
    except form_state.ExpiredError:
        return ""


def _act(request: HttpRequest) -> HttpResponse:
    token = request.POST["token"]
    try:
        if request.POST.get("act") == "open":
            return _open_typed(request, visits.read(request, TypedCode, token, max_age=QUARTER_HOUR_S))
        state = visits.read(request, ConversationState, token, max_age=QUARTER_HOUR_S)
    except form_state.ExpiredError:
        typed = request.POST.get("text") or _unsent(token)
        return conversation.ask(request, expired=True, typed=typed, status=400)
    act = request.POST.get("act", "")
    if not act and "about" in request.POST:
        act = "say"
    if act in LEAVES and "text" in request.POST and "save" not in request.POST:
        unsent = request.POST["text"]
        if len(unsent) > pending_input.MAX_CARRIED_LETTERS:
            # More than a state can carry: it stays in its field, and the page says that it is too long.
            return conversation.show(request, state, forms.Addition(request.POST, code=state.code))
        state = replace(state, unsent=unsent)
    return ACTS.get(act, conversation.show)(request, state)
