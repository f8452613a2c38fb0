"""`manage.py retention`: what is past its time, and destroying it."""

from __future__ import annotations

import sys
import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tracker.actions.retention import erase_again, keep_the_clocks
from tracker.queries.retention import agreed, clocks, erased_numbers

# What stands between the number of a record and the consents that are given.
AGREED = "agreed:"


class Command(BaseCommand):
    """Show the clocks; destroy what is past them; carry erasures and consents over a restored backup."""

    help = "Show what is past its time; --now destroys it; --erased and --again carry erasures over a restore."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one act, or none to look only."""
        act = parser.add_mutually_exclusive_group()
        act.add_argument("--now", action="store_true", help="destroy what is past its time, with receipts")
        act.add_argument("--erased", action="store_true", help="print what people erased, and agreed to, one a line")
        act.add_argument("--again", action="store_true", help="after a restore: hold to what --erased printed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, destroy, print or erase again."""
        today = timezone.localdate()
        if options["now"]:
            for receipt in keep_the_clocks(on=today):
                self.stdout.write(f"Destroyed {receipt.number}: {receipt.clock} ({receipt.digest})")
        elif options["erased"]:
            self.stdout.writelines(f"{number}\n" for number in erased_numbers())
            self.stdout.writelines(f"{number} {' '.join([AGREED, *names])}\n" for number, names in agreed())
        elif options["again"]:
            erased, given = self._read()
            back, withheld = erase_again(numbers=erased, agreed=given, on=today)
            self.stdout.write(f"Erased again: {back}. Consents taken back again: {withheld}.")
        else:
            for due in clocks(today):
                self.stdout.write(f"{due.clock}: kept {due.length} {due.unit}, past its time today: {due.past}")

    def _read(self) -> tuple[list[uuid.UUID], dict[uuid.UUID, list[str]]]:
        """Return the numbers of what was erased, and the consents of the rest by their numbers."""
        erased, given = list[uuid.UUID](), dict[uuid.UUID, list[str]]()
        try:
            for number, *said in (line.split() for line in sys.stdin if line.strip()):
                if said[:1] == [AGREED]:
                    given[uuid.UUID(number)] = said[1:]
                elif said:
                    raise ValueError(said)  # noqa: TRY301 - as every other line that is not ours
                else:
                    erased.append(uuid.UUID(number))
        except ValueError as error:
            raise CommandError("Each line must be as --erased printed it.") from error
        return erased, given
