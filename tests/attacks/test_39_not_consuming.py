"""Fault 39: the worker lives and does nothing.

What somebody sends does not need it. Whoever runs the service is told without any mail, and afterwards everything that
waited goes out by itself. A queue that hangs up again and again is fault 37.
"""

from __future__ import annotations

from typing import LiteralString

import psycopg
import pytest

from tests.attacks.visit import Visit
from tests.rig import processes
from tests.rig.production import ProductionSite

pytestmark = pytest.mark.production
AGE = "from notifications.models import Heartbeat; Heartbeat.objects.update(beat_at='2020-01-01T00:00:00Z')"
COUNT = "SELECT count(*) FROM feedback_feedback"
AT_THE_DESK = "SELECT count(*) FROM desk_case"


def counted(site: ProductionSite, statement: LiteralString) -> int:
    with psycopg.connect(site.site_environment["DATABASE_URL"], autocommit=True) as owner:
        row = owner.execute(statement).fetchone()
    assert row
    return int(row[0])


def give(site: ProductionSite, text: str) -> None:
    visit = Visit(site.door_url)
    visit.reach_code(text)
    visit.step("send-kept")
    assert visit.last == 200


def test_sending_needs_no_worker_and_its_silence_is_named(production_site: ProductionSite) -> None:
    site = production_site
    before = counted(site, COUNT)
    with site.stopped("worker"):
        # The limit of a real site is five minutes: the row is aged instead of waiting for it.
        site.shell(AGE)
        give(site, "While nobody worked.")
        assert counted(site, COUNT) == before + 1
        assert processes.fetch(f"{site.url}/healthz")[0] == 503
        assert processes.health(site.url)["worker"] == "down"
        assert processes.health(site.door_url) == {"web": "up", "database": "up"}
    processes.wait_healthy(site.url)
    processes.wait_until(
        lambda: counted(site, AT_THE_DESK) >= before + 1, seconds=90, what="what was sent is on the desk", every=1
    )
