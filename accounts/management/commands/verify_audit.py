"""Is the log of what was done whole? Ends with 1 and names the first break when it is not."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import audit, verification


def checkpoint(text: str) -> tuple[int, bytes]:
    """Read a checkpoint as this command prints it."""
    count, _colon, digest = text.partition(":")
    try:
        return int(count), bytes.fromhex(digest)
    except ValueError:
        message = "a checkpoint looks like 120:5f0c..., as this command printed it earlier"
        raise ArgumentTypeError(message) from None


class Command(BaseCommand):
    """`manage.py verify_audit [--checkpoint COUNT:DIGEST]`."""

    help = "Check that nobody changed the log of what was done. Prints a checkpoint to keep on another machine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a checkpoint printed at an earlier time."""
        parser.add_argument("--checkpoint", type=checkpoint, help="COUNT:DIGEST, printed by an earlier run")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Link what waits, and look at every event."""
        audit.seal()
        first = next(verification.breaks(options["checkpoint"]), None)
        if first:
            message = f"The log is not whole: {first}."
            raise CommandError(message)
        count, digest = audit.head()
        self.stdout.write(f"The log is whole: {count} events.\nCheckpoint: {count}:{digest.hex()}")
