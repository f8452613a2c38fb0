"""Attack 24: the door is taken over. With all that its process has, nothing that is stored can be read.

Other processes' memory is out of reach because each runs in a container of its own, without privileges
(tests/operations/test_compose.py); here all run as one user, so /proc of others is left out.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.attacks.given import give_at
from tests.rig import processes
from tests.rig.production import ProductionSite

TEXTS = ("canary-first-words", "canary-second-words", "canary-third-words")


def taken_over(environment: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(processes.python("-m", "tests.attacks.taking_over", env=environment))
    return found


def read(said: dict[str, Any]) -> list[str]:
    return [text for text in TEXTS if any(text in words for words in said["words"])]


def test_door_taken_over_reads_nothing_and_the_members_site_everything(production_site: ProductionSite) -> None:
    given = give_at(production_site, *TEXTS)
    processes.fetch(f"{production_site.door_url}/en/feedback/")  # a key for forms lies in its folder now
    door = taken_over(production_site.door_environment)
    assert (door["seen"], door["words"], door["by hand"]) == (0, [], 0)
    assert door["by its own code"] == "RuntimeError"  # the desk's tables are not known to this process
    # The same program where the keys are: it is able to read, so what stopped it was the want of them.
    site = taken_over(production_site.site_environment)
    assert site["seen"] >= len(given)
    assert read(site) == list(TEXTS)
    assert site["by hand"] >= len(given)
    assert site["by its own code"] >= len(given)


@pytest.mark.long
def test_door_that_lost_its_row_policies_would_still_read_nothing(production_site: ProductionSite) -> None:
    """The second wall: with every row and column of its tables in hand, the keys are not there."""
    give_at(production_site, *TEXTS)
    as_owner = {**production_site.door_environment, "DATABASE_URL": production_site.site_environment["DATABASE_URL"]}
    said = taken_over(as_owner)
    assert said["seen"] >= len(TEXTS)
    assert said["words"] == []
