"""Environments in which the checks start Django: the demo on a throw-away folder, and production with dummy secrets."""

import os

# 32 bytes in hexadecimal: the service refuses a key of another length.
KEY = "0123456789abcdef" * 4
# What programs need to run at all; a setting of the developer's shell must not decide what a check finds.
PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "MYPY_FORCE_COLOR", "TERM")


def _passed_on() -> dict[str, str]:
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ}


def embedded(folder: str) -> dict[str, str]:
    return {
        **_passed_on(),
        "ANSWERABLE_MODE": "embedded",
        "DATA_DIR": folder,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": os.curdir,
    }


def site(folder: str) -> dict[str, str]:
    """Everything the members' site asks for in production; nothing is connected to."""
    return {
        **_passed_on(),
        "ANSWERABLE_MODE": "production",
        "DATA_DIR": folder,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        # Django's own check of production refuses a secret key of fewer than 50 characters.
        "SECRET_KEY": "not-a-secret-only-long-enough-for-the-check-0123456789-abcdefghijklm",
        "AUDIT_KEY": KEY,
        "KEY_ENCRYPTION_KEY": KEY,
        # Nothing listens on port 1: a check that does connect fails instead of reaching a developer's server.
        "DATABASE_URL": "postgresql://answerable@127.0.0.1:1/answerable",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "DOOR_URL": "https://feedback.example.org",
        "SITE_URL": "https://council.example.org",
        "ALLOWED_HOSTS": "council.example.org",
    }


def door(folder: str) -> dict[str, str]:
    """Everything the feedback door asks for in production."""
    return {
        **_passed_on(),
        "ANSWERABLE_MODE": "production",
        "DATA_DIR": folder,
        # Only what the door holds in production: settings that ask for a key of the members' site fail here.
        "DJANGO_SETTINGS_MODULE": "config.door",
        "DOOR_SECRET_KEY": "not-a-secret-only-long-enough-for-the-check-0123456789-abcdefghijklm",
        "RECEIPT_PEPPER": KEY,
        "RECEIPT_SALT": KEY,
        "DATABASE_URL": "postgresql://door@127.0.0.1:1/answerable",
        "ALLOWED_HOSTS": "feedback.example.org",
    }
