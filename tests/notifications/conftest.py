"""A mail server of the test's own."""

import pytest
from pytest_django import Settings

from tests.accounts.conftest import signed_in
from tests.rig.mail import SmtpSink

__all__ = ["signed_in", "smtp"]


@pytest.fixture
def smtp(smtp_sink: SmtpSink, settings: Settings) -> SmtpSink:
    """The mail server the site sends to; real SMTP over loopback."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", smtp_sink.port, 1
    settings.SITE_URL = "https://council.example.org"
    return smtp_sink
