"""What we tell whom."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """The outbox: by which channel, in which language, and when not."""

    name = "notifications"
