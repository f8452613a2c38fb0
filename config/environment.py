"""Variables of the environment: one that is declared can be read, and is read in no other way.

Imports nothing of Django, because the web server and `make run` read theirs before it is loaded.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

Value = TypeVar("Value")

ROOT = Path(__file__).resolve().parent.parent
MODE = "ANSWERABLE_MODE"
TRUE = {"true", "on", "ok", "y", "yes", "1"}
FALSE = {"false", "off", "n", "no", "0"}


class Reader(StrEnum):
    """The processes and programs that read variables."""

    BOTH = "both"
    DOOR = "door"
    SITE = "members' site"
    WEB_SERVER = "web server of both"
    MAKE_RUN = "`make run`"
    HEALTH_CHECK = "health check"
    DOOR_ROLE = "`door_role`"


class Need(StrEnum):
    """What holds for a secret or an address that has no default."""

    MUST = "must be given"
    MADE = "made at the first start"
    OPTIONAL = ""


class InvalidVariableError(ValueError):
    """A variable is given and cannot be understood. `str()` says which, for whoever starts the process."""


@dataclass(frozen=True, slots=True)
class Variable(Generic[Value]):
    """One variable as some readers know it; `embedded` and `production` are what holds where it is not given.

    `needs` replaces both for what `secrets_store` reads: what is needed (embedded, in production). `parse` raises
    `ValueError` for a text that it does not understand; the text is never repeated, because it may be a secret.
    """

    name: str
    meaning: str
    readers: tuple[Reader, ...]
    parse: Callable[[str], Value]
    embedded: Value
    production: Value
    needs: tuple[Need, Need] | None = None

    def __post_init__(self) -> None:
        """Refuse a variable that nobody would understand on the reference page."""
        if not self.meaning or not self.readers:
            message = f"{self.name} needs a meaning and somebody who reads it."
            raise InvalidVariableError(message)

    @property
    def default(self) -> Value:
        """Return what holds in this mode where the variable is not given."""
        return self.embedded if is_embedded() else self.production

    def read(self) -> Value:
        """Return the value that is given, or the default; an empty variable is not given."""
        text = os.environ.get(self.name, "")
        if not text:
            return self.default
        try:
            return self.parse(text)
        except ValueError as error:
            message = f"{self.name} cannot be understood: {error}"
            raise InvalidVariableError(message) from None


def is_embedded() -> bool:
    """Return whether this process belongs to the service on one machine that `make run` starts."""
    return os.environ.get(MODE) == "embedded"


# Of whole numbers. More days than this lie beyond the calendar.
LARGEST = 1_000_000


def whole_number(text: str) -> int:
    """Read a whole number. None that is declared may be below 0: days below 0 would destroy what was just written."""
    if not text.strip().isdecimal():
        raise ValueError("it must be a whole number, 0 or more.")
    value = int(text)
    if value > LARGEST:
        raise ValueError("it must not be above 1000000.")
    return value


def count(text: str) -> int:
    """Read a whole number above 0: without any of them nothing works."""
    value = whole_number(text)
    if value == 0:
        raise ValueError("it must be a whole number, 1 or more.")
    return value


def web_address(text: str) -> str:
    """Read the address of a web page, or nothing. A browser would run what begins with `javascript:`."""
    if text and not text.startswith(("https://", "http://")):
        raise ValueError("it must begin with https:// or http://.")
    return text


def number(text: str) -> float:
    """Read a number above 0: something is divided by it, or repeated after so long."""
    try:
        value = float(text)
    except ValueError:
        raise ValueError("it must be a number above 0.") from None
    if not 0 < value < math.inf:
        raise ValueError("it must be a number above 0.")
    return value


def switch(text: str) -> bool:
    """Read something that is on or off."""
    given = text.strip().lower()
    # A typo in `HTTPS=true` must not switch it off without a word.
    if given not in TRUE | FALSE:
        raise ValueError("it must be true or false.")
    return given in TRUE


def names(text: str) -> list[str]:
    """Read a list that is separated by commas."""
    return [name.strip() for name in text.split(",") if name.strip()]


def day(text: str) -> date | None:
    """Read a day of the calendar."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError("it must be a day, such as 2027-01-31.") from None


def folder(text: str) -> Path:
    """Read the address of a folder; a relative one is below the folder in which the process was started."""
    return Path(text).resolve()
