"""Who people are."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """User, roles, access needs, sign-in, tokens and the audit log."""

    name = "accounts"
