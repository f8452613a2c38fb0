"""`manage.py loaddemo`: demo people and a demo story."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from demo import life, people, story


class Command(BaseCommand):
    """Fill an empty embedded database."""

    help = "Load demo people and a story in several languages. Only in the embedded mode, only into an empty database."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse in production; do nothing where people exist."""
        if not settings.EMBEDDED:
            raise CommandError("Demo people have a known password. They are made in the embedded mode only.")
        if User.objects.exists():
            self.stdout.write("There are people already; nothing was loaded.")
            return
        # The story is of weeks ago: the days in which people can object are over.
        settings.OBJECT_DAYS = 0
        # All or nothing: after half a story there would be people, and it would never be told to its end.
        with transaction.atomic():
            users = people.make_people()
            council = people.make_council(users, timezone.localdate())
            people.make_places(users)
            receipts = story.tell(users, council)
            life.begin(users, council, timezone.localdate())
        # The database knows no code: without this file nobody could come back to what was said.
        lines = "".join(f"{language}  {code}\n" for language, code in receipts)
        (settings.DATA_DIR / "demo-codes.txt").write_text(lines, encoding="ascii")
        self.stdout.write(f"Codes to come back with:\n{lines}")
