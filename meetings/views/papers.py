"""Papers: the reader's own pack, what planners bring and what is missing, and telling people that they are ready."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.queries import MemberRequest
from accounts.undoing import offer
from core import pdf, uploads
from core.submitting import submit
from core.verdicts import Conflict
from meetings import actions, forms, queries, rules
from meetings.actions.undoing import PAPER_REMOVED
from meetings.models import AgendaItem, Invitation, Meeting, Paper, PaperVersion
from meetings.presenters import agenda as agendas
from meetings.presenters import papers as presenter
from meetings.queries import papers as paper_queries
from meetings.queries.papers import Reader
from meetings.rules import papers as paper_rules

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf", "audio/ogg": "ogg"}
# What opens in nothing of ours: a file is handed over as one.
BARE = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@require_safe
def pack(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show the papers of a meeting as the reader reads them."""
    meeting = _readable(request, pk)
    reader = _own_reader(request.user)
    context = {**_words(request.user, meeting, reader), "pdf": reverse("meetings:pack_pdf", args=[meeting.pk])}
    return render(request, "meetings/papers/pack.html", context)


@never_cache
@require_safe
def pack_pdf(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Hand over the reader's pack as one PDF."""
    meeting = _readable(request, pk)
    return _as_pdf(request, meeting, request.user, _own_reader(request.user))


@require_safe
def pack_for(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show the pack of one person in their language and letters, to be printed or read out."""
    invitation = _invitation(request, pk)
    person = invitation.membership.user
    reader = paper_queries.reader_of(person)
    with translation.override(reader.language):
        words = render_to_string("meetings/papers/words.html", _words(person, invitation.meeting, reader), request)
        is_rtl = translation.get_language_bidi()
    context = {
        "meeting": invitation.meeting,
        "invitation": invitation,
        "reader": reader,
        "words": words,
        "is_rtl": is_rtl,
        "pdf": reverse("meetings:pack_pdf_for", args=[invitation.pk]),
    }
    return render(request, "meetings/papers/pack_for.html", context)


@never_cache
@require_safe
def pack_pdf_for(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Hand over the pack of one person as one PDF in their language and letters."""
    invitation = _invitation(request, pk)
    person = invitation.membership.user
    return _as_pdf(request, invitation.meeting, person, paper_queries.reader_of(person))


@require_safe
def plan(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show planners every paper, what is missing, and for whom papers are made by hand."""
    meeting = _planned(request, pk)
    papers = paper_queries.papers_of(meeting)
    terms = paper_queries.readers(meeting)
    names = paper_queries.knows_formats(request.user, meeting)
    context: dict[str, object] = {
        "meeting": meeting,
        "papers": papers,
        "gaps": presenter.gap_rows(paper_queries.gaps(papers, terms), names=names),
        "knows_formats": names,
        "release": meeting.releases.first(),
        "in_time": paper_rules.is_in_time(meeting),
        "last_good_day": paper_rules.last_good_day(meeting),
        "may_tell": paper_rules.may_tell_ready(request.user, meeting),
        "may_bring": paper_rules.may_bring_papers(request.user, meeting),
    }
    if names:
        context["by_hand"] = presenter.by_hand_rows(terms)
        context["packs"] = queries.to_tell(meeting)
    return render(request, "meetings/papers/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Add a paper; what it says comes on its own page."""
    meeting = _planned(request, pk)
    paper_rules.may_bring_papers(request.user, meeting).enforce()
    form = forms.PaperDetails(
        request.POST or None, items=_talks(meeting), initial={"language": meeting.language, **_from_address(request)}
    )
    if form.is_valid():
        made = actions.add_paper(meeting=meeting, by=request.user, **form.cleaned_data)
        messages.success(request, _("The paper is there. Now add its words or a file."))
        return redirect("meetings:paper", made.pk)
    return render(request, "meetings/papers/add.html", {"form": form, "meeting": meeting})


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show planners a paper in all its shapes, and take another one."""
    found = _paper(request, pk)
    versions = list(found.versions.defer("content"))
    with_files = [(version.slot, version.language) for version in versions if version.has_file]
    form = forms.Version(
        request.POST or None,
        request.FILES or None,
        too_large=uploads.was_too_large(request),
        has_file=with_files,
        initial=_version_initial(request, found, versions),
    )
    context = {"paper": found, "meeting": found.meeting, "versions": versions, "form": form}
    rerender = partial(render, request, "meetings/papers/paper.html", context)
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.save_version(paper=found, by=request.user, **form.cleaned_data),
        rerender=rerender,
        success=_("It is saved."),
        to=reverse("meetings:paper", args=[found.pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Correct what a paper is called, and what it belongs to."""
    found = _paper(request, pk)
    initial = {
        "title": found.title,
        "language": found.language,
        "content_note": found.content_note,
        "item": str(found.item_id or ""),
    }
    form = forms.PaperDetails(request.POST or None, items=_talks(found.meeting), initial=initial)
    rerender = partial(render, request, "meetings/papers/correct.html", {"form": form, "paper": found})
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.correct_paper(paper=found, by=request.user, **form.cleaned_data),
        rerender=rerender,
        success=_("The paper is corrected."),
        to=reverse("meetings:paper", args=[found.pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask once, then take a paper away."""
    found = _paper(request, pk)
    back = reverse("meetings:papers_plan", args=[found.meeting_id])
    if request.method == "POST":
        try:
            actions.remove_paper(paper=found, by=request.user)
        except Conflict:
            messages.warning(request, _("This changed since you opened it. Here is how it is now."))
        else:
            messages.success(request, _("The paper is taken away."))
            offer(request, PAPER_REMOVED, back, paper=str(found.pk))
        return redirect(back)
    return render(request, "meetings/papers/remove.html", {"paper": found, "back": back})


@never_cache
@require_safe
def file(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Hand over the file of a version."""
    version = get_object_or_404(_with_files(request.user), pk=pk)
    response = HttpResponse(bytes(version.content), content_type=version.media_type)
    ending = ENDINGS.get(version.media_type, "bin")
    response["Content-Disposition"] = f'attachment; filename="paper.{ending}"'
    response["Content-Security-Policy"] = BARE
    return response


@require_POST
def remove_version(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Destroy a paper in one shape."""
    planned = queries.councils_planned_by(request.user).values("pk")
    versions = paper_queries.versions_visible_to(request.user).filter(paper__meeting__council__in=planned)
    version = get_object_or_404(versions.select_related("paper__meeting__council").defer("content"), pk=pk)
    try:
        actions.remove_version(version=version, by=request.user)
    except Conflict:
        messages.warning(request, _("This changed since you opened it. Here is how it is now."))
    else:
        messages.success(request, _("It is deleted."))
    return redirect("meetings:paper", version.paper_id)


@require_http_methods(["GET", "HEAD", "POST"])
def ready(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Warn of what is not as promised, then tell everybody that the papers are ready."""
    meeting = _planned(request, pk)
    papers = paper_queries.papers_of(meeting)
    found = paper_queries.gaps(papers, paper_queries.readers(meeting))
    in_time = paper_rules.is_in_time(meeting)
    told = meeting.releases.count()
    form = forms.Ready(request.POST or None, late=not in_time, gaps=bool(found), initial={"seen": told})
    context = {
        "form": form,
        "meeting": meeting,
        "in_time": in_time,
        "told": told,
        "gaps": presenter.gap_rows(found, names=paper_queries.knows_formats(request.user, meeting)),
        "verdict": paper_rules.may_tell_ready(request.user, meeting),
    }
    rerender = partial(render, request, "meetings/papers/ready.html", context)
    if request.method != "POST":
        return rerender()
    return submit(
        request,
        form,
        lambda: actions.tell_ready(meeting=meeting, seen=form.cleaned_data["seen"], by=request.user),
        rerender=rerender,
        success=_("Everyone who is invited is being told, each in their language."),
        to=reverse("meetings:papers_plan", args=[meeting.pk]),
    )


def _words(person: User, meeting: Meeting, reader: Reader) -> dict[str, object]:
    """Return what a pack says, as `person` may read it."""
    items = list(meeting.agenda.all())
    slots, topics = agendas.slots_of(meeting, items)
    papers = paper_queries.papers_of(meeting)
    return {
        "meeting": meeting,
        "reader": reader,
        "reader_zone": person.time_zone,
        "topics": topics,
        "agenda_rows": agendas.rows(person, slots, items),
        "pack": presenter.pack(papers, reader),
    }


def _as_pdf(request: MemberRequest, meeting: Meeting, person: User, reader: Reader) -> HttpResponse:
    """Return a pack as a PDF, or as a page where none can be drawn here."""
    with translation.override(reader.language):
        context = _words(person, meeting, reader)
        whole = presenter.pack(paper_queries.papers_of(meeting, files=True), reader)
        context["pack"], pictures = presenter.with_pictures(whole)
        context["is_pdf"] = True
        html = render_to_string("meetings/papers/file.html", context, request=request)
        style = render_to_string("meetings/papers/file.css", {"reader": reader})
        try:
            made = pdf.from_html(html, style, pictures=pictures, accessible=True)
        except pdf.NoPdfError:
            messages.warning(request, _("No PDF can be made here. Print this page instead."))
            return redirect("meetings:papers", meeting.pk)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="papers.pdf"'
    response["Content-Language"] = reader.language
    return response


def _own_reader(user: User) -> Reader:
    """Return how the reader reads, in the language in which they look at the page."""
    own = paper_queries.reader_of(user)
    return Reader(get_language() or own.language, own.slots, own.braille, own.on_paper)


def _readable(request: MemberRequest, pk: UUID) -> Meeting:
    """Return a meeting whose papers are ready, or that the reader plans."""
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if not rules.may_plan_for(request.user, meeting.council):
        get_object_or_404(meeting.releases.all()[:1])
    return meeting


def _planned(request: MemberRequest, pk: UUID) -> Meeting:
    meeting = get_object_or_404(queries.visible_to(request.user), pk=pk)
    rules.may_plan_for(request.user, meeting.council).enforce()
    return meeting


def _paper(request: MemberRequest, pk: UUID) -> Paper:
    """Return a paper of a meeting that the reader plans."""
    planned = queries.councils_planned_by(request.user).values("pk")
    papers = paper_queries.papers_visible_to(request.user).filter(meeting__council__in=planned)
    return get_object_or_404(papers, pk=pk)


def _invitation(request: MemberRequest, pk: UUID) -> Invitation:
    return get_object_or_404(paper_queries.invitations_for_packs(request.user), pk=pk)


def _with_files(user: User) -> QuerySet[PaperVersion]:
    return paper_queries.versions_visible_to(user).exclude(media_type="")


def _talks(meeting: Meeting) -> list[AgendaItem]:
    return [item for item in meeting.agenda.all() if item.is_talk]


def _from_address(request: MemberRequest) -> dict[str, str]:
    """Return the item that a link named."""
    return {"item": request.GET.get("item", "")}


def _version_initial(request: MemberRequest, found: Paper, versions: list[PaperVersion]) -> dict[str, str]:
    """Return the shape that a link named, with the words it has."""
    slot = request.GET.get("slot", "standard")
    language = request.GET.get("language", found.language)
    words = [version.words for version in versions if (version.slot, version.language) == (slot, language)]
    return {"slot": slot, "language": language, "words": "".join(words)}
