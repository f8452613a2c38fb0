"""Showing a file in an answer of its own, which can do nothing and is kept nowhere."""

from __future__ import annotations

from base64 import b64encode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.queries import MemberRequest
from desk.actions import files as actions
from desk.rules import cases as rules
from desk.views.cases import case_at_desk
from feedback.enums import FileKind

# What is only handed over: nothing in it is ever run, drawn or fetched as a page of ours.
BARE = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# A page of ours around a picture or a sound that is part of the page itself. No script runs, whatever it would be.
AROUND = (
    "sandbox allow-same-origin allow-forms allow-downloads; default-src 'none'; img-src 'self' data:; media-src data:;"
    " style-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SHOWN = {FileKind.PICTURE, FileKind.SOUND}


@never_cache
@require_http_methods(["GET", "POST"])
def file(request: MemberRequest, pk: UUID, file_pk: UUID) -> HttpResponse:
    """Show a picture, let a sound be heard, hand over a document; the opening is in the log."""
    case = case_at_desk(request, pk)
    if request.method != "POST" or not rules.may_open(request.user, case):
        return redirect("desk:case", pk)
    to_keep = "save" in request.POST
    opened = actions.open_file(case=case, file_id=file_pk, by=request.user, to_keep=to_keep)
    if opened is None:
        raise Http404
    if opened.data and (to_keep or opened.kind not in SHOWN):
        return _handed_over(opened)
    address = ""
    if opened.data:
        # In the page itself: an address of its own could be kept, sent to somebody, and fetched again.
        address = f"data:{opened.media};base64,{b64encode(opened.data).decode()}"
    response = render(request, "desk/file.html", {"case": case, "file": opened, "file_pk": file_pk, "address": address})
    response["Content-Security-Policy"] = AROUND
    return response


def _handed_over(opened: actions.OpenedFile) -> HttpResponse:
    response = HttpResponse(opened.data, content_type=opened.media)
    # A name of ours: one that somebody has chosen could end the header.
    response["Content-Disposition"] = f'attachment; filename="{opened.name}"'
    response["Content-Security-Policy"] = BARE
    return response
