"""What a form carries from page to page instead of a cookie: a sealed state that only this service can read.

One key an hour, kept in files that a restart of the machine may lose (a memory file system in production); the
last 25 are kept. Nothing in a page's source can be read by anyone who finds the page later.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import secrets
import time
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings

from feedback import sealing
from feedback.challenges import Challenge
from feedback.content import Answers
from feedback.enums import Channel

# A reader refuses what another version has written: a page that is open while a new version is installed has expired.
VERSION = 1
HOUR_S = 3600
# A page may be a day old, and its key was up to an hour old already when the page was made.
KEPT_HOURS = 25
# The folders beside the keys where states that count once are remembered, and visits that somebody has left.
SPENT = "spent"
LEFT = "left"
# No more than these, so that nobody can fill the memory: beyond it one of the others is forgotten.
MAX_LEFT = 50_000
# Seconds that a clock may be set back between two pages.
CLOCK_SKEW_S = 60


class ExpiredError(Exception):
    """A state that is too old, changed, or not ours."""


class LeftError(Exception):
    """A state of a visit that somebody has left: nothing of it may be shown again."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SealedState:
    """A state, as JSON. `PURPOSE` is sealed with it, so that the state of one form is refused by every other.

    `visit` is the random number of a visit: the same on all its pages, another one for the next, and stored nowhere.
    """

    PURPOSE: ClassVar[str] = ""

    challenge: Challenge | None = None
    visit: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return what `from_json` reads, without what is empty anyway."""
        filled = {name: value for name, value in asdict(self).items() if value}
        return {"version": VERSION, **filled}

    @property
    def fingerprint(self) -> str:
        """Return a hash of everything in it but the challenge and the number of the visit."""
        rest = self.as_json()
        rest.pop("challenge", None)
        rest.pop("visit", None)
        return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return what `as_json` wrote, or raise `DecryptionError` where another version wrote it."""
        values = dict(data)
        version = values.pop("version", None)
        known = {column.name for column in fields(cls)}
        if version != VERSION or not known.issuperset(values):
            raise sealing.DecryptionError
        if "challenge" in values:
            values["challenge"] = Challenge(**values["challenge"])
        return cls(**values)

    @classmethod
    def from_kept_json(cls, data: dict[str, Any]) -> Self:
        """Return what any version wrote, without what this one does not know.

        For words that were put aside for weeks: a new version that is installed meanwhile must not lose them.
        """
        known = {column.name for column in fields(cls)}
        values = {name: value for name, value in data.items() if name in known}
        return cls.from_json({**values, "version": VERSION})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FormState(SealedState):
    """Somebody who gives feedback: what they answered so far, and where they are.

    `code` and `submission` are made once for a visit, so that the same thing sent twice is known as one. `unchecked`
    names steps whose input was carried along without a look. `draft` is the lookup (hex) of a draft that they went on
    with, `draft_code` the code that a pause offered, `paused_at` the page it was offered on, `changing`
    says that they came from the page that shows every answer and go back to it. `began` is the second in
    which the first page was asked for.
    """

    PURPOSE: ClassVar[str] = "giving"

    answers: Answers = field(default_factory=dict)
    unchecked: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    language: str = ""
    channel: str = Channel.WEB
    mode: str = ""
    kiosk: bool = False
    longer: bool = False
    reread: bool = False
    began: int = 0
    code: str = ""
    submission: str = ""
    draft: str = ""
    draft_code: str = ""
    paused_at: str = ""
    changing: bool = False

    def text(self, name: str) -> str:
        """Return an answer that is a text; nothing where it was left out."""
        answer = self.answers.get(name, "")
        return answer if isinstance(answer, str) else ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SentState(SealedState):
    """Somebody who has sent their feedback: its number, no word of it, and the code only if they kept it.

    `number` is of this visit: what comes after sending is counted once for it.
    """

    PURPOSE: ClassVar[str] = "sent"

    feedback: str
    number: str
    code: str = ""
    mode: str = ""
    kiosk: bool = False
    longer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TypedCode(SealedState):
    """A code that was typed and waits, on the page for when many come at once."""

    PURPOSE: ClassVar[str] = "typed"

    code: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ConversationState(SealedState):
    """Somebody who came back: what their code opens (`lookup` and `wrap_key` in hex) and what they typed.

    `submission` is made for one page, so that the same thing sent twice from it is known as one. `unsent` is what is in
    the field for adding while another page is shown, `new_code` what a rotation offered.
    """

    PURPOSE: ClassVar[str] = "returning"

    lookup: str
    wrap_key: str
    code: str
    submission: str = ""
    unsent: str = ""
    new_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AfterState(SealedState):
    """What opens the two pages after sending: which feedback, and the number of the visit."""

    PURPOSE: ClassVar[str] = "after"

    feedback: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class VisitState(SealedState):
    """What the button for leaving tells the door: which visit it was. It opens nothing."""

    PURPOSE: ClassVar[str] = "visit"


State = TypeVar("State", bound=SealedState)


