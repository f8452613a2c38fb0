"""The door beside itself: weight and speed of its first page, coming back, memory, and up to a million items.

On PostgreSQL it signs in with its own role, whose row policies must not cost more the more there is.
"""

from __future__ import annotations

import gzip
import re
import statistics
import urllib.request
from pathlib import Path

from benchmarks import load, visits
from benchmarks.registry import POSTGRESQL, Side, Sides, row
from benchmarks.rig import Rig
from benchmarks.rows.intake import UNIT, giving

LINKED = re.compile(r'(?:href|src)="(/static/[^"]+)"')
# Not what processes share: it would be counted once for each of them.
PRIVATE = re.compile(r"^Private_\w+:\s+(\d+) kB", re.MULTILINE)
HUNDRED_THOUSAND = 100_000
MILLION = 1_000_000
BESIDE_A_THOUSAND = 1_000
HUNDRED_THOUSAND_BESIDE = ("with 100,000 items", "with 1,000")
MILLION_BESIDE = ("with 1,000,000 items", "with 1,000")
AT_ONCE = 8


def _parts(host: str, language: str) -> list[int]:
    """Return the compressed size of the first page and of everything it asks for."""
    page = _fetched(f"http://{host}/{language}/feedback/", "identity")
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


def _under_load(rig: Rig, items: int) -> Side:
    """Return what measures the memory of a door after a round of visits."""
    host = rig.door(items)
    give = giving(host, visits.give_only, at_once=AT_ONCE)

    def remembering(seconds: float) -> float:
        give(seconds)
        return _memory(rig.pid(host))

    return remembering


def _first_page_in(language: str) -> None:
    """Register what weighs the first page in a language."""

    @row(f"first-page-{language}", unit="bytes, compressed", sides=("first page", ""), is_rate=False)
    def first_page(rig: Rig) -> Sides:
        """The first page with everything it asks for, in one language."""
        host = rig.door()
        return Sides(lambda _seconds: float(sum(_parts(host, language))))


for _language in ("en", "es", "ar", "pl"):
    _first_page_in(_language)


@row("first-page-requests", unit="requests", sides=("first page", ""), is_rate=False)
def first_page_requests(rig: Rig) -> Sides:
    """How many requests the first page takes."""
    host = rig.door()
    return Sides(lambda _seconds: float(len(_parts(host, "en"))))


@row("first-page-rate", unit="pages per second", sides=("first page", "page by hand"))
def first_page_rate(rig: Rig) -> Sides:
    """How often the first page is made, eight visitors at once, beside a page that somebody wrote by hand."""
    return Sides(
        giving(rig.door(), lambda visitor: _look(visitor, visits.ADDRESS), at_once=AT_ONCE),
        giving(rig.bare_page(), lambda visitor: _look(visitor, "/"), at_once=AT_ONCE),
    )


def _look(visitor: load.Visitor, address: str) -> None:
    visitor.get(address)


def _returning_among(rig: Rig, items: int) -> Sides:
    return Sides(_returning(rig.door(items)), _returning(rig.door(BESIDE_A_THOUSAND)))


def _giving_among(rig: Rig, items: int) -> Sides:
    ours, few = rig.door(items), rig.door(BESIDE_A_THOUSAND)
    return Sides(
        giving(ours, visits.give_only, at_once=AT_ONCE),
        giving(few, visits.give_only, at_once=AT_ONCE),
    )


@row("return-100k", unit="ms, median of a visit", sides=HUNDRED_THOUSAND_BESIDE, is_rate=False)
def returning_among_many(rig: Rig) -> Sides:
    """Coming back with a code (address, code, conversation), among a hundred thousand items and a thousand."""
    return _returning_among(rig, HUNDRED_THOUSAND)


@row("return-1m", unit="ms, median of a visit", databases=(POSTGRESQL,), sides=MILLION_BESIDE, is_rate=False)
def returning_among_a_million(rig: Rig) -> Sides:
    """Coming back with a code, among a million items and a thousand."""
    return _returning_among(rig, MILLION)


@row("giving-100k", unit=UNIT, sides=HUNDRED_THOUSAND_BESIDE)
def giving_among_many(rig: Rig) -> Sides:
    """The whole form, eight visitors at once, among a hundred thousand items and a thousand."""
    return _giving_among(rig, HUNDRED_THOUSAND)


@row("giving-1m", unit=UNIT, databases=(POSTGRESQL,), sides=MILLION_BESIDE)
def giving_among_a_million(rig: Rig) -> Sides:
    """The whole form, eight visitors at once, among a million items and a thousand."""
    return _giving_among(rig, MILLION)


@row("memory", unit="MiB under load", sides=HUNDRED_THOUSAND_BESIDE, is_rate=False)
def memory(rig: Rig) -> Sides:
    """The memory that the door's processes have to themselves under load."""
    return Sides(_under_load(rig, HUNDRED_THOUSAND), _under_load(rig, BESIDE_A_THOUSAND))
