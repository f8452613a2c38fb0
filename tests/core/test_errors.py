"""Logs and reports keep nothing of a request (security test 2, the part without servers)."""

import io
import logging
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from django.views.debug import ExceptionReporter

from core import errors
from core.openness import open_to_all
from tests.rig import pages


@open_to_all
def broken(request: HttpRequest) -> HttpResponse:
    secret = request.GET.get("said", "")
    raise RuntimeError(secret)


urlpatterns = [path("en/feedback/broken/", broken)]
handler500 = "core.errors.server_error"


def test_a_fault_leaves_no_word_of_the_request_in_logs_or_mails() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(errors.WithoutRequests())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        with override_settings(ROOT_URLCONF=__name__):
            client = Client(raise_request_exception=False)
            response = client.get("/en/feedback/broken/?said=canary-words", HTTP_USER_AGENT="canary-agent")
    finally:
        logger.removeHandler(handler)
    assert response.status_code == 500
    assert "canary" not in response.content.decode()
    log = stream.getvalue()
    assert "RuntimeError at" in log
    assert "canary" not in log
    assert mail.outbox == []


def test_the_page_for_a_fault_at_the_door_can_be_left() -> None:
    with override_settings(ROOT_URLCONF=__name__, ORGANISATION_NAME="Riverside"):
        page = pages.get(Client(raise_request_exception=False), "/en/feedback/broken/", status=500)
    form = page.one("form", action="/en/feedback/6/")
    assert form.get("data-exit") == "https://www.bbc.com/weather"
    assert page.text("title") == "Riverside"


def test_everything_that_writes_logs_takes_the_request_out() -> None:
    """Asked of the handlers as they are set up here, and not of a filter that a test adds."""
    loggers: Any = settings.LOGGING["loggers"]
    every = {handler for name in ("", *loggers) for handler in logging.getLogger(name).handlers}
    # pytest adds handlers of its own, which are of other types.
    handlers = [handler for handler in every if type(handler) is logging.StreamHandler]
    assert handlers
    for handler in handlers:
        record = logging.LogRecord("django.request", logging.ERROR, "", 1, "Not Found: %s", ("/canary",), None)
        record.request = RequestFactory().get("/canary")
        said = io.StringIO()
        stream = handler.setStream(said)
        try:
            handler.handle(record)
        finally:
            handler.setStream(stream)
        assert said.getvalue() == "ERROR django.request status ?\n"


def test_nobody_is_mailed_about_faults_and_reports_are_empty() -> None:
    assert settings.ADMINS == []
    assert settings.DEFAULT_EXCEPTION_REPORTER == "core.errors.QuietReporter"
    try:
        int("canary")
    except ValueError as error:
        request = RequestFactory().get("/?canary=1")
        reporter: ExceptionReporter = errors.QuietReporter(request, type(error), error, error.__traceback__)
    assert "canary" not in reporter.get_traceback_text() + reporter.get_traceback_html()


@pytest.mark.parametrize("status", [403, 404])
def test_a_log_line_about_a_status_names_no_path(status: int) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "Not Found: %s", ("/canary",), None)
    record.status_code = status
    record.request = RequestFactory().get("/canary")
    errors.WithoutRequests().filter(record)
    assert record.getMessage() == f"status {status}"
    assert not hasattr(record, "request")
