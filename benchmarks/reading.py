"""A process of its own that fills a database with councils and asks for their pages, as a coordinator.

Usage: `python -m benchmarks.reading COUNCILS SEATS [MEETINGS]`. Each line of its input is `[address, seconds]` in JSON;
it answers with the median time of that page in milliseconds. How many queries a page asks is said on its error output.

`meeting:` as an address is the page of the last meeting of the first council. `invite:` makes a meeting, invites every
member of the first council to it as the page does, and answers with the median time of that request.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import django
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

if TYPE_CHECKING:
    from django.test import Client

    from meetings.models import Meeting

# Days until the first term ends.
SOON = 20
MEETING = "meeting:"
INVITE = "invite:"
# Meetings of which each has its invitations; the last of them has one more thing to talk about than a morning holds.
ITEMS = 9


def main(councils: int, seats: int, meetings: int = 0) -> None:
    """Fill, then answer until the input ends."""
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    client = _filled(councils, seats)
    last = _met(meetings)
    for line in sys.stdin:
        address, seconds = json.loads(line)
        if address == INVITE:
            print(_inviting(client, seconds), flush=True)
        else:
            print(_median(client, f"/meetings/{last}/" if address == MEETING else address, seconds), flush=True)


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
    # A seat alone is not enough to be expected.
    grants = [RoleGrant(user=person, role=Role.MEMBER, starts_on=today - timedelta(days=100)) for person in people]
    RoleGrant.objects.bulk_create(grants, batch_size=500)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(coordinator)
    return client


def _meeting(number: int) -> Meeting:
    """Return a planned meeting of the first council, so many days from tomorrow."""
    from django.utils import timezone  # noqa: PLC0415

    from council.models import Council  # noqa: PLC0415
    from meetings.models import Meeting  # noqa: PLC0415

    today = timezone.localdate()
    return Meeting.objects.create(
        council=Council.objects.earliest("name"),
        title=f"Meeting {number:03}",
        # Within every term, so that everybody is expected.
        day=today + timedelta(days=1 + number % (SOON - 1)),
        starts=datetime.min.time().replace(hour=10),
        place="Library",
        access_deadline=today,
        contact="Mo",
    )


def _met(count: int) -> str:
    """Plan so many meetings with their invitations and agendas; return the id of the last."""
    from council.models import Membership  # noqa: PLC0415
    from meetings.models import AgendaItem, Invitation  # noqa: PLC0415

    planned = [_meeting(number) for number in range(count)]
    if not planned:
        return ""
    members = list(Membership.objects.filter(seat__council=planned[0].council))
    rows = [Invitation(meeting=meeting, membership=term) for meeting in planned for term in members]
    Invitation.objects.bulk_create(rows, batch_size=500)
    items = [AgendaItem(meeting=one, position=1 + place, title="Food") for one in planned for place in range(ITEMS)]
    AgendaItem.objects.bulk_create(items, batch_size=500)
    type(planned[0]).objects.update(status="invited")
    return str(planned[-1].pk)


def _inviting(client: Client, seconds: float) -> float:
    """Return the median time of the request that invites everybody, in milliseconds."""
    taken: list[float] = []
    until = time.monotonic() + seconds
    while not taken or time.monotonic() < until:
        meeting = _meeting(0)
        started = time.perf_counter()
        response = client.post(f"/meetings/{meeting.pk}/invite/")
        taken.append(time.perf_counter() - started)
        if response.status_code != 302 or not meeting.invitations.exists():  # noqa: PLR2004 - leads back to the meeting
            message = f"inviting answers {response.status_code} {response.headers.get('Location')}"
            raise RuntimeError(message)
    return 1000 * statistics.median(taken)


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
    main(*map(int, sys.argv[1:]))
