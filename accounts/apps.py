"""Who people are."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """User, roles, access needs, sign-in, tokens and the audit log."""

    name = "accounts"

    def ready(self) -> None:
        """Write down what allauth does to ways of signing in."""
        from accounts import receivers  # noqa: PLC0415 - the models are there only now

        receivers.listen()
