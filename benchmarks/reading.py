"""A process of its own that fills a database with councils and asks for their pages, as a coordinator.

Usage: `python -m benchmarks.reading COUNCILS SEATS`. Each line of its input is `[address, seconds]` in JSON; it answers
with the median time of that page in milliseconds. How many queries a page asks is said on its error output.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import django
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

if TYPE_CHECKING:
    from django.test import Client

# Days until the first term ends.
SOON = 20


def main(councils: int, seats: int) -> None:
    """Fill, then answer until the input ends."""
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    client = _filled(councils, seats)
    for line in sys.stdin:
        address, seconds = json.loads(line)
        print(_median(client, address, seconds), flush=True)


def _filled(councils: int, seats: int) -> Client:
    """Return the browser of a coordinator of so many councils with so many members each."""
    # Models can be imported only once Django is set up.
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from accounts.enums import Role  # noqa: PLC0415
    from accounts.models import RoleGrant, User  # noqa: PLC0415
    from council.enums import SeatKind  # noqa: PLC0415
    from council.models import Council, Membership, Seat  # noqa: PLC0415

    today = timezone.localdate()
    coordinator = User.objects.create_user("coordinator@example.org", name="Mo")
    RoleGrant.objects.create(user=coordinator, role=Role.COORDINATOR)
    made = Council.objects.bulk_create(Council(name=f"Council {number:03}") for number in range(councils))
    people = User.objects.bulk_create(User(email=f"member{number}@example.org") for number in range(councils * seats))
    rows = [
        Seat(council=council, number=number, kind=SeatKind.LIVED_EXPERIENCE)
        for council in made
        for number in range(1, seats + 1)
    ]
    # Some end soon, most later.
    terms = [
        Membership(
            seat=seat,
            user=person,
            starts_on=today - timedelta(days=100),
            ends_on=today + timedelta(days=SOON + 3 * seat.number),
        )
        for seat, person in zip(Seat.objects.bulk_create(rows), people, strict=True)
    ]
    Membership.objects.bulk_create(terms, batch_size=500)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(coordinator)
    return client


def _median(client: Client, address: str, seconds: float) -> float:
    """Return the median time of a page in milliseconds."""
    _queries(client, address)
    taken: list[float] = []
    until = time.monotonic() + seconds
    while not taken or time.monotonic() < until:
        started = time.perf_counter()
        _ask(client, address)
        taken.append(time.perf_counter() - started)
    return 1000 * statistics.median(taken)


def _queries(client: Client, address: str) -> int:
    """Return how many queries a page asks; said on the error output, for whoever looks."""
    # The first time more is read than later.
    _ask(client, address)
    with CaptureQueriesContext(connection) as captured:
        _ask(client, address)
    print(f"{address}: {len(captured)} queries", file=sys.stderr)
    return len(captured)


def _ask(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:  # noqa: PLR2004 - a page
        message = f"{address} answers {response.status_code}"
        raise RuntimeError(message)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
