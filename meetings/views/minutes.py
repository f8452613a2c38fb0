"""Minutes: reading, writing, versions, sending, corrections, approval, and the pages that anyone may read."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.queries import MemberRequest
from accounts.undoing import offer
from core import pdf
from core.openness import open_to_all
from core.submitting import CONFLICT, conflict_text, mark_sent, submit
from core.verdicts import Conflict
from council.enums import Audience
from meetings import actions, queries
from meetings.actions.undoing import MINUTES_APPROVED
from meetings.forms import minutes as forms
from meetings.models import Invitation, Meeting, Minutes
from meetings.models.minutes import PARTS
from meetings.presenters import minutes as presenter
from meetings.queries import minutes as minutes_queries
from meetings.queries.draft_minutes import draft
from meetings.queries.papers import Reader, invitations_for_packs, reader_of
from meetings.rules import may_plan_for
from meetings.rules import minutes as rules


@require_safe
def minutes(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show the minutes of a meeting in the reader's language, and what can be done with them."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    found = minutes_queries.minutes_of(meeting)
    keeps = minutes_queries.keeps(request.user, meeting)
    if not keeps and (found is None or found.is_draft):
        raise Http404
    context: dict[str, object] = {"meeting": meeting, "reader_zone": request.user.time_zone}
    if found is None:
        context["may_keep"] = rules.may_keep(request.user, meeting)
        return render(request, "meetings/minutes/none.html", context)
    plans = bool(may_plan_for(request.user, meeting.council))
    context["page"] = presenter.page(request.user, found, get_language() or "", plans=plans)
    return render(request, "meetings/minutes/minutes.html", context)


@require_POST
def make(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Make the first draft from what was written down about a meeting."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    actions.draft_minutes(meeting=meeting, by=request.user)
    messages.success(request, _("The draft is made from the agenda, notes, votes and actions. Now read it through."))
    return redirect("meetings:write_minutes", meeting.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Write minutes, with others at the same time."""
    found = _kept(request, pk)
    version = minutes_queries.current(found)
    if request.method != "POST":
        rules.may_write(request.user, found).enforce()
        form = forms.Write(minutes=found, version=version)
        return _write_page(request, found, form)
    form = forms.Write(request.POST, minutes=found, version=version)
    if not form.is_valid():
        return _write_page(request, found, form)
    try:
        saved = actions.save_minutes(minutes=found, by=request.user, **form.words())
    except Conflict:
        messages.warning(request, conflict_text(form))
        return _write_page(request, found, form, status=CONFLICT)
    if saved.touching:
        # Both texts are stored. They are shown at once, so that the writer sees where they touch.
        mark_sent(request)
        form = forms.Write(minutes=saved.minutes, version=minutes_queries.current(saved.minutes))
        return _write_page(request, saved.minutes, form, saved=saved)
    return _saved(request, found.meeting, saved)


def _write_page(
    request: MemberRequest,
    found: Minutes,
    form: forms.Write,
    *,
    saved: actions.SavedMinutes | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, object] = {"meeting": found.meeting, "minutes": found, "form": form, "saved": saved}
    if "fresh" in request.GET:
        # Beside what is written, and never in its place.
        version = minutes_queries.current(found)
        context |= {"is_fresh": True, "fresh": presenter.fresh_parts(draft(found.meeting), version)}
    return render(request, "meetings/minutes/write.html", context, status=status)


def _saved(request: MemberRequest, meeting: Meeting, saved: actions.SavedMinutes) -> HttpResponse:
    if saved.was_merged:
        messages.success(request, _("Someone else saved at the same time. Their words and yours are both here."))
        return redirect("meetings:write_minutes", meeting.pk)
    messages.success(request, _told(saved.told) if saved.told else _("It is saved."))
    return redirect("meetings:minutes", meeting.pk)


def _told(count: int) -> str:
    sentence = ngettext("It is saved, and %(n)s person is told.", "It is saved, and %(n)s people are told.", count)
    return sentence % {"n": count}


