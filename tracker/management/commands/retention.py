"""`manage.py retention`: what is past its time, and destroying it."""

from __future__ import annotations

import sys
import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tracker.actions.retention import erase_again, keep_the_clocks
from tracker.queries.retention import clocks, erased_numbers


class Command(BaseCommand):
    """Show the clocks; destroy what is past them; carry erasures over a restored backup."""

    help = "Show what is past its time; --now destroys it; --erased and --again carry erasures over a restored backup."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one act, or none to look only."""
        act = parser.add_mutually_exclusive_group()
        act.add_argument("--now", action="store_true", help="destroy what is past its time, with receipts")
        act.add_argument("--erased", action="store_true", help="print the numbers of erased feedback, one a line")
        act.add_argument("--again", action="store_true", help="after a restore: erase again what --erased printed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, destroy, print or erase again."""
        today = timezone.localdate()
        if options["now"]:
            for receipt in keep_the_clocks(on=today):
                self.stdout.write(f"Destroyed {receipt.number}: {receipt.clock} ({receipt.digest})")
        elif options["erased"]:
            self.stdout.writelines(f"{number}\n" for number in erased_numbers())
        elif options["again"]:
            self.stdout.write(f"Erased again: {erase_again(numbers=self._numbers(), on=today)}")
        else:
            for due in clocks(today):
                self.stdout.write(f"{due.clock}: kept {due.length} {due.unit}, past its time today: {due.past}")

    def _numbers(self) -> list[uuid.UUID]:
        try:
            return [uuid.UUID(line.strip()) for line in sys.stdin if line.strip()]
        except ValueError as error:
            raise CommandError("Each line must be the number of a record, as --erased printed it.") from error
