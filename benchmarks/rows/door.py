"""The door beside itself: the weight of its first page, coming back, memory, and a hundred thousand items."""

from __future__ import annotations

import gzip
import re
import statistics
import urllib.request
from pathlib import Path

from benchmarks import load, visits
from benchmarks.registry import Side, Sides, row
from benchmarks.rig import Rig
from benchmarks.rows.intake import UNIT, giving

LINKED = re.compile(r'(?:href|src)="(/static/[^"]+)"')
# Not what processes share: it would be counted once for each of them.
PRIVATE = re.compile(r"^Private_\w+:\s+(\d+) kB", re.MULTILINE)
BESIDE_EMPTY = ("with 100,000 items", "empty")
AT_ONCE = 8


def _parts(host: str) -> list[int]:
    """Return the compressed size of the first page and of everything it asks for."""
    page = _fetched(f"http://{host}{visits.ADDRESS}", "identity")
    sizes = [len(gzip.compress(page))]
    # What is linked twice is fetched once, as by a browser.
    for path in dict.fromkeys(LINKED.findall(page.decode())):
        part = _fetched(f"http://{host}{path}", "gzip")
        sizes.append(len(part))
    return sizes


def _fetched(url: str, encoding: str) -> bytes:
    request = urllib.request.Request(url, headers={"Accept-Encoding": encoding})  # noqa: S310 - loopback
    with urllib.request.urlopen(request) as response:  # noqa: S310 - loopback
        body: bytes = response.read()
    return body


def _returning(host: str) -> Side:
    """Return what measures the median of a return visit, in milliseconds."""
    code = visits.give(load.Visitor(host))

    def returning(seconds: float) -> float:
        _rate, taken = load.run(host, lambda visitor: visits.come_back(visitor, code), at_once=1, seconds=seconds)
        return 1000 * statistics.median(taken)

    return returning


def _memory(master: int) -> float:
    """Return the memory that a server's processes have to themselves, in MiB (Linux)."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii").split()
    kilobytes = 0
    for pid in (str(master), *children):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        kilobytes += sum(map(int, PRIVATE.findall(rollup)))
    return kilobytes / 1024


def _under_load(rig: Rig, *, full: bool) -> Side:
    """Return what measures the memory of a door after a round of visits."""
    host = rig.door(full=full)
    give = giving(host, visits.give_only, at_once=AT_ONCE)

    def remembering(seconds: float) -> float:
        give(seconds)
        return _memory(rig.pid(host))

    return remembering


@row("first-page", unit="bytes, compressed", sides=("first page", ""), is_rate=False)
def first_page(rig: Rig) -> Sides:
    """The first page with everything it asks for."""
    host = rig.door()
    return Sides(lambda _seconds: float(sum(_parts(host))))


@row("first-page-requests", unit="requests", sides=("first page", ""), is_rate=False)
def first_page_requests(rig: Rig) -> Sides:
    """How many requests the first page takes."""
    host = rig.door()
    return Sides(lambda _seconds: float(len(_parts(host))))


@row("return", unit="ms, median of a visit", sides=BESIDE_EMPTY, is_rate=False)
def returning(rig: Rig) -> Sides:
    """Coming back with a code (address, code, conversation), among a hundred thousand items and alone."""
    return Sides(_returning(rig.door(full=True)), _returning(rig.door()))


@row("giving-100k", unit=UNIT, sides=BESIDE_EMPTY)
def giving_among_many(rig: Rig) -> Sides:
    """The whole form, eight visitors at once, among a hundred thousand items and alone."""
    return Sides(
        giving(rig.door(full=True), visits.give_only, at_once=AT_ONCE),
        giving(rig.door(), visits.give_only, at_once=AT_ONCE),
    )


@row("memory", unit="MiB under load", sides=BESIDE_EMPTY, is_rate=False)
def memory(rig: Rig) -> Sides:
    """The memory that the door's processes have to themselves under load."""
    return Sides(_under_load(rig, full=True), _under_load(rig, full=False))
