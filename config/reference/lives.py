"""Which moves each life allows, from the NEXT tables in enums.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec

from django.db.models import TextChoices

from config.reference import writing
from config.reference.writing import OURS, code, first_line, table

Moves = Mapping[TextChoices, set[TextChoices]]


def tables() -> Iterator[tuple[str, Moves]]:
    """Yield every table of allowed moves with the name it has in the code."""
    for app in OURS:
        if find_spec(f"{app}.enums") is None:
            continue
        module = import_module(f"{app}.enums")
        for name, value in vars(module).items():
            if name == "NEXT" or name.endswith("_NEXT"):
                yield f"{app}.enums.{name}", value


def _in_order(states: set[TextChoices], of: type[TextChoices]) -> list[TextChoices]:
    return [state for state in of if state in states]


def diagram(moves: Moves) -> str:
    """Return a life as a mermaid state diagram: the first state begins it, a state without a way on ends it."""
    words = type(next(iter(moves)))
    lines = ["stateDiagram-v2", *(f"    {state.value} : {state.label}" for state in words)]
    lines.append(f"    [*] --> {next(iter(words)).value}")
    for state in words:
        following = _in_order(moves[state], words)
        lines += [f"    {state.value} --> {other.value}" for other in following] or [f"    {state.value} --> [*]"]
    return "\n".join(["```mermaid", *lines, "```"])


def _life(name: str, moves: Moves) -> str:
    words = type(next(iter(moves)))
    rows = []
    for state in words:
        following = [str(other.label) for other in _in_order(moves[state], words)]
        rows.append((code(state.value), state.label, ", ".join(following) or "nothing: it ends here"))
    heading = "## " + first_line(words.__doc__).split(".", 1)[0]
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
        *(_life(name, moves) for name, moves in tables()),
    )
