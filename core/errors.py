"""Pages for when something is wrong, and logs that keep nothing of a request."""

from __future__ import annotations

import logging
import secrets
from types import TracebackType
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.debug import ExceptionReporter

from core import organisation
from core.context import neutral_page
from core.stripping import is_door


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 for a body that is too large."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return render(request, "errors/413.html", status=413)
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with the rule's own sentence where there is one."""
    response = render(request, "errors/403.html", {"reason": str(exception or "")}, status=403)
    # For whoever answers with another page: the rule's sentence is what a person needs to know.
    response.reason_given = str(exception or "")  # type: ignore[attr-defined]
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was open too long or came from elsewhere."""
    return render(request, "errors/403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same for what does not exist and for what the reader may not see."""
    return render(request, "errors/404.html", status=404)


def too_many(request: HttpRequest) -> HttpResponse:
    """429 for many tries in a short time."""
    return render(request, "errors/429.html", status=429)


def server_error(request: HttpRequest, context: dict[str, object] | None = None) -> HttpResponse:
    """500, rendered without anything that could fail again: no request, no session, no person."""
    shown = {**(context or {}), "leaving": leaving(request)}
    return HttpResponse(render_to_string("errors/500.html", shown), status=500)


def leaving(request: HttpRequest) -> dict[str, str]:
    """Return what the button for leaving needs on a page that is rendered without a request; empty but at the door."""
    if not is_door(request.path_info) or not settings.EXIT_BUTTON:
        return {}
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "action": f"/{language}/feedback/6/",
        "to": neutral_page(),
        "title": organisation.current().name or "Answerable",
        "visit": _visit(request),
    }


def _visit(request: HttpRequest) -> str:
    """Return the sealed number of the visit, where a view has come so far as to know it and it can be sealed now."""
    try:
        return str(request.leaving())  # type: ignore[attr-defined]
    except Exception:  # noqa: BLE001 - whatever went wrong before may go wrong again
        return ""


class WithoutRequests(logging.Filter):
    """Takes the request, the traceback's text and the message's arguments out of log records.

    What is left of an error: where it happened (file and line), its type and an incident number.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Reduce a record that belongs to a request or carries an exception."""
        if record.exc_info and record.exc_info[0]:
            error_type, _, trace = record.exc_info
            record.msg = f"{error_type.__name__} at {_origin(trace)}, incident {secrets.token_hex(4)}"
            record.args = ()
            # The text of an exception, and what a traceback quotes, can hold what somebody wrote.
            record.exc_info = None
            record.exc_text = None
            record.stack_info = None
        elif hasattr(record, "request"):
            # Django's message names the address that was asked for, with everything in it.
            record.msg = f"status {getattr(record, 'status_code', '?')}"
            record.args = ()
        record.__dict__.pop("request", None)
        return True


def _origin(trace: TracebackType | None) -> str:
    """Return file and line of the innermost frame, where the error was raised."""
    if trace is None:
        return "unknown place"
    while trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"


class QuietReporter(ExceptionReporter):
    """An error report without locals, headers, form data or settings, whoever asks for it."""

    # Django's own report quotes form data, the sender's address and the browser (SECURITY.md, traps).
    def get_traceback_data(self) -> dict[str, Any]:
        """Return nothing to print."""
        return {}

    def get_traceback_text(self) -> SafeString:
        """Return one line."""
        return SafeString("An error happened. Details are kept out of reports on purpose.")

    def get_traceback_html(self) -> SafeString:
        """Return one line."""
        return self.get_traceback_text()
