"""What somebody decides with their code: who may read it, whether a version or a change is right, and its end."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import get_language

from feedback import actions, forms
from feedback.content import Addition
from feedback.enums import Different, Fitting
from feedback.form_state import ConversationState
from feedback.timeline import Entry
from feedback.views import conversation

# What a message asks for, by `Entry.asks`.
FORMS: Mapping[str, type[forms.SaidOfChange | forms.SaidOfVersion]] = MappingProxyType(
    {"different": forms.SaidOfChange, "fitting": forms.SaidOfVersion}
)
CHOICES: Mapping[str, type[Different | Fitting]] = MappingProxyType({"different": Different, "fitting": Fitting})


def _saved(request: HttpRequest) -> QueryDict | None:
    """Return what was typed where it is to be saved; None where the page is only opened."""
    return request.POST if request.POST.get("save") == "yes" else None


def choose(request: HttpRequest, state: ConversationState) -> HttpResponse:
    """Show who may read a version without names, and save what is chosen."""
    here = conversation.opened_by(state)
    if here is None or here.is_erased:
        return conversation.show(request, state)
    form = forms.Choices(_saved(request), initial=here.feedback.consents)
    if form.is_valid():
        is_saved = actions.choose(lookup=bytes.fromhex(state.lookup), consents=form.consents)
        return conversation.show(request, state, chosen=is_saved)
    return conversation.page(request, "choices", state, form=form)


def _answered_entry(request: HttpRequest, state: ConversationState) -> Entry | None:
    """Return the message that the person wants to say something to, if it is one of theirs and can be answered."""
    here = conversation.opened_by(state)
    if here is None or here.is_erased:
        return None
    about = request.POST.get("about", "")
    # Only what this receipt opens: the number of somebody else's message finds nothing.
    for entry in here.entries():
        if entry.asks and str(entry.id) == about:
            return entry
    return None


def say(request: HttpRequest, state: ConversationState) -> HttpResponse:
    """Ask what the person says to one message, and store it as what they add: staff read it when they open it."""
    entry = _answered_entry(request, state)
    if entry is None:
        return conversation.show(request, state)
    form = FORMS[entry.asks](_saved(request), code=state.code)
    if not form.is_valid():
        status = 422 if form.errors else 200
        return conversation.page(request, f"say_{entry.asks}", state, form=form, entry=entry, status=status)
    try:
        is_new = _store(state, entry, form.cleaned_data)
    except actions.NotStoredError:
        return conversation.show(request, state, not_kept=True, not_added=form.cleaned_data["text"])
    answer = CHOICES[entry.asks](form.cleaned_data[entry.asks])
    is_stop = answer == Fitting.STOP
    return conversation.show(request, state, answer=answer.label, stopped=is_stop, already=not is_new)


def _store(state: ConversationState, about: Entry, said: dict[str, str]) -> bool:
    lookup = bytes.fromhex(state.lookup)
    # With all that was said: another answer from the same page is another one, and is stored too.
    submission = conversation.submission(state, str(about.id), *said.values())
    today = timezone.localdate()
    addition: Addition = {"text": said["text"], "language": get_language() or "en"}
    if about.asks == "different":
        addition |= {"about": str(about.id), "different": said["different"]}
        return actions.add_words(lookup=lookup, addition=addition, submission=submission, on=today)
    return actions.answer_version(
        lookup=lookup,
        about=about.id,
        fitting=Fitting(said["fitting"]),
        addition=addition,
        submission=submission,
        on=today,
    )


def erase(request: HttpRequest, state: ConversationState) -> HttpResponse:
    """Say what goes and what stays, and destroy it when the person is sure."""
    if request.POST.get("sure") != "yes":
        return conversation.page(request, "erase", state, **conversation.days_kept())
    receipt = actions.erase(lookup=bytes.fromhex(state.lookup), on=timezone.localdate())
    if receipt is None:
        return conversation.ask(request, unknown=True)
    return conversation.erased(request, receipt, done=True)
