"""Attack 16: guessing codes at full speed. Nothing opens, the machine stays up, and honest people still get in."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from argon2.low_level import hash_secret_raw
from pytest_django import Settings

from feedback import codes
from tests.attacks.given import OPENED, come_back_to, give_at
from tests.rig import hurry, rate_limit
from tests.rig.production import ProductionSite

GUESSERS = 12
# Guesses that were answered: five times as many as a real door takes in a minute before it asks to wait.
ENOUGH = 100


# Here a try costs what it costs in production: that is what guessers and their neighbours meet.
@pytest.fixture
def unguarded(production_site: ProductionSite, tmp_path: Path) -> Iterator[tuple[str, int]]:
    """A door without limits; its address and its process."""
    with production_site.another_door(tmp_path / "unguarded", **hurry.DESIGNED) as found:
        yield found


@pytest.fixture
def guarded(production_site: ProductionSite, tmp_path: Path) -> Iterator[tuple[str, int]]:
    """A door with the limits of a real one; its address and its process."""
    with production_site.another_door(tmp_path / "guarded", without=rate_limit.ROOMY, **hurry.DESIGNED) as found:
        yield found


@dataclass
class Siege:
    """What guessers and one honest person from the same address met with."""

    opened: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    honest: list[tuple[float, int]] = field(default_factory=list)  # seconds, and times it was told to wait
    turned_away: int = 0
    busy: list[int] = field(default_factory=list)  # threads of the door that ran or wanted to, time after time


def guess(url: str, siege: Siege, over: threading.Event) -> None:
    """Try well-formed codes, one after the other, over a connection that is opened again when it breaks."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    while not over.is_set():
        try:
            status, page = come_back_to(url, codes.new(), connection)
        except (http.client.HTTPException, OSError):
            connection.close()
            continue
        siege.statuses[status] += 1
        siege.opened += OPENED in page
    connection.close()


def look_up(url: str, code: str, siege: Siege) -> None:
    """Look up as a person does: type the code, and where half a minute's wait is asked for, have the device work."""
    started, waits = time.monotonic(), 0
    status, page = come_back_to(url, code)
    if OPENED not in page:
        waits += 1
        status, page = come_back_to(url, code, None, **after_waiting(page))
    if OPENED in page:
        siege.honest.append((time.monotonic() - started, waits))
    else:
        siege.turned_away += 1
    assert status in {200, 429}, status


def after_waiting(page: str) -> dict[str, str]:
    """Return what the waiting page's button sends once the device has worked; nothing where it only says "later"."""
    if 'name="work"' not in page:
        time.sleep(0.5)
        return {}
    salt, difficulty = _between(page, 'data-salt="'), int(_between(page, 'data-difficulty="'))
    numbers = (str(number) for number in count())
    work = next(
        number
        for number in numbers
        if int.from_bytes(hashlib.sha256(f"{salt}:{number}".encode()).digest()[:4], "big") < 2**32 // difficulty
    )
    return {"token": _between(page, 'name="token" value="'), "work": work, "act": "open"}


def _between(page: str, start: str) -> str:
    return page.split(start, 1)[1].split('"', 1)[0]


