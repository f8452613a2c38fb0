"""What somebody decides with their code: who may read it, whether a version or a change is right, and its end."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from feedback import actions, forms
from feedback.enums import CONSENTS, Different, Fitting, Status
from feedback.news import News
from feedback.views import conversation
from feedback.views.conversation import Note


def choose(request: HttpRequest, note: Note) -> HttpResponse:
    """Show who may read a version without names, and save what is chosen."""
    here = conversation.found(note)
    if here is None or here.feedback.status == Status.ERASED:
        return conversation.show(request, note)
    saved = request.POST.get("save") == "yes"
    form = forms.Choices(request.POST if saved else None, initial={n: getattr(here.feedback, n) for n in CONSENTS})
    if form.is_valid():
        kept = actions.choose(lookup=bytes.fromhex(note["lookup"]), consents=form.consents)
        return conversation.show(request, note, chosen=kept)
    return conversation.page(request, "choices", note, form=form)


def _asked(request: HttpRequest, note: Note) -> News | None:
    """Return the message that the person wants to say something to, if it is one of theirs and can be answered."""
    here = conversation.found(note)
    about = request.POST.get("about", "")
    told = here.told(note) if here and here.feedback.status != Status.ERASED else []
    return next((news for news in told if news.asks and str(news.id) == about), None)


def say(request: HttpRequest, note: Note) -> HttpResponse:
    """Ask what the person says to one message, and keep it as what they add: staff read it when they open it."""
    news = _asked(request, note)
    if news is None:
        return conversation.show(request, note)
    data = request.POST if request.POST.get("save") == "yes" else None
    kind = forms.SaidOfChange if news.asks == "different" else forms.SaidOfVersion
    form = kind(data, code=note["code"])
    if not form.is_valid():
        status = 422 if form.errors else 200
        return conversation.page(request, f"say_{news.asks}", note, form=form, entry=news, status=status)
    try:
        kept = _keep(note, news, form.cleaned_data)
    except actions.NotKept:
        return conversation.show(request, note, not_kept=True, not_added=form.cleaned_data["text"])
    said = (Different if news.asks == "different" else Fitting)(form.cleaned_data[news.asks])
    return conversation.show(request, note, said=said.label, stopped=said == Fitting.STOP, already=not kept)


def _keep(note: Note, about: News, said: dict[str, str]) -> bool:
    lookup, submission = bytes.fromhex(note["lookup"]), conversation.submission(note, str(about.id), *said.values())
    language, today = get_language() or "en", timezone.localdate()
    if about.asks == "fitting":
        return actions.say_of_version(
            lookup=lookup,
            about=about.id,
            fitting=Fitting(said["fitting"]),
            text=said["text"],
            language=language,
            submission=submission,
            on=today,
        )
    more = {"about": str(about.id), "different": said["different"]}
    return actions.add_words(
        lookup=lookup, text=said["text"], language=language, submission=submission, on=today, said=more
    )


def erase(request: HttpRequest, note: Note) -> HttpResponse:
    """Say what goes and what stays, and destroy it when the person is sure."""
    if request.POST.get("sure") != "yes":
        return conversation.page(request, "erase", note, **conversation.days_kept())
    receipt = actions.erase(lookup=bytes.fromhex(note["lookup"]), on=timezone.localdate())
    if receipt is None:
        return conversation.ask(request, unknown=True)
    return conversation.erased(request, receipt, done=True)
