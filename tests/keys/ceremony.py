"""The ceremony of the keys, with the real command: cards are made, read back and registered."""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO

from django.core.management import call_command

from keys import paper


@dataclass(frozen=True, slots=True)
class Card:
    """What one holder keeps on paper."""

    letter: str
    lines: list[str]
    public_lines: list[str]

    @property
    def private(self) -> bytes:
        """Return the private key on the card."""
        return paper.read("\n".join(self.lines))

    @property
    def public(self) -> bytes:
        """Return the public key on the card."""
        return paper.read("\n".join(self.public_lines))


def command(*arguments: str) -> str:
    """Run `manage.py keys` in this process and return what it said."""
    said = StringIO()
    call_command("keys", *arguments, stdout=said)
    return said.getvalue()


def read_card(letter: str, text: str) -> Card:
    """Read a card as the command prints it: the private key stands first."""
    lines = [line.strip() for line in text.splitlines() if line.startswith("  ")][: 2 * paper.LINES]
    return Card(letter, lines[: paper.LINES], lines[paper.LINES :])


def register(letter: str, *, replace: bool = False) -> Card:
    """Make a card and register its holder."""
    card = read_card(letter, command("holder", letter))
    more = ["--replace"] if replace else []
    command(
        "escrow", f"--letter={letter}", f"--office=Office {letter}", "--public-key", " ".join(card.public_lines), *more
    )
    return card
