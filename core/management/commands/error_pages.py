"""`manage.py error_pages`: the pages of the web server, as the door would show them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core import proxy_pages


class Command(BaseCommand):
    help = "Write the pages that the web server shows when no process can answer."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say where they go."""
        parser.add_argument("folder", type=Path, help="where the web server finds them")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """Write them again."""
        proxy_pages.write(folder)