def workers(master: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii").split()]


def running(pid: int) -> int:
    """Return how many threads of a process run at this moment, or would if there were a processor for them."""
    states = []
    for path in Path(f"/proc/{pid}/task").glob("*/stat"):
        with contextlib.suppress(OSError):
            states.append(path.read_text(encoding="ascii").rpartition(") ")[2][0])
    return states.count("R")


def besiege(url: str, code: str, master: int, seconds: float) -> Siege:
    """Guess from all sides while one person, from the same address, looks something up again and again."""
    siege, over = Siege(), threading.Event()
    [door] = workers(master)
    crowd = [threading.Thread(target=guess, args=(url, siege, over)) for _ in range(GUESSERS)]

    def watch() -> None:
        while not over.wait(0.02):
            siege.busy.append(running(door))

    for one in [*crowd, watcher := threading.Thread(target=watch)]:
        one.start()
    end = time.monotonic() + seconds
    # On a busy machine longer: a siege in which hardly anybody has guessed yet is none.
    while time.monotonic() < end or sum(list(siege.statuses.values())) < ENOUGH:
        look_up(url, code, siege)
    over.set()
    for one in [*crowd, watcher]:
        one.join(60)
    return siege


def assert_held(siege: Siege) -> None:
    assert siege.opened == 0
    assert set(siege.statuses) <= {200, 429}
    assert sum(siege.statuses.values()) > GUESSERS
    assert (siege.turned_away, bool(siege.honest)) == (0, True)
    assert max(waits for _seconds, waits in siege.honest) <= 1


# Alone: where others want the processors too, more threads wait for one.
@pytest.mark.clock
@pytest.mark.long
@pytest.mark.timeout(120)
def test_seconds_of_guessing_open_nothing_and_lock_nobody_out(
    production_site: ProductionSite, unguarded: tuple[str, int]
) -> None:
    """Without the rate limit: what is left then is that a key is derived two at a time."""
    [given] = give_at(production_site, "Honest", **hurry.DESIGNED)
    siege = besiege(unguarded[0], given["code"], unguarded[1], 4)
    assert_held(siege)
    # Two derive, one serves pages, one is about to: were there no limit, it would be all eight of the door's threads.
    assert statistics.mean(siege.busy) < 5.5, Counter(siege.busy)


@pytest.mark.timeout(120)
@pytest.mark.long
def test_honest_person_beside_guessers_meets_one_wait_at_most(
    production_site: ProductionSite, guarded: tuple[str, int]
) -> None:
    [given] = give_at(production_site, "Honest", **hurry.DESIGNED)
    siege = besiege(guarded[0], given["code"], guarded[1], 4)
    assert_held(siege)
    assert siege.statuses[429] > siege.statuses[200]
    assert {waits for _seconds, waits in siege.honest} <= {0, 1}


@pytest.mark.clock
@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("with_rate_limit", [True, False])
def test_a_minute_of_guessing_leaves_honest_people_an_answer_in_two_seconds(
    production_site: ProductionSite, guarded: tuple[str, int], unguarded: tuple[str, int], *, with_rate_limit: bool
) -> None:
    [given] = give_at(production_site, "Honest", **hurry.DESIGNED)
    url, master = guarded if with_rate_limit else unguarded
    siege = besiege(url, given["code"], master, 60)
    assert_held(siege)
    quick = sorted(seconds for seconds, _waits in siege.honest)
    assert quick[int(len(quick) * 0.95)] < 2, quick[-5:]


def test_no_more_than_two_keys_are_derived_at_once(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    # As long as in production, so that sixteen would meet if they could.
    settings.RECEIPT_MEMORY_KIB, settings.RECEIPT_PASSES = 19_456, 2
    running, most, lock, real = [0], [0], threading.Lock(), hash_secret_raw

    def counted(*args: object, **kwargs: object) -> bytes:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        try:
            return real(*args, **kwargs)  # type: ignore[arg-type]
        finally:
            with lock:
                running[0] -= 1

    monkeypatch.setattr(codes, "hash_secret_raw", counted)
    crowd = [threading.Thread(target=codes.opened, args=(codes.new(),)) for _ in range(16)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert most == [2]


def test_who_comes_while_both_places_are_taken_is_let_in_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, begun, real = threading.Event(), threading.Semaphore(0), hash_secret_raw

    def slow(*args: object, **kwargs: object) -> bytes:
        begun.release()
        go_on.wait(30)
        return real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(codes, "hash_secret_raw", slow)
    opened: list[codes.Opened] = []
    code = codes.new()
    crowd = [threading.Thread(target=lambda: opened.append(codes.opened(code))) for _ in range(8)]
    for one in crowd:
        one.start()
    for _both in range(2):
        assert begun.acquire(timeout=30)
    assert opened == [], "the others wait"
    go_on.set()
    for one in crowd:
        one.join()
    assert len(opened) == 8
    assert len({found.lookup for found in opened}) == 1
