"""`manage.py retention`: what is past its time, and destroying it."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from desk.actions.restoring import erase_again
from desk.queries.retention import erased_ids, given_consents
from retention.actions import apply_retention
from retention.queries import due

# Separates the id of a record from the consents that are given.
AGREED = "agreed:"


class Command(BaseCommand):
    """Show the retention rules; destroy what is past them; carry erasures and consents over a restored backup."""

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
            for receipt in apply_retention(on=today):
                self.stdout.write(f"Destroyed {receipt.count}: {receipt.rule} ({receipt.digest})")
        elif options["erased"]:
            for pk in erased_ids():
                self.stdout.write(pk)
            for pk, names in given_consents():
                self.stdout.write(" ".join([pk, AGREED, *names]))
        elif options["again"]:
            try:
                erased, consents = _read(sys.stdin)
            except ValueError as error:
                raise CommandError("Each line must be as --erased printed it.") from error
            erased_count, withheld = erase_again(ids=erased, consents=consents, on=today)
            self.stdout.write(f"Erased again: {erased_count}. Consents taken back again: {withheld}.")
        else:
            for row in due(today):
                kept = f"kept {row.length} {row.rule.unit}"
                self.stdout.write(f"{row.rule.name}: {kept}, past its time today: {row.past}")


def _read(lines: Iterable[str]) -> tuple[list[uuid.UUID], dict[uuid.UUID, list[str]]]:
    """Return the ids of what was erased, and the consents of the rest by their ids. Raises `ValueError`."""
    erased: list[uuid.UUID] = []
    consents: dict[uuid.UUID, list[str]] = {}
    for line in lines:
        words = line.split()
        if not words:
            continue
        pk = uuid.UUID(words[0])
        if len(words) == 1:
            erased.append(pk)
        elif words[1] == AGREED:
            consents[pk] = words[2:]
        else:
            # The whole list is refused: a line that is not ours may be one that was cut off.
            raise ValueError(line)
    return erased, consents
