"""What every channel can raise."""

from __future__ import annotations


class Unreachable(Exception):  # noqa: N818 - a state of the server, not of a message
    """The server of a channel does not answer; `__cause__` is the error that showed it."""

    def __init__(self, *, had_begun: bool = False) -> None:
        """`had_begun`: a message was under way, so that it may itself be what the server fails at."""
        super().__init__()
        self.had_begun = had_begun
