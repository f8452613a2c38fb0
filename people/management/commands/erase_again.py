"""Keep the list of erased accounts outside, and erase them once more after a backup was restored."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from people.actions.erasing import erase_again
from people.models import ErasureReceipt


class Command(BaseCommand):
    """`erase_again --list > people.txt` with every backup; `erase_again < people.txt` after a restore."""

    help = "Erase again whoever came back with a restored backup; --list writes the list that this reads."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--list`."""
        parser.add_argument("--list", action="store_true", help="write a line for each erased account; it names nobody")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the list, or read one and erase."""
        if options["list"]:
            for digest in ErasureReceipt.objects.order_by("digest").values_list("digest", flat=True):
                self.stdout.write(bytes(digest).hex())
            return
        lines = [line.strip() for line in sys.stdin if line.strip()]
        try:
            listed = {bytes.fromhex(line) for line in lines}
        except ValueError as error:
            message = "A line is no digest: the list must be one that `erase_again --list` wrote."
            raise CommandError(message) from error
        # With the receipts that are here: one erased after the list was written is not forgotten either.
        receipts = {bytes(digest) for digest in ErasureReceipt.objects.values_list("digest", flat=True)}
        self.stdout.write(f"{erase_again(digests=listed | receipts)} erased again")
