"""Which moves each life allows, from the tables in enums.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from itertools import starmap

from django.db.models import TextChoices

from scripts.reference import writing
from scripts.reference.writing import OURS, code, first_line, table

Moves = Mapping[TextChoices, set[TextChoices]]


def tables() -> Iterator[tuple[str, Moves]]:
    """Yield every table of allowed moves with the name it has in the code."""
    for app in OURS:
        if find_spec(f"{app}.enums") is None:
            continue
        module = import_module(f"{app}.enums")
        for name, value in vars(module).items():
            if name == "NEXT" or name.endswith("_TRANSITIONS"):
                yield f"{app}.enums.{name}", value


def _in_order(states: set[TextChoices], of: type[TextChoices]) -> list[TextChoices]:
    # A set has another order in every run, and the page must be the same each time.
    return [state for state in of if state in states]


def diagram(moves: Moves) -> str:
    """Return a life as a mermaid state diagram: the first state begins it, a state without a way on ends it."""
    return "\n".join(["```mermaid", "stateDiagram-v2", *_arrows(moves), "```"])


def _arrows(moves: Moves) -> Iterator[str]:
    states = type(next(iter(moves)))
    for state in states:
        yield f"    {state.value} : {state.label}"
    yield f"    [*] --> {next(iter(states)).value}"
    for state in states:
        following = _in_order(moves[state], states)
        for other in following:
            yield f"    {state.value} --> {other.value}"
        if not following:
            yield f"    {state.value} --> [*]"


def _life(name: str, moves: Moves) -> str:
    states = type(next(iter(moves)))
    rows = []
    for state in states:
        following = ", ".join(str(other.label) for other in _in_order(moves[state], states))
        rows.append((code(state.value), state.label, following or "nothing: it ends here"))
    heading = "## " + first_line(states.__doc__).split(".", 1)[0]
    return "\n\n".join(
        [heading, f"`{name}`", diagram(moves), table(("state", "in words", "can become"), rows)],
    )


def page() -> str:
    """Return the page."""
    return writing.page(
        "Lives: states, and the moves that are allowed",
        "Every state is moved by a conditional update: a move that is not in its table, or that somebody else made"
        " first, is refused. What a receipt shows (`feedback.enums.Status`) has the same states as a piece of"
        " feedback at the desk and follows it; it has no table of its own.",
        *starmap(_life, tables()),
    )
