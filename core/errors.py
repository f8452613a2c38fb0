"""Pages for when something is wrong, and logs that keep nothing of a request."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 for a body that is too large."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return render(request, "errors/413.html", status=413)
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with the rule's own sentence where there is one."""
    return render(request, "errors/403.html", {"reason": str(exception or "")}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was open too long or came from elsewhere."""
    return render(request, "errors/403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same for what does not exist and what one may not see."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, rendered without anything that could fail again."""
    return render(request, "errors/500.html", status=500)


class WithoutRequests(logging.Filter):
    """Takes the request, the traceback's text and the message's arguments out of log records.

    What is left of an error: where it happened (file and line), its type and an incident number.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Reduce a record that belongs to a request or carries an exception."""
        if record.exc_info and record.exc_info[0]:
            kind, _, trace = record.exc_info
            while trace and trace.tb_next:
                trace = trace.tb_next
            place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown place"
            record.msg = f"{kind.__name__} at {place}, incident {secrets.token_hex(4)}"
            record.args, record.exc_info, record.exc_text, record.stack_info = (), None, None, None
        elif hasattr(record, "request"):
            record.msg, record.args = f"status {getattr(record, 'status_code', '?')}", ()
        record.__dict__.pop("request", None)
        return True


class QuietReporter(ExceptionReporter):
    """Never prints locals, headers, form data or settings, whoever asks for a report."""

    def get_traceback_data(self) -> dict[str, Any]:
        """Return nothing to print."""
        return {}

    def get_traceback_text(self) -> SafeString:
        """Return one line."""
        return SafeString("An error happened. Details are kept out of reports on purpose.")

    def get_traceback_html(self) -> SafeString:
        """Return one line."""
        return self.get_traceback_text()
