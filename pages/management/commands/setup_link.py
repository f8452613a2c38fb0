"""`manage.py setup_link`: the link with which the first administrator sets the service up in the browser."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse

from pages import actions, queries


class Command(BaseCommand):
    """Print a link that works once, for a day."""

    help = "Print a link for the first administrator. It works once, for 24 hours; the one before it ends."

    def add_arguments(self, parser: CommandParser) -> None:
        """Let a start that repeats ask only while it is needed."""
        parser.add_argument(
            "--if-needed", action="store_true", help="print nothing where there is an administrator already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the link and print it alone on a line, so that a script can take it."""
        if options["if_needed"] and queries.has_administrator():
            return
        self.stdout.write(settings.SITE_URL + reverse("setup:begin", args=[actions.make_link()]))