def _create(path: Path, content: bytes, hour: int) -> bool:
    """Create a whole file unless it exists, and return whether it is new."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.parent / f".{hour}.{os.getpid()}.{time.monotonic_ns()}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    _set_times(hour, draft)
    try:
        # A link is made or refused as one act: of two workers at the same time one makes the key, and both read it.
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
        _set_times(hour, *_folders())
    return True


def _folders() -> list[Path]:
    folder = Path(settings.FORM_KEYS_DIR)
    return [folder, folder / SPENT, folder / LEFT]


def _set_times(hour: int, *paths: Path) -> None:
    """Set the times of files and folders to the full hour: they must not show in which minute somebody came.

    One time cannot be set, that of the last change of the entry itself. It is in memory with the rest and is gone with
    it; whoever can read it there can watch the door as it works.
    """
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            os.utime(path, (hour * HOUR_S, hour * HOUR_S))


def _delete_old(folder: Path, hour: int) -> None:
    """Remove the keys, and the numbers of used states, that are older than any state."""
    for old in folder.iterdir():
        number = old.name.strip(".").split(".")[0]
        if number.isdecimal() and int(number) <= hour - KEPT_HOURS:
            old.unlink(missing_ok=True)
    for used in [*folder.glob(f"{SPENT}/*"), *folder.glob(f"{LEFT}/*")]:
        with contextlib.suppress(FileNotFoundError):
            if used.stat().st_mtime <= (hour - KEPT_HOURS) * HOUR_S:
                used.unlink()
    _set_times(hour, *_folders())


def _key(hour: int, *, make: bool) -> bytes:
    folder = Path(settings.FORM_KEYS_DIR)
    path = folder / f"{hour}.key"
    # Never for reading: the hour comes from a page, where anybody can write any hour.
    if not path.exists() and make:
        _create(path, sealing.new_key(), hour)
        _delete_old(folder, hour)
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ExpiredError from error


def _spent(token_number: str) -> Path:
    name = hashlib.sha256(b"spent|" + token_number.encode()).hexdigest()
    return Path(settings.FORM_KEYS_DIR) / SPENT / name


def is_spent(token_number: str) -> bool:
    """Return whether the random number of a state was used up."""
    return _spent(token_number).exists()


def spend(token_number: str) -> bool:
    """Use up the random number of a state; returns False when it was used before.

    An empty file remembers it, under a hash of the number, as long as keys are kept.
    """
    return _create(_spent(token_number), b"", int(time.time()) // HOUR_S)


def _left(visit: str) -> Path:
    name = hashlib.sha256(b"left|" + visit.encode()).hexdigest()
    return Path(settings.FORM_KEYS_DIR) / LEFT / name


def leave(*visits: str) -> None:
    """Remember that somebody has left visits: an empty file under a hash of each number, as long as keys are kept.

    Where it cannot be remembered nothing is raised: nobody is held up who wants to leave.
    """
    with contextlib.suppress(OSError):
        _make_room(len(visits))
        for visit in visits:
            _create(_left(visit), b"", int(time.time()) // HOUR_S)


def _make_room(wanted: int) -> None:
    """Look once, however many are left together: a full folder takes long to look through."""
    folder = Path(settings.FORM_KEYS_DIR) / LEFT
    names = os.listdir(folder) if folder.exists() else []  # noqa: PTH208 - names are all that is needed of so many
    # Any of them: who has just left needs it more than most of those before.
    too_many = min(len(names), max(0, len(names) + wanted - MAX_LEFT))
    for name in secrets.SystemRandom().sample(names, too_many):
        (folder / name).unlink(missing_ok=True)


def write(state: SealedState) -> str:
    """Seal a state for a hidden field."""
    now = int(time.time())
    hour = now // HOUR_S
    # The time is sealed inside: a page cannot make itself younger.
    packed = sealing.pack({"at": now, "state": state.as_json()})
    sealed = sealing.wrap(packed, _key(hour, make=True), associated_data=_associated_data(state.PURPOSE, hour))
    return base64.urlsafe_b64encode(hour.to_bytes(4, "big") + sealed).decode()


def read(kind: type[State], token: str, *, max_age: int) -> State:
    """Return a state that is at most `max_age` seconds old, or raise `ExpiredError`; `LeftError` after its visit."""
    try:
        # The hour travels in clear, because it says which key opens the rest.
        raw = base64.b64decode(token.encode(), altchars=b"-_", validate=True)
        hour = int.from_bytes(raw[:4], "big")
        key = _key(hour, make=False)
        data = sealing.unpack(sealing.unwrap(raw[4:], key, associated_data=_associated_data(kind.PURPOSE, hour)))
        state = kind.from_json(data["state"])
    except (ValueError, UnicodeError, KeyError, TypeError, sealing.DecryptionError) as error:
        raise ExpiredError from error
    # Before its age: what was typed on an old page is given back, and must not be after somebody has left.
    if state.visit and _left(state.visit).exists():
        raise LeftError
    if not -CLOCK_SKEW_S <= time.time() - int(data["at"]) <= max_age:
        raise ExpiredError
    return state


def _associated_data(purpose: str, hour: int) -> str:
    return f"state|{purpose}|{hour}"
