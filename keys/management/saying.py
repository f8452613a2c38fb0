"""What `manage.py keys` says about the state of the keys, in plain English."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import indent

from keys import paper
from keys.enums import KeyFault, KeyUse
from keys.queries import Row, State

READERS = """Who can read what
  Readers and coordinators read what was said, in the members' site. Each opening is in the log.
  Administrators read no feedback. They see this, people, and the log.
  The site and the worker hold KEY_ENCRYPTION_KEY: with the database it opens everything that staff can read.
  The worker alone holds CONTACT_KEY: it opens where somebody wants to hear that an answer is ready.
  The worker alone holds EQUALITY_KEY: it opens answers about equality, to add up many people's at once.
  The door holds no key that opens anything that was said. Who has a receipt reads the answers to it.
  A backup of the database opens nothing by itself. Two of the three cards and a backup do; one card does not."""


def _readable(row: Row) -> str:
    if row.use == KeyUse.RETIRED:
        return "nothing left to read"
    if row.is_readable is None:
        return "the worker alone can open it"
    if row.is_readable:
        return "can be read here"
    return "CANNOT be read here"


def _copies(row: Row) -> str:
    return {None: "", True: ", has copies", False: ", has NO copies"}[row.has_copies]


def key_line(row: Row) -> str:
    """Return one line about a key."""
    key = row.key
    days = f"{key.valid_from} to {key.valid_until}  key {bytes(key.number).hex()}"
    return f"{days}  {key.get_kind_display()}. {row.use.label}: {_readable(row)}{_copies(row)}."


def status(state: State) -> Iterator[str]:
    """Yield the whole state, line by line. Not one of them holds a private key."""
    yield READERS
    yield "\nKeys"
    for row in state.rows:
        yield f"  {key_line(row)}"
    if state.rows:
        yield f"  The next monthly key is made on {state.next_on}."
    else:
        yield "  There is no key."
    yield "\nWho keeps a key on paper; any two of three bring everything back"
    for holder in state.holders:
        # To be compared with the card: whoever can write the database could register one of their own (ADR 14).
        begins = paper.written(bytes(holder.public_key))[0]
        yield f"  {holder.letter}  {holder.office}, since {holder.since}. The public key on the card begins {begins}."
    if not state.holders:
        yield "  Nobody."
    yield "\nWhat is missing"
    for fault in state.faults:
        yield f"  {KeyFault(fault).label}"
    if not state.faults:
        yield "  Nothing."


def card(letter: str, private: bytes, public: bytes, day: str) -> Iterator[str]:
    """Yield what a holder keeps on paper."""
    yield f"Card of holder {letter}, made on {day}"
    yield "\nPRIVATE KEY. Copy it by hand or print it, lock it away, close this window. Never send or photograph it."
    yield indent("\n".join(paper.written(private)), "  ")
    yield "\nPublic key. Give it to whoever runs the service; it is not secret."
    yield indent("\n".join(paper.written(public)), "  ")
    lines = " ".join(paper.written(public))
    yield f'\nThey type:\n  manage.py keys escrow --letter {letter} --office "YOUR OFFICE" --public-key "{lines}"'
