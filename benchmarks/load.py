"""Visitors in threads: each does its whole visit again and again for some seconds, on a kept connection."""

from __future__ import annotations

import contextlib
import http.client
import threading
import time
from collections.abc import Callable
from urllib.parse import urlencode

from benchmarks.measuring import UnmeasurableError

Visit = Callable[["Visitor"], None]
# A browser sends the second with every form, and the door takes a form only from its own pages.
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
# On a busy machine a visit may take longer than a round: the round then lasts until this many are done ...
LEAST_VISITS = 2
# ... but not longer than this.
LONGEST_ROUND_S = 120.0
# A server that asks to wait, or that is just being started, is asked again.
TRIES = 5
PAUSE_S = 0.5
COME_AGAIN = {http.client.TOO_MANY_REQUESTS, http.client.SERVICE_UNAVAILABLE}


class AskedToWaitError(RuntimeError):
    """The server answered that there are too many at this moment."""


class Visitor:
    """A browser without a screen. `host` is HOST:PORT."""

    def __init__(self, host: str) -> None:
        """Open nothing yet."""
        # Longer than a request may wait for its turn in `benchmarks.serving`, so that the server answers first.
        self.connection = http.client.HTTPConnection(host, timeout=60)

    def get(self, path: str) -> str:
        """Fetch a page."""
        self.connection.request("GET", path)
        return self._read()

    def post(self, path: str, data: dict[str, str]) -> str:
        """Send a form."""
        self.connection.request("POST", path, urlencode(data), FORM)
        return self._read()

    def _read(self) -> str:
        response = self.connection.getresponse()
        # Read even where only the status matters: a kept connection takes no other request before.
        text = response.read().decode()
        if response.status in COME_AGAIN:
            raise AskedToWaitError(text[:200])
        if response.status != http.client.OK:
            message = f"answered {response.status}: {text[:200]}"
            raise UnmeasurableError(message)
        return text


def patiently(visit: Visit, visitor: Visitor, *, pause: float = PAUSE_S) -> None:
    """Do one whole visit; begin again when the server asks to wait or drops the connection."""
    for _try in range(TRIES - 1):
        with contextlib.suppress(AskedToWaitError, http.client.HTTPException, OSError):
            return visit(visitor)
        visitor.connection.close()
        time.sleep(pause)
    try:
        return visit(visitor)
    except (AskedToWaitError, http.client.HTTPException, OSError) as error:
        message = f"the server did not let anybody in, {TRIES} times: {error!r}"
        raise UnmeasurableError(message) from error


class _Round:
    """Visits of one round, counted by all its visitors."""

    def __init__(self, seconds: float, longest: float) -> None:
        self.started = time.perf_counter()
        # Without a lock: appending to a list is one step for all threads.
        self.taken: list[float] = []
        self.failures: list[Exception] = []
        self._ends = self.started + seconds
        self._ends_at_the_latest = self.started + max(seconds, longest)

    def goes_on(self) -> bool:
        """Return whether another visit begins."""
        now = time.perf_counter()
        # After one failure the round counts for nothing, and is done again with more time.
        if self.failures or now >= self._ends_at_the_latest:
            return False
        return now < self._ends or len(self.taken) < LEAST_VISITS


def run(
    host: str, visit: Visit, *, at_once: int, seconds: float, longest: float = LONGEST_ROUND_S
) -> tuple[float, list[float]]:
    """Return visits per second, and how many seconds each visit took."""
    this = _Round(seconds, longest)

    def visitor() -> None:
        browser = Visitor(host)
        try:
            while this.goes_on():
                started = time.perf_counter()
                patiently(visit, browser)
                this.taken.append(time.perf_counter() - started)
        except UnmeasurableError as error:
            this.failures.append(error)
        finally:
            browser.connection.close()

    threads = [threading.Thread(target=visitor) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if this.failures:
        raise this.failures[0]
    if not this.taken:
        message = f"nobody finished a visit within {longest:.0f} seconds"
        raise UnmeasurableError(message)
    # Not by the seconds that were asked for: the last visits end after them.
    return len(this.taken) / (time.perf_counter() - this.started), this.taken