@require_safe
def versions(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show every version, and what is different between two of them."""
    found = _kept(request, pk)
    # Without their words, which are read of the two that are compared: many versions of a long text are megabytes.
    listed = list(found.versions.select_related("made_by__chosen_name").defer(*PARTS))
    by_number = {str(version.number): version for version in listed}
    after = by_number.get(request.GET.get("after", ""), listed[0])
    before = by_number.get(request.GET.get("before", ""), by_number.get(f"{after.number - 1}", after))
    context = {
        "meeting": found.meeting,
        "minutes": found,
        "versions": presenter.version_rows(found, listed),
        "before": before,
        "after": after,
        "parts": presenter.compared(found, before, after),
        "form": forms.Compare(
            initial={"before": before.number, "after": after.number}, numbers=[version.number for version in listed]
        ),
    }
    return render(request, "meetings/minutes/versions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say whom minutes go to, then send them."""
    found = _planned(request, pk)
    people, languages = presenter.readers_in_words(found.meeting)
    form = forms.Send(request.POST or None, initial={"seen": found.version})

    def rerender(*, status: int = 200) -> HttpResponse:
        now = _planned(request, pk)
        context = {
            "meeting": now.meeting,
            "minutes": now,
            # With the version as it is by now: whoever presses again has seen it.
            "form": forms.Send(initial={"seen": now.version}),
            "people": people,
            "languages": languages,
            "verdict": rules.may_send(request.user, now),
        }
        return render(request, "meetings/minutes/send.html", context, status=status)

    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.send_minutes(minutes=found, seen=form.cleaned_data["seen"], by=request.user),
        rerender=rerender,
        success=_("The minutes are on their way to everyone, each in the way they chose."),
        to=reverse("meetings:minutes", args=[pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask for a correction."""
    found = _readable(request, pk)
    if request.method != "POST":
        rules.may_ask(request.user, found).enforce()
    form = forms.AskCorrection(request.POST or None, initial={"language": request.user.language})
    context = {"form": form, "meeting": found.meeting}
    rerender = partial(render, request, "meetings/minutes/ask.html", context)
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.ask_for_correction(minutes=found, by=request.user, **form.cleaned_data),
        rerender=rerender,
        success=_("Thank you. The people who keep the minutes read it, and you get an answer."),
        to=reverse("meetings:minutes", args=[pk]) + "#corrections",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say what becomes of a correction."""
    correction = get_object_or_404(minutes_queries.corrections_visible_to(request.user), pk=pk)
    rules.may_answer_correction(request.user, correction).enforce()
    form = forms.AnswerCorrection(request.POST or None)
    context = {"form": form, "meeting": correction.minutes.meeting, "correction": correction}
    rerender = partial(render, request, "meetings/minutes/answer.html", context)
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.answer_correction(correction=correction, by=request.user, **form.cleaned_data),
        rerender=rerender,
        success=_("The member is told, in your words."),
        to=reverse("meetings:minutes", args=[correction.minutes.meeting_id]) + "#corrections",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Write down which meeting approved the minutes."""
    found = _planned(request, pk)
    later = minutes_queries.later_meetings(found.meeting)
    form = forms.Approve(request.POST or None, later=later, initial={"seen": found.version})

    def perform() -> None:
        actions.approve_minutes(minutes=found, by=request.user, **form.cleaned_data)
        offer(request, MINUTES_APPROVED, reverse("meetings:minutes", args=[pk]), minutes=str(found.pk))

    def rerender(*, status: int = 200) -> HttpResponse:
        now = _planned(request, pk)
        shown = form if status != CONFLICT else forms.Approve(later=later, initial={"seen": now.version})
        verdict = rules.may_approve(request.user, now)
        context = {"meeting": now.meeting, "minutes": now, "form": shown, "verdict": verdict}
        return render(request, "meetings/minutes/approve.html", context, status=status)

    if request.method != "POST":
        return rerender()
    success = _("The minutes are approved. Nobody can change them any more.")
    to = reverse("meetings:minutes", args=[pk])
    return submit(request, form, perform, rerender=rerender, success=success, to=to)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show what anyone would read, and publish it where the council said so."""
    found = _planned(request, pk)
    form = forms.Publish(request.POST or None)

    def rerender(*, status: int = 200) -> HttpResponse:
        context = {
            "meeting": found.meeting,
            "form": form,
            "verdict": rules.may_publish(request.user, found),
            "said": presenter.in_language(found, get_language() or "", Audience.PUBLIC),
        }
        return render(request, "meetings/minutes/publish.html", context, status=status)

    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.publish_minutes(minutes=found, by=request.user, **form.cleaned_data),
        rerender=rerender,
        success=_("Anyone can read these minutes now."),
        to=reverse("meetings:minutes", args=[pk]),
    )


@require_POST
def unpublish(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take minutes off the public pages."""
    found = _planned(request, pk)
    try:
        actions.unpublish_minutes(minutes=found, by=request.user)
    except Conflict:
        messages.warning(request, _("This changed since you opened it. Here is how it is now."))
    else:
        messages.success(request, _("The minutes are not on the public pages any more."))
    return redirect("meetings:minutes", pk)


@require_safe
def to_print(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show minutes as they are printed, in the reader's letters."""
    found = _readable(request, pk)
    reader = _own_reader(request)
    address = reverse("meetings:minutes_pdf", args=[pk])
    context = {**_words(found, reader), "pdf": address}
    return render(request, "meetings/minutes/print.html", context)


@never_cache
@require_safe
def as_pdf(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Hand over minutes as a PDF."""
    return _pdf(request, _readable(request, pk), _own_reader(request))


@require_safe
def to_print_for(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show minutes in the language and letters of one person, to be printed and posted or read out."""
    invitation, found = _for_one(request, pk)
    reader = reader_of(invitation.membership.user)
    with translation.override(reader.language):
        words = render_to_string("meetings/minutes/words.html", _words(found, reader), request)
        is_rtl = translation.get_language_bidi()
    context = {
        "meeting": found.meeting,
        "invitation": invitation,
        "reader": reader,
        "words": words,
        "is_rtl": is_rtl,
        "pdf": reverse("meetings:minutes_pdf_for", args=[invitation.pk]),
    }
    return render(request, "meetings/minutes/print_for.html", context)


@never_cache
@require_safe
def as_pdf_for(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Hand over minutes as a PDF in the language and letters of one person."""
    invitation, found = _for_one(request, pk)
    return _pdf(request, found, reader_of(invitation.membership.user))


@open_to_all
@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """List the minutes that anyone may read."""
    return render(request, "meetings/public/list.html", {"listed": minutes_queries.published()})


@open_to_all
@require_safe
def published_one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show published minutes without the name of anybody who did not choose to be named in public."""
    found = get_object_or_404(minutes_queries.published(), pk=pk)
    said = presenter.in_language(found, get_language() or "", Audience.PUBLIC)
    return render(request, "meetings/public/one.html", {"minutes": found, "meeting": found.meeting, "said": said})


def _words(found: Minutes, reader: Reader) -> dict[str, object]:
    said = presenter.in_language(found, reader.language)
    return {"minutes": found, "meeting": found.meeting, "reader": reader, "said": said}


def _pdf(request: MemberRequest, found: Minutes, reader: Reader) -> HttpResponse:
    """Return minutes as a PDF, or as a page where none can be drawn here."""
    with translation.override(reader.language):
        html = render_to_string("meetings/minutes/file.html", _words(found, reader), request=request)
        style = render_to_string("meetings/papers/file.css", {"reader": reader})
        try:
            made = pdf.from_html(html, style, accessible=True)
        except pdf.NoPdfError:
            messages.warning(request, _("No PDF can be made here. Print this page instead."))
            return redirect("meetings:print_minutes", found.meeting_id)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="minutes.pdf"'
    response["Content-Language"] = reader.language
    return response


def _own_reader(request: MemberRequest) -> Reader:
    """Return how the reader reads, in the language in which they look at the page."""
    own = reader_of(request.user)
    return replace(own, language=get_language() or own.language)


def _found(request: MemberRequest, pk: UUID) -> Minutes:
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    found = minutes_queries.minutes_of(meeting)
    if found is None:
        raise Http404
    return found


def _readable(request: MemberRequest, pk: UUID) -> Minutes:
    """Return minutes that the reader may read: a draft is for those who keep it."""
    found = _found(request, pk)
    if found.is_draft and not minutes_queries.keeps(request.user, found.meeting):
        raise Http404
    return found


def _kept(request: MemberRequest, pk: UUID) -> Minutes:
    found = _readable(request, pk)
    rules.may_keep(request.user, found.meeting).enforce()
    return found


def _planned(request: MemberRequest, pk: UUID) -> Minutes:
    found = _readable(request, pk)
    may_plan_for(request.user, found.meeting.council).enforce()
    return found


def _for_one(request: MemberRequest, pk: UUID) -> tuple[Invitation, Minutes]:
    invitation = get_object_or_404(invitations_for_packs(request.user), pk=pk)
    found = minutes_queries.minutes_of(invitation.meeting)
    if found is None:
        raise Http404
    return invitation, found
