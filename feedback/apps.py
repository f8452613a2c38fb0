"""What was said, and nobody who said it."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """The anonymous door: public keys only, no people, no queue, no clock times."""

    name = "feedback"
