"""`manage.py keys ...`: making keys, keeping copies of them, bringing them back and destroying them."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from feedback import sealing
from feedback.models import SealingKey
from keys import interface as keys
from keys import paper
from keys.actions import retiring
from keys.enums import HolderLabel
from keys.management import asking, saying
from keys.queries import state

WRONG = (
    "The keys are wrapped with another KEY_ENCRYPTION_KEY than the one of this process, so nothing was done. If it was"
    " changed, start this process again with the new one. If it is lost, run: manage.py keys restore"
)
AFTER_REWRAPPING = (
    "Now let it be KEY_ENCRYPTION_KEY everywhere, and start site, worker and beat again: until then nobody can read."
    " When `manage.py keys status` finds nothing closed, destroy the old key."
)


def public_key(text: str) -> bytes:
    """Read a public key as a card shows it."""
    try:
        return paper.read(text)
    except paper.InvalidKeyError as error:
        where = "it has four lines of 14 symbols"
        if error.line:
            where = f"there is a typo in line {error.line}"
        message = f"this is not a public key as it stands on a card: {where}"
        raise ArgumentTypeError(message) from None


def lines_about(keys_changed: Iterable[SealingKey], verb: str) -> list[str]:
    """Return a line for each key: what was done, and what the key is called."""
    lines = []
    for key in keys_changed:
        days = f"{key.valid_from} to {key.valid_until}"
        lines.append(f"{verb}: {key.get_kind_display().lower()}, {days} (key {bytes(key.number).hex()}).")
    return lines


class Command(BaseCommand):
    """Each act is a method of its own; each but `status` and `holder` is written into the log."""

    help = "Make the keys that feedback is sealed to, keep copies of them, bring them back, and destroy them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one of the acts, and what it needs."""
        acts = parser.add_subparsers(dest="what", required=True)
        acts.add_parser("status", help="Say who can read what, which keys there are, and what is missing.")
        create = acts.add_parser("create", help="Make what is missing: this month, next month, files, reminders.")
        create.add_argument("--force", action="store_true", help="even though the older keys cannot be opened here")
        rotate = acts.add_parser("rotate", help="Make new keys from today, or wrap all of them with another key.")
        rotate.add_argument(
            "--key-encryption-key", action="store_true", help="wrap every private half with NEW_KEY_ENCRYPTION_KEY"
        )
        holder = acts.add_parser("holder", help="Make a holder's key and print the card. Needs no database.")
        holder.add_argument("letter", choices=HolderLabel.values, help="which of the three")
        escrow = acts.add_parser("escrow", help="Register a holder's public key, and make the copies.")
        escrow.add_argument("--letter", choices=HolderLabel.values, required=True, help="which of the three")
        escrow.add_argument("--office", required=True, help="who keeps the card: an office, not a person")
        escrow.add_argument("--public-key", type=public_key, required=True, help="as it stands on the card")
        escrow.add_argument("--replace", action="store_true", help="instead of the one who has this letter now")
        restore = acts.add_parser("restore", help="Bring the keys back with two holders' cards, or try them out.")
        restore.add_argument("--first", help="file with the first private key; without files both are asked for")
        restore.add_argument("--second", help="file with the second private key")
        retire = acts.add_parser("retire", help="Destroy the private halves that nothing is sealed to any more.")
        retire.add_argument("--yes", action="store_true", help="really destroy them; without it they are only named")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, and say what was done."""
        try:
            # Inside the try: the acts that are generators do their work while their lines are written.
            self._say(getattr(self, options["what"])(options))
        except keys.WrongKekError:
            raise CommandError(WRONG) from None

    def _say(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.stdout.write(line)

    def status(self, _options: dict[str, Any]) -> Iterable[str]:
        """Say how things are."""
        return saying.status(state(timezone.localdate()))

    def create(self, options: dict[str, Any]) -> Iterable[str]:
        """Make what is missing."""
        created = keys.keep(timezone.localdate(), force=options["force"])
        return lines_about(created, "Made") or ["Every key is there already. Nothing was made."]

    def rotate(self, options: dict[str, Any]) -> Iterable[str]:
        """Make new keys from today, or change the key they are wrapped with."""
        if options["key_encryption_key"]:
            yield from self._rewrap()
            return
        yield from lines_about(keys.replace(timezone.localdate()), "Made")
        yield "The door seals to the new keys from now on. The old ones stay, to read what is sealed to them."

    def _rewrap(self) -> Iterable[str]:
        # From the environment or a file: arguments are seen by everybody on the machine.
        new = settings.NEW_KEY_ENCRYPTION_KEY
        if not new or new == settings.KEY_ENCRYPTION_KEY:
            raise CommandError("Give a new key in NEW_KEY_ENCRYPTION_KEY, or the file of NEW_KEY_ENCRYPTION_KEY_FILE.")
        done = keys.rewrap(new=new)
        yield f"{done.done} private halves are wrapped with the new key."
        if done.closed:
            yield f"Neither key opens these; they stay as they are: {', '.join(done.closed)}."
        yield AFTER_REWRAPPING

    def holder(self, options: dict[str, Any]) -> Iterable[str]:
        """Make a pair of keys for a card. Nothing of it is kept."""
        # Neither the database nor the log is asked: a holder runs this on a computer that is connected to nothing.
        public, private = sealing.new_keypair()
        return saying.card(options["letter"], private, public, f"{timezone.localdate()}")

    def escrow(self, options: dict[str, Any]) -> Iterable[str]:
        """Register a holder."""
        letter = HolderLabel(options["letter"])
        try:
            copies = keys.register(
                letter=letter,
                office=options["office"],
                public_key=options["public_key"],
                on=timezone.localdate(),
                replace=options["replace"],
            )
        except keys.HolderConflictError:
            raise CommandError(
                "This letter has another key, or this key another letter. Nothing was changed. If the office hands its"
                " letter on, add --replace: the copies for the old card are destroyed."
            ) from None
        return [f"{letter} is kept by {options['office']}.", f"Copies that were made: {copies}."]

    def restore(self, options: dict[str, Any]) -> Iterable[str]:
        """Bring keys back, or find out that it would work."""
        first, second = asking.two_keys(options["first"], options["second"])
        try:
            done = keys.restore(first=first, second=second)
        except keys.HolderMismatchError:
            raise CommandError("These are not the keys of two different holders. Nothing was changed.") from None
        yield f"The cards of {done.pair[0]} and {done.pair[1]} opened {done.copies} copies."
        if done.broken:
            yield f"These copies are broken: {', '.join(done.broken)}."
        if done.restored:
            yield f"Keys that were brought back: {done.restored}."
        else:
            yield "No key had to be brought back."
        if done.closed:
            yield f"These keys are still closed: {', '.join(done.closed)}."

    def retire(self, options: dict[str, Any]) -> Iterable[str]:
        """Destroy what opens nothing any more."""
        today = timezone.localdate()
        if options["yes"]:
            lines = lines_about(keys.retire(today), "Destroyed")
        else:
            lines = lines_about(retiring.idle(today), "Would be destroyed (add --yes)")
        return lines or ["Every key is still needed. Nothing was destroyed."]
