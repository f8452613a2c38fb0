"""Visitors in threads: each does its whole visit again and again for some seconds, on a kept connection."""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from collections.abc import Callable
from urllib.parse import urlencode

Visit = Callable[["Visitor"], None]
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}


class Visitor:
    """A browser without a screen. `host` is HOST:PORT."""

    def __init__(self, host: str) -> None:
        """Open nothing yet."""
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
        text = response.read().decode()
        if response.status != http.client.OK:
            message = f"answered {response.status}: {text[:200]}"
            raise RuntimeError(message)
        return text


def run(host: str, visit: Visit, *, at_once: int, seconds: float) -> dict[str, float]:
    """Return visits per second, and the median and 95th percentile of a whole visit in milliseconds."""
    taken: list[float] = []
    end = time.perf_counter() + seconds

    def visitor() -> None:
        browser = Visitor(host)
        while (start := time.perf_counter()) < end:
            visit(browser)
            taken.append(time.perf_counter() - start)

    threads = [threading.Thread(target=visitor) for _ in range(at_once)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - started
    if len(taken) < 2:  # noqa: PLR2004 - percentiles need two
        raise RuntimeError("Nobody finished a visit; see the server's own words above.")
    return {
        "per_second": round(len(taken) / elapsed, 1),
        "p50_ms": round(statistics.median(taken) * 1000, 1),
        "p95_ms": round(statistics.quantiles(taken, n=20)[-1] * 1000, 1),
        "visits": len(taken),
    }
