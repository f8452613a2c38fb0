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
from tracker import keys
from tracker.enums import Letter
from tracker.keys import paper, retiring
from tracker.management import asking, saying
from tracker.queries.keys import state

WRONG = (
    "The keys are wrapped with another KEY_ENCRYPTION_KEY than the one of this process, so nothing was done. If it was"
    " changed, start this process again with the new one. If it is lost, run: manage.py keys restore"
)
AFTERWARDS = (
    "Now let it be KEY_ENCRYPTION_KEY everywhere, and start site, worker and beat again: until then nobody can read."
    " When `manage.py keys status` finds nothing closed, destroy the old key."
)


def public_key(text: str) -> bytes:
    """Read a public key as a card shows it."""
    try:
        return paper.read(text)
    except paper.NotAKey as error:
        where = f"there is a slip in line {error.line}" if error.line else "it has four lines of 14 symbols"
        message = f"this is not a public key as it stands on a card: {where}"
        raise ArgumentTypeError(message) from None


def named(key: SealingKey) -> str:
    """Return what a key is called in a sentence."""
    return f"{key.get_kind_display().lower()}, {key.valid_from} to {key.valid_until} (key {bytes(key.number).hex()})"


class Command(BaseCommand):
    """Each act is a method of its own; each but `status` and `holder` is written into the log."""

    help = "Make the keys that feedback is sealed to, keep copies of them, bring them back, and destroy them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one of the acts, and what it needs."""
        acts = parser.add_subparsers(dest="what", required=True)
        acts.add_parser("status", help="Say who can read what, which keys there are, and what is missing.")
        create = acts.add_parser("create", help="Make what is missing: this month, next month, files, reminders.")
        create.add_argument("--anew", action="store_true", help="even though the older keys cannot be opened here")
        rotate = acts.add_parser("rotate", help="Make new keys from today, or wrap all of them with another key.")
        rotate.add_argument(
            "--key-encryption-key", action="store_true", help="wrap every private half with NEW_KEY_ENCRYPTION_KEY"
        )
        holder = acts.add_parser("holder", help="Make a holder's key and print the card. Needs no database.")
        holder.add_argument("letter", choices=Letter.values, help="which of the three")
        escrow = acts.add_parser("escrow", help="Register a holder's public key, and make the copies.")
        escrow.add_argument("--letter", choices=Letter.values, required=True, help="which of the three")
        escrow.add_argument("--office", required=True, help="who keeps the card: an office, not a person")
        escrow.add_argument("--public-key", type=public_key, required=True, help="as it stands on the card")
        escrow.add_argument("--instead", action="store_true", help="instead of the one who has this letter now")
        restore = acts.add_parser("restore", help="Bring the keys back with two holders' cards, or try them out.")
        restore.add_argument("--first", help="file with the first private key; without files both are asked for")
        restore.add_argument("--second", help="file with the second private key")
        retire = acts.add_parser("retire", help="Destroy the private halves that nothing is sealed to any more.")
        retire.add_argument("--yes", action="store_true", help="really destroy them; without it they are only named")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, and say what was done."""
        try:
            self._say(getattr(self, options["what"])(options))
        except keys.WrongKey:
            raise CommandError(WRONG) from None

    def _say(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.stdout.write(line)

    def status(self, _options: dict[str, Any]) -> Iterable[str]:
        """Say how things are."""
        return saying.status(state(timezone.localdate()))

    def create(self, options: dict[str, Any]) -> Iterable[str]:
        """Make what is missing."""
        made = keys.keep(timezone.localdate(), anew=options["anew"])
        return [f"Made: {named(key)}." for key in made] or ["Every key is there already. Nothing was made."]

    def rotate(self, options: dict[str, Any]) -> Iterable[str]:
        """Make new keys from today, or change the key they are wrapped with."""
        if options["key_encryption_key"]:
            return self._rewrap()
        made = [f"Made: {named(key)}." for key in keys.replace(timezone.localdate())]
        return [*made, "The door seals to the new keys from now on. The old ones stay, to read what is sealed to them."]

    def _rewrap(self) -> Iterable[str]:
        new = settings.NEW_KEY_ENCRYPTION_KEY
        if not new or new == settings.KEY_ENCRYPTION_KEY:
            raise CommandError("Give a new key in NEW_KEY_ENCRYPTION_KEY, or the file of NEW_KEY_ENCRYPTION_KEY_FILE.")
        done = keys.rewrap(new=new)
        closed = [f"Neither key opens these; they stay as they are: {', '.join(done.closed)}."] if done.closed else []
        return [f"{done.done} private halves are wrapped with the new key.", *closed, AFTERWARDS]

    def holder(self, options: dict[str, Any]) -> Iterable[str]:
        """Make a pair of keys for a card. Nothing of it is kept."""
        public, private = sealing.new_keypair()
        return saying.card(options["letter"], private, public, f"{timezone.localdate()}")

    def escrow(self, options: dict[str, Any]) -> Iterable[str]:
        """Register a holder."""
        letter = Letter(options["letter"])
        try:
            made = keys.register(
                letter=letter,
                office=options["office"],
                public_key=options["public_key"],
                on=timezone.localdate(),
                instead=options["instead"],
            )
        except keys.AlreadyHeld:
            raise CommandError(
                "This letter has another key, or this key another letter. Nothing was changed. If the office hands its"
                " letter on, add --instead: the copies for the old card are destroyed."
            ) from None
        return [f"{letter} is kept by {options['office']}.", f"Copies that were made: {made}."]

    def restore(self, options: dict[str, Any]) -> Iterable[str]:
        """Bring keys back, or find out that it would work."""
        first, second = asking.two_keys(options["first"], options["second"])
        try:
            done = keys.restore(first=first, second=second)
        except keys.NotTwoHolders:
            raise CommandError("These are not the keys of two different holders. Nothing was changed.") from None
        yield f"The cards of {done.pair[0]} and {done.pair[1]} opened {done.copies} copies."
        if done.broken:
            yield f"These copies are broken: {', '.join(done.broken)}."
        yield f"Keys that were brought back: {done.back}." if done.back else "No key had to be brought back."
        if done.closed:
            yield f"These keys are still closed: {', '.join(done.closed)}."

    def retire(self, options: dict[str, Any]) -> Iterable[str]:
        """Destroy what opens nothing any more."""
        today = timezone.localdate()
        found = keys.retire(today) if options["yes"] else list(retiring.idle(today))
        if not found:
            return ["Every key is still needed. Nothing was destroyed."]
        verb = "Destroyed" if options["yes"] else "Would be destroyed (add --yes)"
        return [f"{verb}: {named(key)}." for key in found]
