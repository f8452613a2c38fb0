"""`manage.py keys create` and `manage.py keys list`: the monthly keys that feedback is sealed to."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from tracker import keys


class Command(BaseCommand):
    help = "Make the keys of this month and the next where they are missing, or list the keys there are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["create", "list"], help="create missing keys, or list them")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["what"] == "create":
            self.create()
        else:
            self.list()

    def create(self) -> None:
        made = keys.keep(timezone.localdate())
        for key in made:
            self.stdout.write(f"Made the key for {key.valid_from:%B %Y}. The door seals to it from {key.valid_from}.")
        if not made:
            self.stdout.write("The keys of this month and the next are there already. Nothing was made.")

    def list(self) -> None:
        found = list(keys.listed())
        for key in found:
            readable = "can be read here" if hasattr(key, "private_half") else "CANNOT be read: no private half"
            self.stdout.write(f"{key.valid_from} to {key.valid_until}  key {bytes(key.number).hex()}  {readable}")
        if not found:
            self.stdout.write("There is no key. The door accepts nothing until one is made: manage.py keys create")
